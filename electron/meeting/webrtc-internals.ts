import { session as electronSession, WebContentsView } from 'electron';
import { NOTHING_REPORTED, parseEngineReport } from './media-report.ts';
import type { EngineReport } from './media-report.ts';
import { closeRemoteView } from './remote-view.ts';

const INTERNALS = 'chrome://webrtc-internals/';

/**
 * Runs inside Chromium's own page and replaces its display, which would grow every second. Keeps the statistics of each
 * connection until they are read, and the label of each device that a page opened.
 */
const COLLECTOR = String.raw`(() => {
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
  const labelOf = (info) => /^id:\S* label:(.*)$/s.exec(info ?? '')?.[1] ?? null;
  const pick = ({ type, stats: { values } }) => {
    const stat = { type };
    for (let i = 0; i < values.length; i += 2) if (WANTED[type].includes(values[i])) stat[values[i]] = values[i + 1];
    return stat;
  };
  const listeners = {
    'add-peer-connection': add,
    'remove-peer-connection': (one) => connections.delete(nameOf(one)),
    'update-peer-connection': (change) => { const one = connections.get(nameOf(change)); if (one && change.type === 'connectionstatechange') one.state = change.value; },
    'update-media': (one) => {
      const opened = { process: one.pid, microphone: labelOf(one.audio_track_info), camera: labelOf(one.video_track_info) };
      devices = [...devices, opened].slice(-100);
    },
    'add-standard-stats': (update) => {
      const one = connections.get(nameOf(update));
      if (one) one.stats = update.reports.filter(({ type, stats }) => type in WANTED && stats).map(pick).slice(0, 500);
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

/**
 * The engine's own record of calls and opened devices: `chrome://webrtc-internals` in a hidden view. A page's script
 * cannot reach it; only a compromised renderer process could send false numbers.
 */
export class WebRtcInternals {
  /** Holds the view, because an unreferenced view is collected together with its page. */
  readonly #view: WebContentsView;
  #isClosed = false;

  private constructor(view: WebContentsView) {
    this.#view = view;
  }

  /**
   * Open before the call begins: running calls are not reported. Rejects if this version of the engine has no such
   * page. Calls `failed` once it stops reporting.
   */
  static async open(failed: () => void): Promise<WebRtcInternals> {
    const session = electronSession.fromPartition('webrtc-internals', { cache: false });
    session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
    session.setPermissionCheckHandler(() => false);
    // Otherwise the session fetches a dictionary from a foreign host.
    session.setSpellCheckerLanguages([]);
    session.webRequest.onBeforeRequest({ urls: ['<all_urls>'] }, ({ url }, answer) => {
      answer({ cancel: !/^(?:chrome|data|blob):/.test(url) });
    });
    const view = new WebContentsView({
      webPreferences: { session, sandbox: true, backgroundThrottling: false, disableDialogs: true },
    });
    const page = view.webContents;
    page.setWindowOpenHandler(() => ({ action: 'deny' }));
    page.on('render-process-gone', failed);
    page.on('will-navigate', (event) => event.preventDefault());
    const internals = new WebRtcInternals(view);
    try {
      await page.loadURL(INTERNALS);
      await page.executeJavaScript(COLLECTOR);
      return internals;
    } catch (error) {
      await internals.close();
      throw error;
    }
  }

  /** Measurements since the last read, of these operating system processes. Never rejects. */
  async read(processes: ReadonlySet<number>): Promise<EngineReport> {
    const { webContents: page } = this.#view;
    if (this.#isClosed || page.isDestroyed()) return NOTHING_REPORTED;
    try {
      const answer: unknown = await page.executeJavaScript('readMeeting()');
      return parseEngineReport(answer, processes);
    } catch {
      // The meeting closed meanwhile, and the view with it.
      return NOTHING_REPORTED;
    }
  }

  async close(): Promise<void> {
    const { webContents: page } = this.#view;
    if (this.#isClosed) return;
    this.#isClosed = true;
    await closeRemoteView(page);
  }
}
