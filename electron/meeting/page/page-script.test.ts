import vm from 'node:vm';
import { expect, it } from 'vitest';
import { ANY_DEVICES, pageOrders, pageScript } from './page-script.ts';
import type { PageOrders } from './page-script.ts';

const FREE: PageOrders = { suspended: false, devices: ANY_DEVICES };
const names = { control: '_control', token: '_token' };

/** A page with just enough of WebRTC in it, and a hand on its timer. */
function page(orders = FREE) {
  const source = `
    globalThis.window = globalThis;
    globalThis.crypto = { getRandomValues: () => [77] };
    globalThis.ticks = [];
    globalThis.setInterval = (tick) => { ticks.push(tick); return 1; };
    globalThis.MediaStreamTrack = class { #on = true; constructor(kind = 'audio', label = '') { this.own = [kind, label]; } get kind() { return this.own[0]; } get label() { return this.own[1]; } clone() { return new MediaStreamTrack(...this.own); } get enabled() { return this.#on; } set enabled(on) { this.#on = on; } };
    globalThis.RTCRtpSender = class { constructor(track) { this.own = track; } get track() { return this.own; } };
    globalThis.RTCStatsReport = class { constructor(stats) { this.stats = stats; } forEach(use) { this.stats.forEach((stat) => use(stat)); } };
    globalThis.Event = class { constructor(type) { this.type = type; } };
    globalThis.heard = [];
    globalThis.Document = class { execCommand(name) { return name + ' done'; } };
    globalThis.HTMLVideoElement = class { async requestPictureInPicture() {} };
    globalThis.ServiceWorkerContainer = class { async register() {} };
    globalThis.EventTarget = class { dispatchEvent(event) { heard.push(event.type); } };
    globalThis.DOMException = class extends Error { constructor(message, name) { super(message); this.name = name; } };
    globalThis.MediaDeviceInfo = class {
      constructor(kind, label, deviceId) { this.own = { kind, label, deviceId }; }
      get kind() { return this.own.kind; } get label() { return this.own.label; } get deviceId() { return this.own.deviceId; }
    };
    globalThis.MediaStream = class {
      constructor(tracks) { this.own = tracks; } getTracks() { return this.own; } clone() { return new MediaStream(this.own.map((t) => t.clone())); }
    };
    globalThis.plugged = [['audioinput', 'Headset', 'm1'], ['audioinput', 'Desk', 'm2'], ['videoinput', 'Webcam', 'c1'],
      ['videoinput', 'Lid', 'c2'], ['audiooutput', 'Headset', 's1'], ['audiooutput', 'Wall', 's2']];
    globalThis.asked = [];
    globalThis.MediaDevices = class extends EventTarget {
      async enumerateDevices() { return plugged.map((one) => new MediaDeviceInfo(...one)); }
      async getUserMedia(wanted) {
        asked.push(wanted);
        const track = (kind, of, name) => {
          const id = of?.deviceId?.exact;
          const [, label] = plugged.find(([k, , d]) => k === kind && (id === undefined || d === id)) ?? [];
          return label === undefined ? [] : [new MediaStreamTrack(name, label)];
        };
        return new MediaStream([...(wanted.audio ? track('audioinput', wanted.audio, 'audio') : []), ...(wanted.video ? track('videoinput', wanted.video, 'video') : [])]);
      }
    };
    globalThis.Navigator = class { get mediaDevices() { return theirs; } webkitGetUserMedia() { return 'native'; } };
    globalThis.theirs = new MediaDevices();
    globalThis.navigator = new Navigator();
    globalThis.HTMLMediaElement = class {
      async setSinkId(id) { this.sink = id; } get srcObject() { return this.stream; } set srcObject(s) { this.stream = s; } async play() {}
    };
    globalThis.RTCPeerConnection = class {
      constructor() { this.state = 'new'; this.senders = []; this.stats = []; }
      get connectionState() { return this.state; }
      getSenders() { return this.senders; }
      async getStats() { return new RTCStatsReport(this.stats); }
    };
  `;
  const context = vm.createContext({ Uint32Array });
  vm.runInContext(source, context);
  vm.runInContext(pageScript(names, orders), context);
  const run = (code: string): unknown => vm.runInContext(code, context);
  const order = (given: PageOrders) => run(pageOrders(names, given));
  /** What the script has measured, as whoever has the token is told. */
  const told = (): readonly string[] => String(order(orders)).split(';').slice(1);
  return { told, run, order, tick: () => run('ticks[0]()') as Promise<void> };
}

it('tells whole numbers of each connection, and nothing else', async () => {
  const { told, run, tick } = page();
  run(`globalThis.pc = new RTCPeerConnection(); pc.state = 'connected'; pc.stats = [
    { type: 'inbound-rtp', kind: 'audio', bytesReceived: 10, packetsReceived: 4, packetsLost: 1 },
    { type: 'inbound-rtp', kind: 'video', bytesReceived: 30.5, packetsLost: -3, framesPerSecond: 12.5, freezeCount: 2, totalFreezesDuration: 0.7 },
    { type: 'outbound-rtp', kind: 'audio', bytesSent: 20, packetsSent: 5 }, { type: 'remote-inbound-rtp', kind: 'audio', packetsLost: 2 },
    { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.0121 }, { type: 'candidate-pair', nominated: false, currentRoundTripTime: 9 }, { type: 'outbound-rtp', kind: 'video', bytesSent: 40 },
    { type: 'inbound-rtp', kind: 'her name', bytesReceived: 'her name' }, { type: 'remote-candidate', address: '10.0.0.1' }]`);
  await tick();
  expect(told()).toEqual(['0,0,2,10,4,1,20,5,2,30,0,0,40,0,0,13,125,0,2,700']);
});

it('tells nothing to whoever does not have the token', () => {
  const { run } = page();
  run('new RTCPeerConnection()');
  expect(run(`_control('guess', { suspended: false, devices: {} })`)).toBeUndefined();
  expect(run('Object.keys(window).includes("_control")')).toBe(false);
});

it('a page that replaces built-ins gets at no report', async () => {
  const { told, run, tick } = page();
  run(`globalThis.caught = [];
    RTCPeerConnection.prototype.getStats = async () => { caught.push('getStats'); throw new Error(); };
    RTCStatsReport.prototype.forEach = () => caught.push('forEach');
    Reflect.apply = () => caught.push('apply'); Function.prototype.call = () => caught.push('call');
    JSON.stringify = () => caught.push('stringify'); Array.prototype.join = () => caught.push('join');
    Promise.prototype.then = new Proxy(Promise.prototype.then, {});
    globalThis.pc = new RTCPeerConnection(); pc.stats = [{ type: 'inbound-rtp', kind: 'audio', bytesReceived: 7 }]`);
  await tick();
  expect(told()).toEqual(['0,0,0,7,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0']);
  expect(run('caught.length')).toBe(0);
});

it('a connection is still what the page expects, also when the page extends it', async () => {
  const { told, run, tick } = page();
  expect(run('new RTCPeerConnection() instanceof RTCPeerConnection')).toBe(true);
  expect(run('RTCPeerConnection.prototype.constructor === RTCPeerConnection')).toBe(true);
  expect(run('new (class Mine extends RTCPeerConnection { mine() { return 1; } })().mine()')).toBe(1);
  await tick();
  expect(told()).toHaveLength(2);
});

it('a closed connection is reported once more and then no longer', async () => {
  const { told, run, tick } = page();
  run(`globalThis.pc = new RTCPeerConnection(); pc.state = 'closed'`);
  await tick();
  expect(told()).toEqual(['0,0,5,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0']);
  await tick();
  expect(told()).toEqual([]);
});

it('suspending switches off the tracks that were on, and resuming only those on again', async () => {
  const { run, tick, order } = page();
  run(`globalThis.pc = new RTCPeerConnection(); globalThis.camera = new MediaStreamTrack(); globalThis.microphone = new MediaStreamTrack();
    microphone.enabled = false; pc.senders = [new RTCRtpSender(camera), new RTCRtpSender(microphone), new RTCRtpSender(null)];`);
  order({ ...FREE, suspended: true });
  expect(run('[camera.enabled, microphone.enabled].join()')).toBe('false,false');
  run('camera.enabled = true');
  await tick();
  expect(run('camera.enabled')).toBe(false);
  order(FREE);
  expect(run('[camera.enabled, microphone.enabled].join()')).toBe('true,false');
});

it('the page cannot resume by itself, nor put something else in place of the control', () => {
  const { run, order } = page();
  run(
    `globalThis.pc = new RTCPeerConnection(); globalThis.camera = new MediaStreamTrack(); pc.senders = [new RTCRtpSender(camera)];`,
  );
  // A page that puts something of its own in the place of globalThis must not learn the token.
  run(`globalThis.stolen = []; const spy = new Proxy({}, { get: () => (word) => stolen.push(word) });
    Object.defineProperty(globalThis, 'globalThis', { value: spy });`);
  order({ ...FREE, suspended: true });
  expect(run('stolen.length')).toBe(0);
  run(`const free = { suspended: false, devices: {} }; _control('guess', free); _control(undefined, free);
    try { _control = () => undefined; } catch {} delete window._control; camera.enabled = true;`);
  expect(run('camera.enabled')).toBe(false);
  expect(run(`String(_control).includes('_token')`)).toBe(false);
});

it.each(['paste', 'COPY', 'cut'])('a script cannot %s', (command) => {
  const { run } = page();
  expect(run(`new Document().execCommand(${JSON.stringify(command)})`)).toBe(false);
  expect(run(`new Document().execCommand('bold')`)).toBe('bold done');
});

it.each(['new HTMLVideoElement().requestPictureInPicture()', 'new ServiceWorkerContainer().register("/x")'])(
  'refuses %s',
  async (asked) => {
    expect(await page().run(`${asked}.catch((error) => error.name)`)).toBe('NotAllowedError');
  },
);

it('printing does nothing, and cannot be had back', () => {
  const { run } = page();
  expect(
    run(`try { window = 0; delete globalThis.print; globalThis.print = () => 'paper'; } catch {} print()`),
  ).toBeUndefined();
});

it('a place without WebRTC is left alone', () => {
  const context = vm.createContext({ Uint32Array });
  vm.runInContext(
    'globalThis.window = globalThis; globalThis.crypto = { getRandomValues: () => [7] }',
    context,
  );
  vm.runInContext(pageScript(names, FREE), context);
  expect(vm.runInContext('typeof _control + typeof RTCPeerConnection', context)).toBe('undefinedundefined');
});

const CHOSEN: PageOrders = {
  suspended: false,
  devices: { microphone: 'Desk', speaker: 'Headset', camera: 'Lid' },
};

it('the page sees the chosen devices and no other (R41)', async () => {
  const labels = await page(CHOSEN).run(
    'navigator.mediaDevices.enumerateDevices().then((all) => all.map((one) => one.kind + one.label).join())',
  );
  expect(labels).toBe('audioinputDesk,videoinputLid,audiooutputHeadset');
});

it('where nothing was chosen the page sees everything', async () => {
  expect(await page().run('navigator.mediaDevices.enumerateDevices().then((all) => all.length)')).toBe(6);
});

it.each([
  ['{ audio: true, video: true }'],
  [
    '{ audio: { deviceId: { exact: "m1" } }, video: { deviceId: "c1", groupId: "g", advanced: [{ deviceId: "c1" }] } }',
  ],
])('whatever the page asks for, it gets the chosen camera and microphone: %s', async (asked) => {
  const { told, run } = page(CHOSEN);
  const labels = await run(
    `navigator.mediaDevices.getUserMedia(${asked}).then((got) => got.getTracks().map((one) => one.label).join())`,
  );
  expect(labels).toBe('Desk,Lid');
  expect(told()).toEqual(['1,0,1', '1,1,1']);
});

it('the older ways of asking get the chosen devices too', async () => {
  const { run } = page(CHOSEN);
  const label = await run(
    'new Promise((use, fail) => navigator.webkitGetUserMedia({ audio: true }, use, fail)).then((got) => got.getTracks()[0].label)',
  );
  expect(label).toBe('Desk');
});

it('a chosen device that is gone is replaced by none other', async () => {
  const { run } = page(CHOSEN);
  run('plugged = plugged.filter(([, label]) => label !== "Lid")');
  expect(await run('navigator.mediaDevices.getUserMedia({ video: true }).catch((error) => error.name)')).toBe(
    'NotFoundError',
  );
});

it('the screen is not a camera', async () => {
  const { run } = page();
  const name = await run(
    'navigator.mediaDevices.getUserMedia({ video: { mandatory: { chromeMediaSource: "desktop" } } }).catch((error) => error.name)',
  );
  expect(name).toBe('NotAllowedError');
});

it('sound goes to the chosen loudspeaker, whatever the page sets', async () => {
  const { told, run } = page(CHOSEN);
  run('globalThis.element = new HTMLMediaElement(); element.srcObject = new MediaStream([])');
  expect(await run('element.setSinkId("s2").then(() => element.sink)')).toBe('s1');
  expect(told()).toContain('1,2,1');
});

it('the page is told when other devices are chosen', async () => {
  const { run, order } = page(CHOSEN);
  order({ ...CHOSEN, devices: { ...CHOSEN.devices, camera: 'Webcam' } });
  expect(run('heard.join()')).toBe('devicechange');
  expect(
    await run('navigator.mediaDevices.getUserMedia({ video: true }).then((got) => got.getTracks()[0].label)'),
  ).toBe('Webcam');
});

it('a camera that is had while suspended is off, its copies too, and on again as the page wished', async () => {
  const { run, order } = page({ ...CHOSEN, suspended: true });
  await run(
    'navigator.mediaDevices.getUserMedia({ video: true }).then((got) => { window.track = got.getTracks()[0]; })',
  );
  run('window.copy = track.clone(); copy.enabled = true; track.enabled = true');
  expect(run('[track.enabled, copy.enabled].join()')).toBe('false,false');
  run('copy.enabled = false');
  order(CHOSEN);
  expect(run('[track.enabled, copy.enabled].join()')).toBe('true,false');
});

it('a page that lays snares in Array.prototype catches nothing', async () => {
  const { told, run, tick } = page();
  run(`globalThis.caught = []; Object.defineProperty(Array.prototype, 0, { set(value) { caught.push(value); }, configurable: true });
    new RTCPeerConnection();`);
  await tick();
  expect(told()).toHaveLength(1);
  expect(run('caught.length')).toBe(0);
});
