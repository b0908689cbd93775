import path from 'node:path';
import { BaseWindow, WebContentsView, type WebContents } from 'electron';
import type { PageName } from '../../shared/ipc/schema.ts';
import type { VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { APP_ORIGIN } from './app-protocol.ts';
import { layoutOf, type Rectangle } from './layout.ts';

/** winuser.h */
const WM_DEVICECHANGE = 0x0219;

export interface StationWindowParts {
  /** The folder of `preload.cjs`. */
  readonly buildFolder: string;
  readonly devTools: boolean;
  /** Where the window goes and how large it is: the work area of the station's one display. */
  readonly bounds: Rectangle;
  /** Whether the window takes the whole display, whatever else is on it. */
  readonly kiosk: boolean;
  /** Called for each of our pages as its web contents come to be, also again after a crash. */
  readonly onPage: (page: PageName, contents: WebContents) => void;
  readonly onPageGone: (page: PageName, reason: string) => void;
}

/**
 * The station's one window and the order of its views (R22): staff page below, meeting above it, visit page on top.
 * Fills its display, has no frame, no menu and no way to close by itself.
 */
export class StationWindow {
  readonly window: BaseWindow;
  readonly #parts: StationWindowParts;
  readonly #staff: WebContentsView;
  #visit: WebContentsView | null = null;
  #meeting: WebContentsView | null = null;
  #mode: VisitPageSnapshot['mode'] = 'hidden';
  #place: Rectangle | null = null;
  #meetingShown = false;

  constructor(parts: StationWindowParts) {
    this.#parts = parts;
    this.window = new BaseWindow({
      ...parts.bounds,
      title: 'Child Link',
      frame: false,
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
    this.#staff = this.#makePage('staff');
    this.#load('staff', this.#staff);
    this.window.on('resize', () => this.#arrange());
    this.#arrange();
  }

  /** Windows says to every window that something was plugged or unplugged; other systems say it elsewhere. */
  onDeviceChange(happened: () => void): void {
    if (process.platform === 'win32') this.window.hookWindowMessage(WM_DEVICECHANGE, happened);
  }

  /**
   * The page that takes what is clicked and keeps the focus while locked. It loads when it is first asked for: nobody
   * needs it before somebody signs in, and it is a process of its own.
   */
  get shield(): WebContents {
    return this.#visitView().webContents;
  }

  get staffPage(): WebContents {
    return this.#staff.webContents;
  }

  /** Puts the views in the order that a mode asks for. */
  show(
    mode: VisitPageSnapshot['mode'],
    place: Rectangle | null,
    meeting: WebContentsView | null,
    meetingShown: boolean,
  ): void {
    if (meeting !== this.#meeting) {
      if (this.#meeting !== null) this.window.contentView.removeChildView(this.#meeting);
      this.#meeting = meeting;
      if (meeting !== null) {
        this.window.contentView.addChildView(meeting);
        // The visit page stays the last child: nothing of the meeting can lie above the notice (R22).
        this.window.contentView.addChildView(this.#visitView());
      }
    }
    const focusMoves = this.#mode !== mode;
    if (mode !== 'hidden') this.#visitView();
    this.#mode = mode;
    this.#place = place;
    this.#meetingShown = meetingShown;
    this.#arrange();
    if (!focusMoves) return;
    if (mode === 'hidden' || mode === 'strip') this.#staff.webContents.focus();
    else this.#visitView().webContents.focus();
  }

  #arrange(): void {
    const { width, height } = this.window.getContentBounds();
    const layout = layoutOf(this.#mode, { width, height }, this.#place, this.#meetingShown);
    place(this.#staff, layout.staff);
    if (this.#visit !== null) place(this.#visit, layout.visit);
    if (this.#meeting !== null) place(this.#meeting, layout.meeting);
  }

  #makePage(page: PageName): WebContentsView {
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
        // Compiled once, not after the third start.
        v8CacheOptions: 'bypassHeatCheck',
        devTools: this.#parts.devTools,
      },
    });
    const contents = view.webContents;
    this.#parts.onPage(page, contents);
    contents.on('render-process-gone', (_event, details) => {
      this.#parts.onPageGone(page, details.reason);
      // The state is the journal's, so a page that died is simply shown again (R33).
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
    const visit = this.#makePage('visit');
    this.#visit = visit;
    visit.setBackgroundColor('#00000000');
    // The strip takes no input of its own: a click on it leaves the keyboard with staff.
    visit.webContents.on('focus', () => {
      if (this.#mode === 'strip' || this.#mode === 'hidden') this.#staff.webContents.focus();
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
