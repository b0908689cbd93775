import { ok, refuse } from '../result.ts';
import type { MessageValues, Result } from '../result.ts';
import { isOnHostList, isPlainHost } from './host-list.ts';
import { resemblesListedHost } from './look-alike.ts';

/**
 * Why a meeting link is refused; worded in both languages under `refusal.<code>`. In the order of the checks.
 */
export const LINK_REFUSALS = [
  'link-missing',
  'link-too-long',
  'link-control-characters',
  'link-spaces',
  'link-not-a-link',
  'link-not-https',
  'link-odd-encoding',
  'link-userinfo',
  'link-host-address',
  'link-port',
  'link-host-not-ascii',
  'link-host-punycode',
  'link-host-trailing-dot',
  'link-host-malformed',
  'link-look-alike',
  'link-host-not-configured',
  'link-twice',
  'link-escaped',
  'link-stray-end',
  'link-no-meeting',
] as const;
export type LinkRefusalCode = (typeof LINK_REFUSALS)[number];

/** The longest link that is parsed, in characters: the limit of a schedule row. */
export const LINK_MAX_LENGTH = 4000;

export type MeetingLinkPolicy = {
  /** `visits.webex.com` or `*.visits.webex.com`; see `host-list.ts`. */
  readonly hosts: readonly string[];
  /** Origins such as `http://localhost:7443`; passed by development and end-to-end builds only. */
  readonly practiceOrigins: readonly string[];
};

export type MeetingLink = {
  /** The whole link, normalized. A secret (R14): its query may be a key to the meeting. */
  readonly href: string;
  /** Lower case; with the port for a practice meeting. */
  readonly host: string;
};

export type LinkRefusal = {
  readonly code: LinkRefusalCode;
  /** `host`, where there is one to show. Never the path or the query. */
  readonly values: MessageValues;
};

// Control characters, and invisible formatting characters (zero width, direction marks).
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const SHAPE = /^([a-z][a-z0-9+.-]*):\/\/([^/?#\\]*)([^?#]*)(\?[^#]*)?(#.*)?$/i;
const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
const PRACTICE_ORIGIN = /^http:\/\/(?:localhost|127\.0\.0\.1):[0-9]{2,5}$/;
// Invalid percent-encoding, or an encoded control character.
const BAD_ESCAPE = /%(?![0-9a-f]{2})|%(?:[01][0-9a-f]|7f)/i;
// In a path: encoded slashes, dots and percent signs, and upward steps, which servers interpret differently.
const BAD_PATH = /%(?:2f|5c|2e|25)|\\|(?:^|\/)\.{1,2}(?:\/|$)/i;

/**
 * Whether `text` is a link that the station may open (R14): https, a configured host, nothing that two readers
 * could read differently. Returns the normalized link, or the first reason against it.
 */
export function checkMeetingLink(text: string, policy: MeetingLinkPolicy): Result<MeetingLink, LinkRefusal> {
  const no = (code: LinkRefusalCode, values: MessageValues = {}) => refuse({ code, values });

  if (text.length === 0) return no('link-missing');
  if (text.length > LINK_MAX_LENGTH) return no('link-too-long', { limit: LINK_MAX_LENGTH });
  if (INVISIBLE.test(text)) return no('link-control-characters');
  if (/\s/u.test(text)) return no('link-spaces');

  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return no('link-not-a-link');
  const practice = scheme === 'http' && isPracticeLink(text, policy.practiceOrigins);
  if (scheme !== 'https' && !practice) return no('link-not-https');

  const shape = SHAPE.exec(text);
  if (shape === null) return no('link-not-a-link');
  const [, , rawAuthority = '', path = '', query = '', fragment = ''] = shape;
  const authority = rawAuthority.toLowerCase();

  if (authority.includes('@')) return no('link-userinfo');
  if (path.startsWith('\\') || authority.includes('%')) return no('link-odd-encoding');
  if (!practice) {
    const refusal = hostRefusal(authority);
    if (refusal !== null) return no(refusal);
  }
  if (/\P{ASCII}/u.test(text)) return no('link-odd-encoding');
  if (BAD_PATH.test(path) || [path, query, fragment].some((part) => BAD_ESCAPE.test(part))) {
    return no('link-odd-encoding');
  }

  const url = parse(text);
  if (url === null) return no('link-not-a-link');
  // The parser must read the same host as a person would.
  if (url.host !== authority || url.username !== '' || url.password !== '') return no('link-odd-encoding');
  if (practice) return ok({ href: url.href, host: url.host });
  if (isOnHostList(url.hostname, policy.hosts)) {
    const damage = damageOf(text, path);
    return damage === null ? ok({ href: url.href, host: url.host }) : no(damage);
  }
  if (resemblesListedHost(url.hostname, policy.hosts)) return no('link-look-alike', { host: url.hostname });
  return no('link-host-not-configured', { host: url.hostname });
}

/** What a copy out of an e-mail or a web page leaves at the end of a link. */
const STRAY_END = /(?:%3e|%22|[<>"',.;])$/i;
const UNOPENED_BRACKET = /^[^()[\]]*[)\]]$/;
const TWICE = /^(https:\/\/.+?)[,;]?\1$/i;
const ESCAPED_AMPERSAND = /&amp;/gi;
/** Pages of a meeting site that no meeting is behind: the front page, signing in and out, redirects. */
const NO_MEETING =
  /^\/?$|\/(?:url|login|logout|signin|signout)(?:\.\w+)?\/?(?:\?|$)|\/p\.php\?(?:[^#]*&)?AT=L[IO]\b/i;
const PERSONAL_ROOM = /^\/(?:meet|join)\//i;

/** A link that a server would answer, but that was damaged on its way here, or leads to no meeting. */
function damageOf(text: string, path: string): LinkRefusalCode | null {
  if (TWICE.test(text) || path.includes('://')) return 'link-twice';
  if (/&amp;/i.test(text)) return 'link-escaped';
  if (STRAY_END.test(text) || UNOPENED_BRACKET.test(text)) return 'link-stray-end';
  const target = /^https:\/\/[^/?#]*([^#]*)/i.exec(text)?.[1] ?? '';
  return !PERSONAL_ROOM.test(target) && NO_MEETING.test(target) ? 'link-no-meeting' : null;
}

/** The link that was surely meant, to be offered and not used unasked; null where there is none. */
export function correctedLink(text: string): string | null {
  let link = text.trim().replaceAll(ESCAPED_AMPERSAND, '&');
  while (STRAY_END.test(link) || UNOPENED_BRACKET.test(link)) link = link.replace(/(?:%3e|%22|.)$/i, '');
  link = TWICE.exec(link)?.[1] ?? link;
  return link === text ? null : link;
}

function hostRefusal(authority: string): LinkRefusalCode | null {
  if (authority === '') return 'link-not-a-link';
  if (authority.startsWith('[')) return 'link-host-address';
  if (authority.includes(':')) return 'link-port';
  if (/\P{ASCII}/u.test(authority)) return 'link-host-not-ascii';
  if (authority.split('.').some((label) => label.startsWith('xn--'))) return 'link-host-punycode';
  if (authority.endsWith('.')) return 'link-host-trailing-dot';
  // A last label that begins with a digit is parsed as an IPv4 address, or as a broken one.
  if (/(?:^|\.)(?:\d[^.]*)$/.test(authority)) return 'link-host-address';
  return isPlainHost(authority) ? null : 'link-host-malformed';
}

function isPracticeLink(text: string, practiceOrigins: readonly string[]): boolean {
  const origin = parse(text)?.origin;
  return practiceOrigins.some((allowed) => PRACTICE_ORIGIN.test(allowed) && origin === allowed);
}

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
