import { once } from 'node:events';
import { WebContentsView } from 'electron';
import type { Session } from 'electron';

const CLOSE_WITHIN_MS = 5000;
/** Chromium's net error for a load that something else replaced or refused. */
const ERR_ABORTED = -3;

/**
 * What Chromium offers to pages and the station does not: windows above the notice strip (R22), which need no leave, and
 * workers that outlive a page or whose sockets Electron does not show to the request table (electron issue 47857).
 */
const SWITCHED_OFF = [
  'PictureInPicture',
  'PictureInPictureAPI',
  'DocumentPictureInPictureAPI',
  'SharedWorker',
];

/** A view for a page that nobody here wrote: no preload, no powers, its sound on without a click. */
export function createRemoteView(session: Session, production: boolean): WebContentsView {
  const view = new WebContentsView({
    webPreferences: {
      session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      plugins: false,
      disableBlinkFeatures: SWITCHED_OFF.join(','),
      devTools: !production,
      spellcheck: false,
      disableDialogs: true,
      safeDialogs: true,
      navigateOnDragDrop: false,
      autoplayPolicy: 'no-user-gesture-required',
      backgroundThrottling: false,
      focusOnNavigation: false,
    },
  });
  view.setBackgroundColor('#14202b');
  return view;
}

/** Ends the page for real: camera and microphone live as long as its web contents, not as long as the window. */
export async function closeRemoteView(view: WebContentsView): Promise<void> {
  const page = view.webContents;
  if (page.isDestroyed()) return;
  const destroyed = once(page, 'destroyed', { signal: AbortSignal.timeout(CLOSE_WITHIN_MS) });
  page.close();
  try {
    await destroyed;
  } catch {
    // A page that does not go is killed, so that camera and microphone are released all the same.
    if (!page.isDestroyed()) page.forcefullyCrashRenderer();
  }
}

/** Why a page could not be fetched; null for a load that was merely replaced. */
export function classifyLoadError(errorCode: number): 'meeting-certificate' | 'meeting-unreachable' | null {
  if (errorCode === ERR_ABORTED) return null;
  return errorCode <= -200 && errorCode > -300 ? 'meeting-certificate' : 'meeting-unreachable';
}
