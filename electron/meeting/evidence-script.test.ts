import vm from 'node:vm';
import { expect, test } from 'vitest';
import { evidenceScript } from './evidence-script.ts';

const names = { channel: '_channel', control: '_control', token: '_token' };

/** A page with just enough of WebRTC in it, and a hand on its timer. */
function page() {
  const sent: string[] = [];
  const source = `
    globalThis.ticks = [];
    globalThis.setInterval = (tick) => { ticks.push(tick); return 1; };
    globalThis.MediaStreamTrack = class { #on = true; get enabled() { return this.#on; } set enabled(on) { this.#on = on; } };
    globalThis.RTCRtpSender = class { constructor(track) { this.own = track; } get track() { return this.own; } };
    globalThis.RTCStatsReport = class { constructor(stats) { this.stats = stats; } forEach(use) { this.stats.forEach((stat) => use(stat)); } };
    globalThis.RTCPeerConnection = class {
      constructor() { this.state = 'new'; this.senders = []; this.stats = []; }
      get connectionState() { return this.state; }
      getSenders() { return this.senders; }
      async getStats() { return new RTCStatsReport(this.stats); }
    };
  `;
  const context = vm.createContext({ _channel: (payload: string) => sent.push(payload) });
  vm.runInContext(source, context);
  vm.runInContext(evidenceScript(names), context);
  const run = (code: string): unknown => vm.runInContext(code, context);
  return { sent, run, tick: async () => await (run('ticks[0]()') as Promise<void>) };
}

test('sends six whole numbers for each connection, and nothing else', async () => {
  const { sent, run, tick } = page();
  run(`globalThis.pc = new RTCPeerConnection(); pc.state = 'connected'; pc.stats = [
    { type: 'inbound-rtp', kind: 'audio', bytesReceived: 10 }, { type: 'inbound-rtp', kind: 'video', bytesReceived: 30.5 },
    { type: 'outbound-rtp', kind: 'audio', bytesSent: 20 }, { type: 'outbound-rtp', kind: 'video', bytesSent: 40 },
    { type: 'inbound-rtp', kind: 'her name', bytesReceived: 'her name' }, { type: 'remote-candidate', address: '10.0.0.1' }]`);
  await tick();
  expect(sent).toEqual(['0,2,10,20,30,40']);
});

test('the channel is gone before the first script of the page', () => {
  expect(page().run('typeof _channel')).toBe('undefined');
});

test('a page that replaces built-ins gets at neither the channel nor the reports', async () => {
  const { sent, run, tick } = page();
  run(`globalThis.caught = [];
    RTCPeerConnection.prototype.getStats = async () => { caught.push('getStats'); throw new Error(); };
    RTCStatsReport.prototype.forEach = () => caught.push('forEach');
    Reflect.apply = () => caught.push('apply'); Function.prototype.call = () => caught.push('call');
    JSON.stringify = () => caught.push('stringify'); Array.prototype.join = () => caught.push('join');
    Promise.prototype.then = new Proxy(Promise.prototype.then, {});
    globalThis.pc = new RTCPeerConnection(); pc.stats = [{ type: 'inbound-rtp', kind: 'audio', bytesReceived: 7 }]`);
  await tick();
  expect(sent).toEqual(['0,0,7,0,0,0']);
  expect(run('caught.length')).toBe(0);
});

test('a connection still is what the page expects, also when the page extends it', async () => {
  const { sent, run, tick } = page();
  expect(run('new RTCPeerConnection() instanceof RTCPeerConnection')).toBe(true);
  expect(run('RTCPeerConnection.prototype.constructor === RTCPeerConnection')).toBe(true);
  expect(run('new (class Mine extends RTCPeerConnection { mine() { return 1; } })().mine()')).toBe(1);
  await tick();
  expect(sent).toHaveLength(2);
});

test('a closed connection is reported once more and then no longer', async () => {
  const { sent, run, tick } = page();
  run(`globalThis.pc = new RTCPeerConnection(); pc.state = 'closed'`);
  await tick();
  await tick();
  expect(sent).toEqual(['0,5,0,0,0,0']);
});

test('suspending switches off the tracks that were on, and resuming only those on again', async () => {
  const { run, tick } = page();
  run(`globalThis.pc = new RTCPeerConnection(); globalThis.camera = new MediaStreamTrack(); globalThis.microphone = new MediaStreamTrack();
    microphone.enabled = false; pc.senders = [new RTCRtpSender(camera), new RTCRtpSender(microphone), new RTCRtpSender(null)];`);
  run(`_control('_token', true)`);
  expect(run('[camera.enabled, microphone.enabled].join()')).toBe('false,false');
  run('camera.enabled = true');
  await tick();
  expect(run('camera.enabled')).toBe(false);
  run(`_control('_token', false)`);
  expect(run('[camera.enabled, microphone.enabled].join()')).toBe('true,false');
});

test('the page cannot resume by itself, nor put something else in place of the control', () => {
  const { run } = page();
  run(
    `globalThis.pc = new RTCPeerConnection(); globalThis.camera = new MediaStreamTrack(); pc.senders = [new RTCRtpSender(camera)];`,
  );
  run(`_control('_token', true); _control('guess', false); _control(undefined, false);
    try { _control = () => undefined; } catch {} delete globalThis._control;`);
  expect(run('camera.enabled')).toBe(false);
  expect(run(`String(_control).includes('_token')`)).toBe(false);
});

test('printing does nothing, and cannot be had back', () => {
  const { run } = page();
  expect(
    run(`try { window = 0; delete globalThis.print; globalThis.print = () => 'paper'; } catch {} print()`),
  ).toBeUndefined();
});

test('a place without WebRTC is left alone', () => {
  const context = vm.createContext({ _channel: () => undefined });
  vm.runInContext(evidenceScript(names), context);
  expect(vm.runInContext('typeof _channel + typeof RTCPeerConnection', context)).toBe('undefinedundefined');
});
