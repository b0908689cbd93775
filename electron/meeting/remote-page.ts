import type { Session, WebContents, WebContentsView } from 'electron';
import type { StationNetwork } from '../network/station-network.ts';
import { isPracticeOrigin } from './meeting-hosts.ts';
import type { MeetingHosts } from './meeting-hosts.ts';
import { createMeetingSession, destroyMeetingSession } from './meeting-session.ts';
import type { OnRefused } from './meeting-session.ts';
import type { MeetingFailure } from './meeting.ts';
import { Liveness } from './page/liveness.ts';
import { PageDebugger } from './page/page-debugger.ts';
import { guardPage } from './page/page-guards.ts';
import { pageScript } from './page/page-script.ts';
import type { MeetingDevices } from './page/page-script.ts';
import { classifyLoadError, closeRemoteView, createRemoteView } from './remote-view.ts';
import { WebRtcInternals } from './webrtc-internals.ts';

/** Everything that belongs to one page of a meeting and is closed with it. */
export interface RemotePage {
  readonly href: string;
  readonly devices: MeetingDevices;
  readonly session: Session;
  readonly view: WebContentsView;
  /** The view's own contents, which the view drops when it is closed. */
  readonly contents: WebContents;
  /** The operating system processes that the page has used so far. */
  readonly processes: Set<number>;
  readonly debugger: PageDebugger;
  readonly liveness: Liveness;
  /** Null if this version of the engine has none: the meeting then has no evidence. */
  readonly internals: WebRtcInternals | null;
  /** Stops all events. */
  stopWatching(): void;
}

export type RemotePageOptions = {
  readonly href: string;
  readonly hosts: MeetingHosts;
  readonly network: StationNetwork;
  readonly devices: MeetingDevices;
  readonly production: boolean;
  readonly onRefused: OnRefused;
  readonly isInputIgnored: () => boolean;
};

/** Events of the page, independent of its language (R42). */
export interface RemotePageEvents {
  /** The page script no longer holds, or not in every frame. */
  detached(): void;
  /** The engine has stopped reporting on the page. */
  unmeasured(): void;
  /** The page has loaded. */
  shown(): void;
  /** The page could not be loaded, or is at a forbidden address. */
  failed(code: MeetingFailure): void;
  /** The page's process has ended. */
  crashed(): void;
  /** The page is at an address that follows a meeting. */
  over(): void;
}

/** A fresh session and view with every guard in place, showing nothing yet. Rejects, closed, where a guard fails. */
export async function openRemotePage(
  options: RemotePageOptions,
  events: RemotePageEvents,
): Promise<RemotePage> {
  const { href, hosts, network, devices, onRefused } = options;
  let watching = true;
  const watched = (notify: () => void): void => {
    if (watching) notify();
  };
  const session = createMeetingSession({
    hosts,
    network,
    onRefused,
    isGuarded: () => pageDebugger.isAttached,
  });
  const view = createRemoteView(session, options.production);
  const page = view.webContents;
  if (!isPracticeOrigin(new URL(href), hosts)) {
    page.setWebRTCIPHandlingPolicy('default_public_interface_only');
  }
  const pageDebugger = new PageDebugger(page, pageScript(devices), () => watched(events.detached));
  // Open before the page, so that no call or device is missed.
  const internals = await WebRtcInternals.open(() => watched(events.unmeasured)).catch(() => null);
  const remote: RemotePage = {
    href,
    devices,
    session,
    view,
    contents: page,
    processes: new Set(),
    debugger: pageDebugger,
    liveness: new Liveness(),
    internals,
    stopWatching: () => {
      watching = false;
    },
  };
  try {
    // The debugger needs an empty page to attach to before the meeting's loads.
    await page.loadURL('about:blank');
    await pageDebugger.attach();
    await pageDebugger.setInputIgnored(options.isInputIgnored());
  } catch (error) {
    await closeRemotePage(remote);
    throw error;
  }
  guardPage(page, {
    hosts,
    proxyCredentials: network.proxyCredentials,
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
    if (httpStatus >= 400) watched(() => events.failed('meeting-unreachable'));
  });
  page.on('did-finish-load', () => watched(events.shown));
  page.on('render-process-gone', () => watched(events.crashed));
  return remote;
}

/** Releases camera and microphone, and destroys the storage. */
export async function closeRemotePage(remote: RemotePage): Promise<void> {
  remote.stopWatching();
  await Promise.all([closeRemoteView(remote.contents), remote.internals?.close()]);
  await destroyMeetingSession(remote.session);
}
