import { isMeetingRequest, parseUrl } from './meeting-hosts.ts';
import type { MeetingHosts } from './meeting-hosts.ts';

export type RequestVerdict = {
  readonly allowed: boolean;
  readonly reason: string;
};

/** The rule for each scheme of a request. Other schemes are denied. */
const REQUEST_TABLE: Readonly<
  Record<string, { readonly rule: 'listed' | 'inside' | 'deny'; readonly reason: string }>
> = {
  'https:': { rule: 'listed', reason: 'a listed host, default port' },
  'wss:': { rule: 'listed', reason: 'a listed host, default port' },
  'http:': { rule: 'listed', reason: 'only a practice origin on this machine' },
  'ws:': { rule: 'listed', reason: 'only a practice origin on this machine' },
  'blob:': { rule: 'inside', reason: 'made by the page, leaves nothing' },
  'data:': { rule: 'inside', reason: 'part of the page, leaves nothing' },
  'file:': { rule: 'deny', reason: 'files of this machine' },
  'ftp:': { rule: 'deny', reason: 'no part of a meeting' },
  'app:': { rule: 'deny', reason: 'the station’s own pages' },
  'chrome:': { rule: 'deny', reason: 'pages of the browser' },
  'devtools:': { rule: 'deny', reason: 'pages of the browser' },
  'chrome-extension:': { rule: 'deny', reason: 'no extensions' },
};

/**
 * Whether this request may leave. IP addresses (so private ranges and this machine) match no list. Media (RTP) does not
 * pass here: the institution's network limits it.
 */
export function decideRequest(address: string, hosts: MeetingHosts): RequestVerdict {
  const url = parseUrl(address);
  if (url === null) return { allowed: false, reason: 'cannot be parsed, so cannot be judged' };
  const row = Object.hasOwn(REQUEST_TABLE, url.protocol) ? REQUEST_TABLE[url.protocol] : undefined;
  if (row === undefined) return { allowed: false, reason: 'a scheme that the table does not know' };
  switch (row.rule) {
    case 'inside':
      return { allowed: true, reason: row.reason };
    case 'deny':
      return { allowed: false, reason: row.reason };
    case 'listed':
      return isMeetingRequest(url, hosts)
        ? { allowed: true, reason: row.reason }
        : { allowed: false, reason: 'a host that is not on the list' };
  }
}
