import vm from 'node:vm';
import { expect, it } from 'vitest';
import { ANY_DEVICES, pageScript } from './page-script.ts';
import type { MeetingDevices } from './page-script.ts';

const PLATFORM = `
  globalThis.window = globalThis;
  globalThis.Document = class { execCommand(name) { return name + ' done'; } };
  globalThis.DOMException = class extends Error { constructor(message, name) { super(message); this.name = name; } };
  globalThis.MediaStreamTrack = class { constructor(label) { this.label = label; } };
  globalThis.MediaDeviceInfo = class {
    constructor(kind, label, deviceId) { this.own = { kind, label, deviceId }; }
    get kind() { return this.own.kind; } get label() { return this.own.label; } get deviceId() { return this.own.deviceId; }
  };
  globalThis.MediaStream = class { constructor(tracks) { this.own = tracks; } getTracks() { return this.own; } };
  globalThis.plugged = [['audioinput', 'Headset', 'm1'], ['audioinput', 'Desk', 'm2'], ['videoinput', 'Webcam', 'c1'],
    ['videoinput', 'Lid', 'c2'], ['audiooutput', 'Headset', 's1'], ['audiooutput', 'Wall', 's2']];
  globalThis.MediaDevices = class {
    async enumerateDevices() { return plugged.map((one) => new MediaDeviceInfo(...one)); }
    async getUserMedia(wanted) {
      const track = (kind, of) => {
        const id = of?.mandatory?.sourceId ?? of?.advanced?.[0]?.deviceId ?? of?.deviceId?.exact;
        const [, label] = plugged.find(([k, , d]) => k === kind && (id === undefined || d === id)) ?? [];
        return label === undefined ? [] : [new MediaStreamTrack(label)];
      };
      return new MediaStream([...(wanted.audio ? track('audioinput', wanted.audio) : []), ...(wanted.video ? track('videoinput', wanted.video) : [])]);
    }
  };
  globalThis.Navigator = class { get mediaDevices() { return theirs; } webkitGetUserMedia() { return 'native'; } };
  globalThis.theirs = new MediaDevices();
  globalThis.navigator = new Navigator();
  globalThis.HTMLMediaElement = class {
    async setSinkId(id) { this.sink = id; } get srcObject() { return this.stream; } set srcObject(s) { this.stream = s; } async play() {}
  };
`;

/** A page with just enough of the platform's media interfaces. */
function page(devices: MeetingDevices = ANY_DEVICES) {
  const context = vm.createContext({});
  vm.runInContext(PLATFORM, context);
  vm.runInContext(pageScript(devices), context);
  return (code: string): unknown => vm.runInContext(code, context);
}

const CHOSEN: MeetingDevices = { microphone: 'Desk', speaker: 'Headset', camera: 'Lid' };
const labelsOf = (asked: string): string =>
  `navigator.mediaDevices.getUserMedia(${asked}).then((got) => got.getTracks().map((one) => one.label).join(), (error) => error.name)`;

it('holds no secret and leaves no name of its own in the page', () => {
  const bare = vm.createContext({});
  vm.runInContext(PLATFORM, bare);
  expect(page(CHOSEN)('Object.getOwnPropertyNames(globalThis).sort().join()')).toBe(
    vm.runInContext('Object.getOwnPropertyNames(globalThis).sort().join()', bare),
  );
  expect(pageScript(CHOSEN)).not.toMatch(/[0-9a-f]{16}/);
});

it.each(['paste', 'COPY', 'cut'])('a script cannot %s', (command) => {
  const run = page();
  expect(run(`new Document().execCommand(${JSON.stringify(command)})`)).toBe(false);
  expect(run(`new Document().execCommand('bold')`)).toBe('bold done');
});

it('a place without media is left alone', () => {
  const context = vm.createContext({});
  vm.runInContext('globalThis.window = globalThis', context);
  vm.runInContext(pageScript(CHOSEN), context);
  expect(vm.runInContext('typeof MediaDevices', context)).toBe('undefined');
});

it('R41: the page sees the chosen devices and no other', async () => {
  const labels = await page(CHOSEN)(
    'navigator.mediaDevices.enumerateDevices().then((all) => all.map((one) => one.kind + one.label).join())',
  );
  expect(labels).toBe('audioinputDesk,videoinputLid,audiooutputHeadset');
});

it('where nothing was chosen the page sees everything', async () => {
  expect(await page()('navigator.mediaDevices.enumerateDevices().then((all) => all.length)')).toBe(6);
});

it.each([
  ['{ audio: true, video: true }'],
  [
    '{ audio: { deviceId: { exact: "m1" } }, video: { deviceId: "c1", groupId: "g", advanced: [{ deviceId: "c1" }] } }',
  ],
])('whatever the page asks for, it gets the chosen camera and microphone: %s', async (asked) => {
  expect(await page(CHOSEN)(labelsOf(asked))).toBe('Desk,Lid');
});

it.each(['mandatory', 'advanced', 'groupId', 'then'])(
  'a trap for %s in Object.prototype changes nothing',
  async (name) => {
    const run = page(CHOSEN);
    run(
      `Object.defineProperty(Object.prototype, ${JSON.stringify(name)}, { get() { return this instanceof MediaStream ? undefined : { sourceId: 'm1', 0: { deviceId: 'm1' } }; }, set() {}, configurable: true })`,
    );
    const label = await run(labelsOf('Object.assign(Object.create(null), { audio: true })'));
    expect(['Desk', 'NotAllowedError']).toContain(label);
  },
);

it('a page that replaces built-ins still gets the chosen devices only', async () => {
  const run = page(CHOSEN);
  run(`Reflect.apply = () => { throw new Error(); }; Function.prototype.call = () => null;
    Object.defineProperty(MediaDeviceInfo.prototype, 'label', { get: () => 'Desk' });`);
  expect(await run(labelsOf('{ audio: true }'))).toBe('Desk');
});

it('the older ways of asking get the chosen devices too', async () => {
  const label = await page(CHOSEN)(
    'new Promise((use, fail) => navigator.webkitGetUserMedia({ audio: true }, use, fail)).then((got) => got.getTracks()[0].label)',
  );
  expect(label).toBe('Desk');
});

it('a chosen device that is gone is replaced by none other', async () => {
  const run = page(CHOSEN);
  run('plugged = plugged.filter(([, label]) => label !== "Lid")');
  expect(await run(labelsOf('{ video: true }'))).toBe('NotFoundError');
});

it('the screen is not a camera', async () => {
  expect(await page()(labelsOf('{ video: { mandatory: { chromeMediaSource: "desktop" } } }'))).toBe(
    'NotAllowedError',
  );
});

it('sound goes to the chosen speaker, whatever the page sets', async () => {
  const run = page(CHOSEN);
  run('globalThis.element = new HTMLMediaElement(); element.srcObject = new MediaStream([])');
  expect(await run('element.setSinkId("s2").then(() => element.sink)')).toBe('s1');
});
