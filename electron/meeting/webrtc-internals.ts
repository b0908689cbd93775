import { session as electronSession, WebContentsView } from 'electron';
import { NOTHING_REPORTED, parseEngineReport } from './media-report.ts';
import type { EngineReport } from './media-report.ts';
import { closeRemoteView } from './remote-view.ts';
import { COLLECTOR } from './webrtc-collector.ts';

const INTERNALS = 'chrome://webrtc-internals/';

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
