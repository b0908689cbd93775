import { isMeetingPage, parseUrl } from './meeting-hosts.ts';
import type { MeetingHosts } from './meeting-hosts.ts';

/** A page's request, as both of Electron's permission handlers pass it. */
export type PermissionQuestion = {
  /** Electron's name of the permission; new versions add names, which are denied. */
  readonly permission: string;
  /** Origin or URL of the page or frame that asks. */
  readonly requester: string;
  /** Origin of the frame's document, which for a written or sandboxed frame is not its address; null where not given. */
  readonly securityOrigin: string | null;
  /** URL of the page around it; the same for the main frame. */
  readonly topPage: string;
  /** For `media`: which devices. Empty when a page asks for the screen, which Electron 33 also calls `media`. */
  readonly mediaTypes: readonly string[];
};

export type PermissionVerdict = {
  readonly allowed: boolean;
  readonly reason: string;
};

/** Every permission of the engine, with the reason. Others are denied as unknown. */
export const PERMISSION_TABLE: Readonly<
  Record<string, { readonly rule: 'deny' | 'media'; readonly reason: string }>
> = {
  media: { rule: 'media', reason: 'camera and microphone are the visit itself (R41)' },
  'display-capture': { rule: 'deny', reason: 'would show the station’s screen to others' },
  'captured-surface-control': { rule: 'deny', reason: 'would steer what a screen share shows' },
  mediaKeySystem: { rule: 'deny', reason: 'protected films are no part of a visit' },
  'speaker-selection': { rule: 'deny', reason: 'the station chooses the headset' },
  fullscreen: { rule: 'deny', reason: 'would cover the notice strip (R22)' },
  'automatic-fullscreen': { rule: 'deny', reason: 'would cover the notice strip (R22)' },
  pointerLock: { rule: 'deny', reason: 'would take the pointer from staff' },
  keyboardLock: { rule: 'deny', reason: 'would take the keyboard from staff' },
  openExternal: { rule: 'deny', reason: 'would start another program' },
  'clipboard-read': { rule: 'deny', reason: 'staff may have copied a link or a name' },
  'deprecated-sync-clipboard-read': { rule: 'deny', reason: 'staff may have copied a link or a name' },
  'clipboard-sanitized-write': { rule: 'deny', reason: 'nothing leaves the meeting' },
  notifications: { rule: 'deny', reason: 'nothing may appear over the station’s screen' },
  'window-management': { rule: 'deny', reason: 'would tell of and use other displays' },
  geolocation: { rule: 'deny', reason: 'the place is nobody’s business' },
  'geolocation-approximate': { rule: 'deny', reason: 'the place is nobody’s business' },
  'idle-detection': { rule: 'deny', reason: 'tells a page about the room' },
  'screen-wake-lock': { rule: 'deny', reason: 'the station keeps its display awake itself' },
  'system-wake-lock': { rule: 'deny', reason: 'the station keeps itself awake' },
  'background-fetch': { rule: 'deny', reason: 'nothing goes on after the visit' },
  'background-sync': { rule: 'deny', reason: 'nothing goes on after the visit' },
  'periodic-background-sync': { rule: 'deny', reason: 'nothing goes on after the visit' },
  'persistent-storage': { rule: 'deny', reason: 'nothing outlives the session (R41)' },
  'storage-access': { rule: 'deny', reason: 'no storage across sites' },
  'top-level-storage-access': { rule: 'deny', reason: 'no storage across sites' },
  fileSystem: { rule: 'deny', reason: 'no files' },
  'local-fonts': { rule: 'deny', reason: 'would tell machines apart' },
  'local-network': { rule: 'deny', reason: 'the institution’s network is not the page’s' },
  'local-network-access': { rule: 'deny', reason: 'the institution’s network is not the page’s' },
  'loopback-network': { rule: 'deny', reason: 'this machine’s services are not the page’s' },
  midi: { rule: 'deny', reason: 'no devices but camera and microphone (R41)' },
  midiSysex: { rule: 'deny', reason: 'no devices but camera and microphone (R41)' },
  hid: { rule: 'deny', reason: 'no devices but camera and microphone (R41)' },
  serial: { rule: 'deny', reason: 'no devices but camera and microphone (R41)' },
  usb: { rule: 'deny', reason: 'no devices but camera and microphone (R41)' },
  nfc: { rule: 'deny', reason: 'no devices but camera and microphone (R41)' },
  'smart-card': { rule: 'deny', reason: 'no devices but camera and microphone (R41)' },
  sensors: { rule: 'deny', reason: 'no devices but camera and microphone (R41)' },
  ar: { rule: 'deny', reason: 'no devices but camera and microphone (R41)' },
  vr: { rule: 'deny', reason: 'no devices but camera and microphone (R41)' },
  'hand-tracking': { rule: 'deny', reason: 'no devices but camera and microphone (R41)' },
  unknown: { rule: 'deny', reason: 'a permission that Electron has no name for' },
  'payment-handler': { rule: 'deny', reason: 'nothing is paid here' },
  'web-app-installation': { rule: 'deny', reason: 'nothing is installed' },
  'web-printing': { rule: 'deny', reason: 'nothing is printed' },
};

/** Camera and microphone for a permitted page inside a permitted page, and nothing else, ever (R41). */
export function decidePermission(question: PermissionQuestion, hosts: MeetingHosts): PermissionVerdict {
  const row = Object.hasOwn(PERMISSION_TABLE, question.permission)
    ? PERMISSION_TABLE[question.permission]
    : undefined;
  if (row === undefined) return { allowed: false, reason: 'a permission that the table does not know' };
  if (row.rule === 'deny') return { allowed: false, reason: row.reason };

  const types = question.mediaTypes;
  if (types.length === 0 || !types.every((type) => type === 'audio' || type === 'video')) {
    return { allowed: false, reason: 'neither camera nor microphone: the screen' };
  }
  const origin = question.securityOrigin ?? question.requester;
  for (const address of [question.requester, origin, question.topPage]) {
    const url = parseUrl(address);
    if (url === null || !isMeetingPage(url, hosts)) {
      return { allowed: false, reason: 'asked by, or inside, a page that is not the meeting’s' };
    }
  }
  return { allowed: true, reason: row.reason };
}
