/**
 * The script that runs in every frame before the page's own. It reports numbers of the frame's RTCPeerConnections
 * once a second through a channel that it takes out of the page's sight, switches our tracks off while the visit
 * is suspended, and disables printing. It keeps what it uses of the platform, so that a page that replaces
 * built-ins changes nothing; the page can at most make the numbers wrong.
 */
export interface EvidenceScriptNames {
  /** The debugger's binding, random for each meeting; gone from the page before its first script runs. */
  readonly channel: string;
  /** The one global that stays; useless without `token`. */
  readonly control: string;
  readonly token: string;
}

export function evidenceScript(names: EvidenceScriptNames): string {
  return `(${String.raw`(channel, control, token) => {
  'use strict';
  const send = globalThis[channel];
  delete globalThis[channel];
  const define = Object.defineProperty;
  define(globalThis, 'print', { value: () => undefined, writable: false, configurable: false });

  const Native = globalThis.RTCPeerConnection;
  if (typeof Native !== 'function') return;
  const apply = Reflect.apply, construct = Reflect.construct, every = globalThis.setInterval;
  const readStats = Native.prototype.getStats;
  const readSenders = Native.prototype.getSenders;
  const readState = Object.getOwnPropertyDescriptor(Native.prototype, 'connectionState').get;
  const readTrack = Object.getOwnPropertyDescriptor(RTCRtpSender.prototype, 'track').get;
  const enabled = Object.getOwnPropertyDescriptor(MediaStreamTrack.prototype, 'enabled');
  const eachStat = RTCStatsReport.prototype.forEach;
  const states = { __proto__: null, new: 0, connecting: 1, connected: 2, disconnected: 3, failed: 4, closed: 5 };

  const connections = [];
  let suspended = false;
  let silenced = [];

  const silence = () => {
    for (let i = 0; i < connections.length; i += 1) {
      if (connections[i] === null) continue;
      const senders = apply(readSenders, connections[i], []);
      for (let j = 0; j < senders.length; j += 1) {
        const track = apply(readTrack, senders[j], []);
        if (track === null || !apply(enabled.get, track, [])) continue;
        apply(enabled.set, track, [false]);
        silenced[silenced.length] = track;
      }
    }
  };

  const restore = () => {
    for (let i = 0; i < silenced.length; i += 1) apply(enabled.set, silenced[i], [true]);
    silenced = [];
  };

  define(globalThis, control, { value: (word, on) => {
    if (word !== token) return;
    suspended = on === true;
    if (suspended) silence(); else restore();
  }, writable: false, configurable: false, enumerable: false });

  const whole = (n) => (typeof n === 'number' && n > 0 && n < 9e15 ? n - (n % 1) : 0);

  const report = async (index) => {
    const connection = connections[index];
    const state = apply(readState, connection, []);
    const sum = { __proto__: null, audioIn: 0, audioOut: 0, videoIn: 0, videoOut: 0 };
    const stats = await apply(readStats, connection, []);
    apply(eachStat, stats, [(stat) => {
      const kind = stat.kind === 'audio' ? 'audio' : stat.kind === 'video' ? 'video' : null;
      if (kind === null) return;
      if (stat.type === 'inbound-rtp') sum[kind + 'In'] += whole(stat.bytesReceived);
      if (stat.type === 'outbound-rtp') sum[kind + 'Out'] += whole(stat.bytesSent);
    }]);
    send(index + ',' + states[state] + ',' + sum.audioIn + ',' + sum.audioOut + ',' + sum.videoIn + ',' + sum.videoOut);
    if (state === 'closed') connections[index] = null;
  };

  const reportAll = async () => {
    if (suspended) silence();
    for (let i = 0; i < connections.length; i += 1) {
      if (connections[i] === null) continue;
      try { await report(i); } catch { connections[i] = null; }
    }
  };

  const slot = () => {
    for (let i = 0; i < connections.length; i += 1) if (connections[i] === null) return i;
    return connections.length;
  };

  const Wrapped = new Proxy(Native, {
    construct(target, args, newTarget) {
      const connection = construct(target, args, newTarget === Wrapped ? target : newTarget);
      const index = slot();
      if (index < 64) connections[index] = connection;
      return connection;
    },
  });
  define(Native.prototype, 'constructor', { value: Wrapped, writable: true, configurable: true, enumerable: false });
  define(globalThis, 'RTCPeerConnection', { value: Wrapped, writable: true, configurable: true, enumerable: false });
  if ('webkitRTCPeerConnection' in globalThis) {
    define(globalThis, 'webkitRTCPeerConnection', { value: Wrapped, writable: true, configurable: true, enumerable: false });
  }
  apply(every, globalThis, [reportAll, 1000]);
}`})(${JSON.stringify(names.channel)}, ${JSON.stringify(names.control)}, ${JSON.stringify(names.token)});`;
}
