import { once } from 'node:events';
import { WebContentsView } from 'electron';
import type { Session, WebContents } from 'electron';
import { BLINK_FEATURES_OFF } from './engine-features.ts';

/** Kills a page that has not closed by then: a suspension must not wait for it (R45). */
const CLOSE_WITHIN_MS = 1000;
/** Chromium's net error for a replaced or refused load. */
const ERR_ABORTED = -3;

/** A view for a remote page: no preload, no privileges, sound without a click. */
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
      disableBlinkFeatures: BLINK_FEATURES_OFF.join(','),
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

/** Closes the page, which releases camera and microphone: web contents hold them, not the window. */
export async function closeRemoteView(page: WebContents): Promise<void> {
  if (page.isDestroyed()) return;
  const destroyed = once(page, 'destroyed', { signal: AbortSignal.timeout(CLOSE_WITHIN_MS) });
  page.close();
  try {
    await destroyed;
  } catch {
    if (!page.isDestroyed()) page.forcefullyCrashRenderer();
  }
}

/** Why a page could not be loaded; null for a replaced load. */
export function classifyLoadError(errorCode: number): 'meeting-certificate' | 'meeting-unreachable' | null {
  if (errorCode === ERR_ABORTED) return null;
  return errorCode <= -200 && errorCode > -300 ? 'meeting-certificate' : 'meeting-unreachable';
}
