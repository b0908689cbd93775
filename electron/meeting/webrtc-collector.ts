/**
 * Runs inside Chromium's own page and replaces its display, which would grow every second. Keeps the statistics of each
 * connection until they are read, and the label of each device that a page opened. Chromium 156 sends JSON where 130 sends
 * text, a record where 130 sends a list, and another name for a changed state; both are read.
 */
export const COLLECTOR = String.raw`(() => {
  const WANTED = {
    'inbound-rtp': ['kind', 'bytesReceived', 'packetsReceived', 'packetsLost', 'framesPerSecond', 'freezeCount', 'totalFreezesDuration'],
    'outbound-rtp': ['kind', 'bytesSent', 'packetsSent', 'framesPerSecond'],
    'remote-inbound-rtp': ['kind', 'packetsLost'],
    'candidate-pair': ['nominated', 'currentRoundTripTime'],
  };
  const connections = new Map();
  let devices = [];
  const nameOf = (one) => one.rid + '-' + one.lid;
  const add = (one) => {
    if (connections.size >= 256) return;
    connections.set(nameOf(one), { process: one.pid, state: 'new', stats: null });
  };
  const labelOf = (info = '') => info.startsWith('{') ? JSON.parse(info).label : (/^id:\S* label:(.*)$/s.exec(info)?.[1] ?? null);
  const recordOf = (report) => {
    if (Array.isArray(report)) return report[1];
    const { type, stats: { values } = { values: [] } } = report;
    const record = { type };
    for (let i = 0; i < values.length; i += 2) record[values[i]] = values[i + 1];
    return record;
  };
  const pick = (record) => Object.fromEntries(['type', ...WANTED[record.type]].map((name) => [name, record[name]]));
  const change = (update) => {
    const one = connections.get(nameOf(update));
    if (one && /^(?:on)?connectionstatechange$/.test(update.type)) one.state = update.value.replaceAll('"', '');
  };
  const listeners = {
    'add-peer-connection': add,
    'remove-peer-connection': (one) => connections.delete(nameOf(one)),
    'update-peer-connection': change,
    'update-media': (one) => {
      const opened = { process: one.pid, microphone: labelOf(one.audio_track_info), camera: labelOf(one.video_track_info) };
      devices = [...devices, opened].slice(-100);
    },
    'add-standard-stats': (update) => {
      const one = connections.get(nameOf(update));
      if (one) one.stats = update.reports.map(recordOf).filter(({ type }) => type in WANTED).map(pick).slice(0, 500);
    },
  };
  window.cr.webUIListenerCallback = (event, ...values) => listeners[event]?.(...values);
  // The statistics come a moment after they are asked for; without waiting, a read would have those of the read before.
  window.readMeeting = async () => {
    chrome.send('getStandardStats');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const answer = { connections: [], devices };
    devices = [];
    for (const [connection, one] of connections) {
      if (one.stats !== null) answer.connections.push({ connection, process: one.process, state: one.state, stats: one.stats });
      one.stats = null;
    }
    return JSON.stringify(answer);
  };
})()`;
