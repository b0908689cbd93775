import path from 'node:path';
import { BaseWindow, WebContentsView, type WebContents } from 'electron';
import type { PageName } from '../../shared/ipc/schema.ts';
import { APP_ORIGIN } from './app-protocol.ts';
import { layoutOf, type Rectangle, type ScreenMode } from './layout.ts';

/** winuser.h */
const WM_DEVICECHANGE = 0x0219;

export interface StationWindowParts {
  /** The folder of `preload.cjs`. */
  readonly buildFolder: string;
  readonly devTools: boolean;
  /** Position and size on the station's one display. */
  readonly bounds: Rectangle;
  /** Covers the whole display, including panels of the system. */
  readonly kiosk: boolean;
  /** Called when a page's web contents are created. */
  readonly onPage: (page: PageName, contents: WebContents) => void;
  readonly onPageGone: (page: PageName, reason: string) => void;
}

/**
 * The station's one window and its stack of views (R22): staff page, meeting above it, visit page on top. It fills the
 * display and has no frame, no menu and no close button.
 */
export class StationWindow {
  readonly window: BaseWindow;
  readonly #parts: StationWindowParts;
  readonly #staff: WebContentsView;
  #visit: WebContentsView | null = null;
  #meeting: WebContentsView | null = null;
  #mode: ScreenMode = 'hidden';
  #place: Rectangle | null = null;
  #meetingShown = false;

  constructor(parts: StationWindowParts) {
    this.#parts = parts;
    this.window = new BaseWindow({
      ...parts.bounds,
      title: 'Child Link',
      frame: false,
      // Electron 43 and later round the corners of a frameless window on Linux; the desktop would show behind them.
      roundedCorners: false,
      hasShadow: false,
      resizable: false,
      movable: false,
      minimizable: false,
      maximizable: false,
      fullscreenable: true,
      kiosk: parts.kiosk,
      autoHideMenuBar: true,
      backgroundColor: '#ffffff',
    });
    this.window.setBounds(parts.bounds);
    this.#staff = this.#createPage('staff');
    this.#load('staff', this.#staff);
    this.window.on('resize', () => this.#arrange());
    this.#arrange();
  }

  /** Windows tells every window about plugged and unplugged devices; other systems do not. */
  onDeviceChange(listener: () => void): void {
    if (process.platform === 'win32') this.window.hookWindowMessage(WM_DEVICECHANGE, listener);
  }

  /**
   * The page that takes clicks and focus while locked. Created on first use, because it costs a process that nobody needs
   * before the first sign-in.
   */
  get shield(): WebContents {
    return this.#visitView().webContents;
  }

  get staffPage(): WebContents {
    return this.#staff.webContents;
  }

  /** Stacks and places the views for a mode. */
  show(
    mode: ScreenMode,
    place: Rectangle | null,
    meeting: WebContentsView | null,
    meetingShown: boolean,
  ): void {
    if (meeting !== this.#meeting) {
      if (this.#meeting !== null) this.window.contentView.removeChildView(this.#meeting);
      this.#meeting = meeting;
      if (meeting !== null) {
        this.window.contentView.addChildView(meeting);
        // Adding the visit page again keeps it the last child: the meeting can never cover the notice (R22).
        this.window.contentView.addChildView(this.#visitView());
      }
    }
    const focusMoves = this.#mode !== mode;
    if (mode !== 'hidden' && mode !== 'trial') this.#visitView();
    this.#mode = mode;
    this.#place = place;
    this.#meetingShown = meetingShown;
    this.#arrange();
    if (!focusMoves) return;
    if (mode === 'hidden' || mode === 'strip' || mode === 'trial') this.#staff.webContents.focus();
    else this.#visitView().webContents.focus();
  }

  #arrange(): void {
    const { width, height } = this.window.getContentBounds();
    const layout = layoutOf(this.#mode, { width, height }, this.#place, this.#meetingShown);
    place(this.#staff, layout.staff);
    if (this.#visit !== null) place(this.#visit, layout.visit);
    if (this.#meeting !== null) place(this.#meeting, layout.meeting);
  }

  #createPage(page: PageName): WebContentsView {
    const view = new WebContentsView({
      webPreferences: {
        preload: path.join(this.#parts.buildFolder, 'preload.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInSubFrames: false,
        webviewTag: false,
        spellcheck: false,
        disableDialogs: true,
        navigateOnDragDrop: false,
        backgroundThrottling: false,
        // Caches compiled code from the first start, not from the third.
        v8CacheOptions: 'bypassHeatCheck',
        devTools: this.#parts.devTools,
      },
    });
    const contents = view.webContents;
    this.#parts.onPage(page, contents);
    contents.on('render-process-gone', (_event, details) => {
      this.#parts.onPageGone(page, details.reason);
      // The page holds no state of its own, so a reload is enough (R33).
      if (!contents.isDestroyed()) contents.reload();
    });
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    this.window.contentView.addChildView(view);
    return view;
  }

  #visitView(): WebContentsView {
    if (this.#visit !== null) return this.#visit;
    const visit = this.#createPage('visit');
    this.#visit = visit;
    visit.setBackgroundColor('#00000000');
    // The strip takes no input: a click on it leaves the keyboard with staff.
    visit.webContents.on('focus', () => {
      if (this.#mode === 'strip' || this.#mode === 'hidden' || this.#mode === 'trial')
        this.#staff.webContents.focus();
    });
    this.#arrange();
    this.#load('visit', visit);
    return visit;
  }

  #load(page: PageName, { webContents }: WebContentsView): void {
    webContents.loadURL(`${APP_ORIGIN}/${page}/index.html`).catch((error: unknown) => {
      this.#parts.onPageGone(page, error instanceof Error ? error.message : 'load failed');
    });
  }
}

function place(view: WebContentsView, bounds: Rectangle | null): void {
  view.setVisible(bounds !== null);
  if (bounds !== null) view.setBounds({ ...bounds });
}
