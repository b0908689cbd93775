import { randomUUID } from 'node:crypto';
import { session as electronSession } from 'electron';
import type { Session } from 'electron';
import { trustAuthorities } from '../network/network-session.ts';
import type { StationNetwork } from '../network/station-network.ts';
import type { MeetingHosts } from './meeting-hosts.ts';
import { parseUrl } from './meeting-hosts.ts';
import { decideRequest } from './network-policy.ts';
import { decidePermission } from './permission-policy.ts';
import { isPdf, withStationPolicy } from './response-headers.ts';
import { plainUserAgent } from './user-agent.ts';

/** A refused attempt of the meeting page. Without path and query, which may be secret (R14). */
export type RefusedAttempt = {
  readonly what:
    'navigation' | 'window' | 'permission' | 'request' | 'download' | 'device' | 'sign-in' | 'certificate';
  /** Host or scheme, or the name of the permission. */
  readonly subject: string;
  readonly reason: string;
  /** How many earlier refusals were not reported, if any (`refusal-limit.ts`). */
  readonly omitted?: number;
};
export type OnRefused = (attempt: RefusedAttempt) => void;

export interface MeetingSessionOptions {
  readonly hosts: MeetingHosts;
  readonly network: StationNetwork;
  readonly onRefused: OnRefused;
  /** Whether the page script is in every frame that can ask for a device. */
  readonly isGuarded: () => boolean;
}

/** A session in memory under a unique name (R41), with every handler set. */
export function createMeetingSession(options: MeetingSessionOptions): Session {
  const { hosts, network, onRefused, isGuarded } = options;
  const session = electronSession.fromPartition(`meeting-${randomUUID()}`, { cache: false });
  session.setUserAgent(plainUserAgent(session.getUserAgent()));
  session.setSpellCheckerEnabled(false);
  // Otherwise Chromium downloads a dictionary.
  session.setSpellCheckerLanguages([]);
  session.allowNTLMCredentialsForDomains('');
  trustAuthorities(session, network.authorities);

  // No handler for getDisplayMedia on purpose: without one it is not available at all.
  session.setPermissionRequestHandler((contents, permission, callback, details) => {
    const verdict = decidePermission(
      {
        permission,
        requester: details.requestingUrl,
        securityOrigin: ('securityOrigin' in details ? details.securityOrigin : undefined) ?? null,
        topPage: contents.getURL(),
        mediaTypes: ('mediaTypes' in details ? details.mediaTypes : undefined) ?? [],
      },
      hosts,
    );
    // The page script chooses the camera and microphone; without it the page gets none.
    const guarded = verdict.allowed && isGuarded();
    const reason = verdict.allowed ? 'the page script is not in place (R41)' : verdict.reason;
    if (!guarded) onRefused({ what: 'permission', subject: permission, reason });
    callback(guarded);
  });
  session.setPermissionCheckHandler((contents, permission, requestingOrigin, details) => {
    const topPage = contents?.getURL() ?? details.embeddingOrigin ?? requestingOrigin;
    const mediaTypes = details.mediaType === undefined ? [] : [details.mediaType];
    const securityOrigin = details.securityOrigin ?? null;
    const question = { permission, requester: requestingOrigin, securityOrigin, topPage, mediaTypes };
    return decidePermission(question, hosts).allowed;
  });
  session.setDevicePermissionHandler(() => false);
  session.setBluetoothPairingHandler((_details, callback) => {
    onRefused({ what: 'device', subject: 'bluetooth', reason: 'no devices but camera and microphone (R41)' });
    callback({ confirmed: false });
  });
  session.on('select-hid-device', (event, _details, callback) => {
    event.preventDefault();
    callback(null);
  });
  session.on('select-usb-device', (event, _details, callback) => {
    event.preventDefault();
    callback();
  });
  session.on('select-serial-port', (event, _ports, _contents, callback) => {
    event.preventDefault();
    callback('');
  });
  session.on('will-download', (event, item) => {
    event.preventDefault();
    onRefused({ what: 'download', subject: subjectOf(item.getURL()), reason: 'nothing leaves the meeting' });
  });

  session.webRequest.onBeforeRequest({ urls: ['<all_urls>'] }, (details, callback) => {
    const verdict = decideRequest(details.url, hosts);
    if (!verdict.allowed)
      onRefused({ what: 'request', subject: subjectOf(details.url), reason: verdict.reason });
    callback({ cancel: !verdict.allowed });
  });
  session.webRequest.onBeforeSendHeaders({ urls: ['<all_urls>'] }, (details, callback) => {
    const isServiceWorker = Object.keys(details.requestHeaders).some((name) =>
      /^service-worker$/i.test(name),
    );
    if (isServiceWorker) {
      onRefused({
        what: 'request',
        subject: 'service worker',
        reason: 'outlives the page, and nothing watches its sockets',
      });
    }
    callback({ cancel: isServiceWorker });
  });
  session.webRequest.onHeadersReceived({ urls: ['<all_urls>'] }, (details, callback) => {
    const isDocument = details.resourceType === 'mainFrame' || details.resourceType === 'subFrame';
    const headers = details.responseHeaders ?? {};
    if (isDocument && isPdf(headers)) {
      onRefused({
        what: 'download',
        subject: subjectOf(details.url),
        reason: 'the PDF reader prints, saves and opens links',
      });
      return callback({ cancel: true });
    }
    callback({ responseHeaders: withStationPolicy(headers, isDocument, hosts) });
  });
  return session;
}

/** Deletes storage, caches and credentials, and closes connections. */
export async function destroyMeetingSession(session: Session): Promise<void> {
  await Promise.allSettled([
    session.clearStorageData(),
    session.clearCache(),
    session.clearAuthCache(),
    session.clearHostResolverCache(),
    session.closeAllConnections(),
  ]);
}

/** The host, or the scheme where there is none: what a log may contain of an address. */
export function subjectOf(address: string): string {
  const url = parseUrl(address);
  if (url === null) return 'malformed';
  // Other schemes may carry secrets: `webex://` is followed by a key to a meeting.
  return /^(?:https?|wss?):$/.test(url.protocol) ? url.host : url.protocol;
}
