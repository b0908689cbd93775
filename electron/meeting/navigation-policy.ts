import { isMeetingPage, parseUrl } from './meeting-hosts.ts';
import type { MeetingHosts } from './meeting-hosts.ts';

/** Where a page is to be shown: in the meeting itself, in a frame inside it, or in a new window. */
export type NavigationPlace = 'main-frame' | 'sub-frame' | 'new-window';

/** The kind of its address. `over` is where Webex goes after a meeting has ended. */
export type AddressKind =
  | 'meeting'
  | 'over'
  | 'foreign'
  | 'insecure'
  | 'userinfo'
  | 'blank'
  | 'srcdoc'
  | 'blob'
  | 'data'
  | 'file'
  | 'script'
  | 'internal'
  | 'external-program'
  | 'malformed';

export type NavigationVerdict = {
  readonly allowed: boolean;
  /** For the log and for reviewers of the table; never shown to the inmate. */
  readonly reason: string;
};

const allow = (reason: string): NavigationVerdict => ({ allowed: true, reason });
const deny = (reason: string): NavigationVerdict => ({ allowed: false, reason });

const EVERYWHERE = {
  foreign: deny('a host that is not on the list'),
  insecure: deny('not https'),
  userinfo: deny('a name or a password in the address'),
  blob: deny('a page made by a script has no address to judge'),
  data: deny('a page made of its own address has no origin to judge'),
  file: deny('files of this machine'),
  script: deny('a script in place of an address'),
  internal: deny('pages of the browser, of DevTools, of the station'),
  'external-program': deny('starts a program, such as the native Webex app'),
  malformed: deny('cannot be parsed, so cannot be judged'),
} as const;

/** The only rules: one for each place and kind of address, with the reason. */
export const NAVIGATION_TABLE: Readonly<
  Record<NavigationPlace, Readonly<Record<AddressKind, NavigationVerdict>>>
> = {
  'main-frame': {
    ...EVERYWHERE,
    meeting: allow('a page of the meeting'),
    over: deny('dashboards and surveys after the meeting are never shown'),
    blank: deny('leaves an empty page on which nothing can be judged'),
    srcdoc: deny('only frames have it'),
  },
  'sub-frame': {
    ...EVERYWHERE,
    meeting: allow('the client lives in a frame of another permitted host'),
    over: deny('dashboards and surveys after the meeting are never shown'),
    blank: allow('empty, and of the same origin as the page around it'),
    srcdoc: allow('written by the page around it, and under its rules'),
  },
  'new-window': {
    ...EVERYWHERE,
    meeting: deny('the station has one meeting view and no other window'),
    over: deny('the station has one meeting view and no other window'),
    blank: deny('the station has one meeting view and no other window'),
    srcdoc: deny('the station has one meeting view and no other window'),
  },
};

/** Whether `address` may be shown at `place`: before a navigation, at a redirect, and after it. */
export function decideNavigation(
  place: NavigationPlace,
  address: string,
  hosts: MeetingHosts,
): NavigationVerdict {
  return NAVIGATION_TABLE[place][classifyAddress(address, hosts)];
}

const INTERNAL = new Set([
  'chrome:',
  'devtools:',
  'chrome-extension:',
  'chrome-error:',
  'app:',
  'view-source:',
  'filesystem:',
]);
/** The last step of the path, on Webex's own pages, once a meeting is over. */
const OVER = /\/(?:dashboard|survey|thankyou|feedback|signup)\/?$/i;

export function classifyAddress(address: string, hosts: MeetingHosts): AddressKind {
  if (address === 'about:srcdoc') return 'srcdoc';
  if (address === 'about:blank' || address.startsWith('about:blank#') || address.startsWith('about:blank?')) {
    return 'blank';
  }
  const url = parseUrl(address);
  if (url === null) return 'malformed';
  if (INTERNAL.has(url.protocol)) return 'internal';
  switch (url.protocol) {
    case 'https:':
    case 'http:':
      if (url.username !== '' || url.password !== '') return 'userinfo';
      if (isMeetingPage(url, hosts)) return OVER.test(url.pathname) ? 'over' : 'meeting';
      return url.protocol === 'https:' ? 'foreign' : 'insecure';
    case 'about:':
      return 'internal';
    case 'blob:':
      return 'blob';
    case 'data:':
      return 'data';
    case 'file:':
      return 'file';
    case 'javascript:':
      return 'script';
    default:
      return 'external-program';
  }
}
