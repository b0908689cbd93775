import { isOnHostList } from '../../shared/meeting-link/host-list.ts';
import { checkMeetingLink } from '../../shared/meeting-link/meeting-link.ts';
import type { StationSettings } from '../settings/station-settings.ts';

/** What the meeting may show and reach. IT edits it without a rebuild; lines as in `host-list.ts`. */
export type MeetingHosts = {
  /** Hosts that a meeting link may name, and whose pages may be shown. */
  readonly sites: readonly string[];
  /** Further hosts whose pages may be shown in a frame or after a redirect and may use camera and microphone. */
  readonly pages: readonly string[];
  /** Further hosts that those pages may fetch from but never show. */
  readonly requests: readonly string[];
  /** Origins such as `http://localhost:7443`; empty in production. */
  readonly practiceOrigins: readonly string[];
};

/** The hosts that a link may name. */
export type LinkHosts = Pick<MeetingHosts, 'sites' | 'practiceOrigins'>;

export function meetingHosts({
  meeting,
  practice,
}: Pick<StationSettings, 'meeting' | 'practice'>): MeetingHosts {
  const { sites, pages, requests } = meeting;
  return { sites, pages, requests, practiceOrigins: practice?.meetingOrigins ?? [] };
}

/** Checks a booking's link against this station's hosts (R14). */
export function checkLink(url: string, hosts: LinkHosts): ReturnType<typeof checkMeetingLink> {
  return checkMeetingLink(url, { hosts: hosts.sites, practiceOrigins: hosts.practiceOrigins });
}

/** Whether a page of this URL may be part of the meeting: https on a listed host, or a practice origin. */
export function isMeetingPage(url: URL, hosts: MeetingHosts): boolean {
  return isPracticeOrigin(url, hosts) || isHttpsOn(url, [...hosts.sites, ...hosts.pages]);
}

/** Whether a request to this URL may leave: what may be shown, and `requests`; over https, wss, or to a practice origin. */
export function isMeetingRequest(url: URL, hosts: MeetingHosts): boolean {
  const asked = withHttpScheme(url);
  return (
    isPracticeOrigin(asked, hosts) || isHttpsOn(asked, [...hosts.sites, ...hosts.pages, ...hosts.requests])
  );
}

export function isPracticeOrigin(url: URL, hosts: MeetingHosts): boolean {
  return url.protocol === 'http:' && hosts.practiceOrigins.includes(url.origin);
}

export function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function isHttpsOn(url: URL, entries: readonly string[]): boolean {
  return url.protocol === 'https:' && url.port === '' && isOnHostList(url.hostname, entries);
}

function withHttpScheme(url: URL): URL {
  if (url.protocol !== 'wss:' && url.protocol !== 'ws:') return url;
  return new URL(url.href.replace(/^ws/, 'http'));
}
