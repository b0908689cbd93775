import { createInterface } from 'node:readline';
import {
  app,
  BaseWindow,
  session as electronSession,
  webContents,
  WebContentsView,
  type WebContents,
} from 'electron';
import { STRIP_HEIGHT } from '../../../shared/ipc/layout.ts';
import { MeetingView } from '../../../electron/meeting/meeting-view.ts';
import { createNetworkSession } from '../../../electron/network/network-session.ts';
import { guardOwnSession } from '../../../electron/windows/process-guards.ts';
import { reserveStrip } from '../../../electron/windows/work-area.ts';
import type { RefusedAttempt } from '../../../electron/meeting/meeting-session.ts';
import type { BareAnswer, BareCalls, BareFacts, BareOptions } from './calls.ts';

/**
 * A program of nothing but the meeting: the real view in a window, without the station around it and without a test
 * tool's hands in its page. `unguarded` shows the same page in a plain view instead, to prove that attempts can succeed.
 */
const options = JSON.parse(process.env['BARE_MEETING'] ?? '{}') as BareOptions;
const RUN_WITHIN_MS = 5000;
const refusals: RefusedAttempt[] = [];
const facts = { created: 0, downloads: 0, dictionaries: 0, signIns: 0 };
let plain: WebContentsView | null = null;

app.on('web-contents-created', () => (facts.created += 1));
app.on('session-created', (session) => {
  session.on('will-download', () => (facts.downloads += 1));
  session.on('spellcheck-dictionary-download-begin', () => (facts.dictionaries += 1));
});
app.on('login', () => (facts.signIns += 1));
app.on('window-all-closed', () => undefined);
process.stdin.on('end', () => app.exit(0));

void app.whenReady().then(() => {
  if (options.unguarded !== true) {
    // The station's other sessions, as it makes them: none of them fetches a dictionary either.
    guardOwnSession(electronSession.defaultSession, () => false);
    createNetworkSession([]);
  }
  const window = new BaseWindow({ frame: false, width: 1280, height: 800, x: 0, y: 0 });
  const place = { x: 0, y: STRIP_HEIGHT, width: 1280, height: 800 - STRIP_HEIGHT };
  if (options.unguarded !== true) reserveStrip((code, detail) => process.stderr.write(`${code} ${detail}\n`));
  const meeting = new MeetingView({
    clock: { now: Date.now, monotonicMs: () => performance.now(), status: () => 'synced' },
    hosts: () => ({
      sites: options.sites ?? [],
      pages: [],
      requests: [],
      practiceOrigins: options.origins,
    }),
    network: { authorities: [], proxyCredentials: null },
    production: options.production ?? false,
    askForBrowserClient: true,
    onRefused: (attempt) => refusals.push(attempt),
  });
  let shown: WebContentsView | null = null;
  meeting.onChange(() => {
    if (meeting.view === shown) return;
    if (shown !== null) window.contentView.removeChildView(shown);
    shown = meeting.view;
    if (shown === null) return;
    window.contentView.addChildView(shown);
    shown.setBounds(place);
  });
  const page = (): WebContents => {
    const view = plain ?? meeting.view;
    if (view === null) throw new Error('no page');
    return view.webContents;
  };

  const calls: BareCalls = {
    open: async (href) => {
      if (options.unguarded !== true) return meeting.open({ href, displayName: 'Station' });
      plain = new WebContentsView({ webPreferences: { backgroundThrottling: false } });
      window.contentView.addChildView(plain);
      plain.setBounds(place);
      await plain.webContents.loadURL(href);
    },
    close: () => meeting.close(),
    rejoin: () => meeting.rejoin(),
    suspend: async (suspended) => {
      const beganAt = performance.now();
      await meeting.setSuspended(suspended);
      return performance.now() - beganAt;
    },
    devices: (devices) => meeting.setDevices(devices),
    state: async () => meeting.state,
    evidence: async () => meeting.evidence,
    run: async (code, frame) => {
      const within =
        frame === null
          ? page().mainFrame
          : page().mainFrame.framesInSubtree.find((one) => one.url.includes(frame));
      if (within === undefined) throw new Error(`no frame ${frame}`);
      // A process that ends meanwhile takes the answer with it.
      const late = new Promise<never>((_resolve, reject) =>
        setTimeout(() => reject(new Error('the page does not answer')), RUN_WITHIN_MS),
      );
      return Promise.race<unknown>([within.executeJavaScript(code, true), late]);
    },
    click: async (x, y) => {
      page().sendInputEvent({ type: 'mouseDown', x, y, button: 'left', clickCount: 1 });
      page().sendInputEvent({ type: 'mouseUp', x, y, button: 'left', clickCount: 1 });
    },
    crash: async () => page().forcefullyCrashRenderer(),
    facts: async (): Promise<BareFacts> => ({
      ...facts,
      windows: BaseWindow.getAllWindows().length,
      contents: webContents.getAllWebContents().length,
      url: plain === null && meeting.view === null ? '' : page().getURL(),
      muted: meeting.view?.webContents.isAudioMuted() ?? false,
      pagePid: plain === null && meeting.view === null ? 0 : page().getOSProcessId(),
      refusals,
    }),
    metrics: async () => app.getAppMetrics().map(({ pid, type, name }) => ({ pid, type, name: name ?? '' })),
  };
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, name, args } = JSON.parse(line) as { id: number; name: keyof BareCalls; args: never[] };
    const call: (...args: never[]) => Promise<unknown> = calls[name];
    const answer = (result: BareAnswer): void => void process.stdout.write(`${JSON.stringify(result)}\n`);
    call(...args).then(
      (value) => answer({ id, value: value ?? null }),
      (error: unknown) => answer({ id, error: String(error) }),
    );
  });
  process.stdout.write(`${JSON.stringify({ id: 0, value: 'ready' })}\n`);
});
