import type { Session, WebContentsView } from 'electron';
import { isPracticeOrigin } from './meeting-hosts.ts';
import type { MeetingHosts } from './meeting-hosts.ts';
import { createMeetingSession, destroyMeetingSession } from './meeting-session.ts';
import type { OnRefused } from './meeting-session.ts';
import type { MeetingFailure } from './meeting.ts';
import { PageControl } from './page/page-control.ts';
import type { PageOrders } from './page/page-script.ts';
import { guardPage } from './page/page-guards.ts';
import { classifyLoadError, closeRemoteView, createRemoteView } from './remote-view.ts';

/** All that belongs to one meeting and goes with it. */
export interface RemotePage {
  readonly href: string;
  readonly session: Session;
  readonly view: WebContentsView;
  readonly control: PageControl;
  /** Ends what would otherwise call back later. */
  stopWatching(): void;
}

export interface RemotePageOptions {
  readonly href: string;
  readonly hosts: MeetingHosts;
  readonly production: boolean;
  readonly onRefused: OnRefused;
  readonly isInputIgnored: () => boolean;
}

/** What the view may notice; language-free, whatever the page says (R42). */
export interface RemotePageEvents {
  /** The page script does not hold, or not in every frame. */
  detached(): void;
  /** Another document has taken the place of the page. */
  replaced(): void;
  /** The page is there. */
  shown(): void;
  /** The page could not be fetched, or is where it may not be. */
  failed(code: MeetingFailure): void;
  /** The page's process is gone. */
  crashed(): void;
  /** The page is on an address that comes after a meeting. */
  over(): void;
}

/** A fresh storage and view with every guard on it, showing nothing yet. */
export async function openRemotePage(
  options: RemotePageOptions,
  events: RemotePageEvents,
): Promise<RemotePage> {
  const { href, hosts, onRefused } = options;
  let watching = true;
  const watched = (tell: () => void): void => {
    if (watching) tell();
  };
  const session = createMeetingSession({
    hosts,
    onRefused,
    isGuarded: async (asker) => {
      const script = await control.findScript(asker);
      // There ought to be no such frame; the page is fetched anew, with the script in place.
      if (script === 'missing') watched(events.detached);
      return script === 'there';
    },
  });
  const view = createRemoteView(session, options.production);
  const page = view.webContents;
  if (!isPracticeOrigin(new URL(href), hosts)) {
    page.setWebRTCIPHandlingPolicy('default_public_interface_only');
  }
  const control = new PageControl(page, () => watched(events.detached));
  // An empty page first: the debugger needs one to attach to, and must be there before the meeting's.
  await page.loadURL('about:blank');
  guardPage(page, {
    hosts,
    onRefused,
    isInputIgnored: options.isInputIgnored,
    onOver: () => watched(events.over),
    onStrayed: () => watched(() => events.failed('meeting-page-strayed')),
  });

  page.on('did-fail-load', (_event, errorCode, _text, _url, isMainFrame) => {
    const code = classifyLoadError(errorCode);
    if (isMainFrame && code !== null) watched(() => events.failed(code));
  });
  page.on('did-navigate', (_event, _url, httpStatus) => {
    watched(events.replaced);
    if (httpStatus >= 400) watched(() => events.failed('meeting-unreachable'));
  });
  page.on('did-finish-load', () => watched(events.shown));
  page.on('render-process-gone', () => watched(events.crashed));
  return {
    href,
    session,
    view,
    control,
    stopWatching: () => {
      watching = false;
    },
  };
}

/**
 * Hidden and silent, or seen and heard again (R45), with these devices (R41). A page that does not fall silent in time is
 * ended: nothing of ours goes out.
 */
export async function orderRemotePage(remote: RemotePage, orders: PageOrders): Promise<void> {
  const page = remote.view.webContents;
  const { suspended } = orders;
  remote.view.setVisible(!suspended);
  page.setAudioMuted(suspended);
  const obeyed = await remote.control.setOrders(orders);
  if (!obeyed && suspended && !page.isDestroyed()) page.forcefullyCrashRenderer();
}

/** Real teardown: camera and microphone released, storage destroyed. */
export async function closeRemotePage(remote: RemotePage): Promise<void> {
  remote.stopWatching();
  remote.control.detach();
  await closeRemoteView(remote.view);
  await destroyMeetingSession(remote.session);
}
