/**
 * Part of the page script: wraps RTCPeerConnection and measures twice a second, in whole numbers only (R24, R40), what
 * `media-report.ts` reads: `0,CONNECTION,STATE`, then bytes, packets and lost packets of audio in, audio out, video in
 * and video out, then round trip in ms, pictures per 10 s in and out, freezes, and milliseconds frozen.
 */
export const EVIDENCE_PART = String.raw`
  const Native = window.RTCPeerConnection;
  const every = window.setInterval;
  const readStats = Native.prototype.getStats, readSenders = Native.prototype.getSenders;
  const readState = getter(Native, 'connectionState'), readTrack = getter(window.RTCRtpSender, 'track');
  const eachStat = window.RTCStatsReport.prototype.forEach;
  const STATES = { __proto__: null, new: 0, connecting: 1, connected: 2, disconnected: 3, failed: 4, closed: 5 };
  const connections = list(), serials = list(), latest = list();
  let serial = 0;
  measured[measured.length] = () => {
    let told = '';
    for (let i = 0; i < latest.length; i += 1) {
      told += latest[i];
      if (connections[i] === null) latest[i] = '';
    }
    return told;
  };

  const whole = (n, most) => {
    if (typeof n !== 'number' || !(n > 0)) return 0;
    return n < most ? n - (n % 1) : most;
  };
  const MOST = 9e15, MOST_PACKETS = 1e12, MOST_MS = 1e9;
  const flow = () => ({ __proto__: null, bytes: 0, packets: 0, lost: 0 });
  const numbers = (one) => one.bytes + ',' + one.packets + ',' + one.lost;

  const report = async (index) => {
    const connection = connections[index];
    const state = apply(readState, connection, []);
    const flows = { __proto__: null, audioIn: flow(), audioOut: flow(), videoIn: flow(), videoOut: flow() };
    let roundTrip = 0, framesIn = 0, framesOut = 0, freezes = 0, frozen = 0;
    apply(eachStat, await apply(readStats, connection, []), [(stat) => {
      if (stat.type === 'candidate-pair') {
        if (stat.nominated === true) roundTrip = whole(stat.currentRoundTripTime * 1000 + 0.999, 60000);
        return;
      }
      const kind = stat.kind === 'audio' ? 'audio' : stat.kind === 'video' ? 'video' : null;
      if (kind === null) return;
      if (stat.type === 'inbound-rtp') {
        const one = flows[kind + 'In'];
        one.bytes += whole(stat.bytesReceived, MOST);
        one.packets += whole(stat.packetsReceived, MOST_PACKETS);
        one.lost += whole(stat.packetsLost, MOST_PACKETS);
        if (kind !== 'video') return;
        const frames = whole(stat.framesPerSecond * 10, 5000);
        if (frames > framesIn) framesIn = frames;
        freezes += whole(stat.freezeCount, MOST_MS);
        frozen += whole(stat.totalFreezesDuration * 1000, MOST_MS);
      } else if (stat.type === 'outbound-rtp') {
        const one = flows[kind + 'Out'];
        one.bytes += whole(stat.bytesSent, MOST);
        one.packets += whole(stat.packetsSent, MOST_PACKETS);
        const frames = whole(stat.framesPerSecond * 10, 5000);
        if (kind === 'video' && frames > framesOut) framesOut = frames;
      } else if (stat.type === 'remote-inbound-rtp') {
        flows[kind + 'Out'].lost += whole(stat.packetsLost, MOST_PACKETS);
      }
    }]);
    const { audioIn, audioOut, videoIn, videoOut } = flows;
    latest[index] = ';0,' + serials[index] + ',' + STATES[state] + ',' + numbers(audioIn) + ',' + numbers(audioOut) + ',' + numbers(videoIn) + ',' + numbers(videoOut)
      + ',' + roundTrip + ',' + framesIn + ',' + framesOut + ',' + whole(freezes, MOST_MS) + ',' + whole(frozen, MOST_MS);
    if (state === 'closed') connections[index] = null;
  };

  /** What a connection sends may come from elsewhere than getUserMedia; it is our sound and picture all the same. */
  const holdSent = (connection) => {
    const senders = apply(readSenders, connection, []);
    for (let i = 0; i < senders.length; i += 1) {
      const track = apply(readTrack, senders[i], []);
      if (track !== null) hold(track);
    }
  };

  const reportAll = async () => {
    for (let i = 0; i < connections.length; i += 1) {
      if (connections[i] === null) continue;
      try {
        holdSent(connections[i]);
        await report(i);
      } catch { connections[i] = null; }
    }
  };
  applyOrders[applyOrders.length] = () => {
    for (let i = 0; i < connections.length; i += 1) if (connections[i] !== null) holdSent(connections[i]);
  };

  const slot = () => {
    for (let i = 0; i < connections.length; i += 1) if (connections[i] === null && latest[i] === '') return i;
    return connections.length;
  };
  const Wrapped = new Proxy(Native, {
    construct(target, args, newTarget) {
      const connection = construct(target, args, newTarget === Wrapped ? target : newTarget);
      const index = slot();
      if (index < 64) {
        connections[index] = connection;
        serials[index] = serial;
        latest[index] = '';
        serial += 1;
      }
      return connection;
    },
  });
  define(Native.prototype, 'constructor', { value: Wrapped, writable: true, configurable: true, enumerable: false });
  define(window, 'RTCPeerConnection', { value: Wrapped, writable: true, configurable: true, enumerable: false });
  if ('webkitRTCPeerConnection' in window) {
    define(window, 'webkitRTCPeerConnection', { value: Wrapped, writable: true, configurable: true, enumerable: false });
  }
  apply(every, window, [reportAll, 500]);
`;
