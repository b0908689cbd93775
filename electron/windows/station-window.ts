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
  readonly #visit: WebContentsView;
  #meeting: WebContentsView | null = null;
  #mode: VisitPageSnapshot['mode'] = 'hidden';
  #place: Rectangle | null = null;
  #meetingShown = false;
  #visitLoads = false;

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
    this.#visit = this.#makePage('visit');
    this.#load('staff', this.#staff);
    // Nobody sees it yet: what is to be used first has the machine for itself.
    this.#staff.webContents.once('did-stop-loading', () => this.#loadVisit());
    this.#visit.setBackgroundColor('#00000000');
    // The strip takes no input of its own: a click on it leaves the keyboard with staff.
    this.#visit.webContents.on('focus', () => {
      if (this.#mode === 'strip' || this.#mode === 'hidden') this.#staff.webContents.focus();
    });
    this.window.on('resize', () => this.#arrange());
    this.#arrange();
  }

  /** Windows says to every window that something was plugged or unplugged; other systems say it elsewhere. */
  onDeviceChange(happened: () => void): void {
    if (process.platform === 'win32') this.window.hookWindowMessage(WM_DEVICECHANGE, happened);
  }

  /** The page that takes what is clicked and keeps the focus while locked. */
  get shield(): WebContents {
    return this.#visit.webContents;
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
        this.window.contentView.addChildView(this.#visit);
      }
    }
    const focusMoves = this.#mode !== mode;
    if (mode !== 'hidden') this.#loadVisit();
    this.#mode = mode;
    this.#place = place;
    this.#meetingShown = meetingShown;
    this.#arrange();
    if (!focusMoves) return;
    if (mode === 'hidden' || mode === 'strip') this.#staff.webContents.focus();
    else this.#visit.webContents.focus();
  }

  #arrange(): void {
    const { width, height } = this.window.getContentBounds();
    const layout = layoutOf(this.#mode, { width, height }, this.#place, this.#meetingShown);
    place(this.#staff, layout.staff);
    place(this.#visit, layout.visit);
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

  #loadVisit(): void {
    if (!this.#visitLoads) this.#load('visit', this.#visit);
    this.#visitLoads = true;
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
