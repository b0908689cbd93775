import { checkMeetingLink, type MeetingLinkPolicy } from '../../../shared/meeting-link/meeting-link.ts';
import { ok, refuse, type Result } from '../../../shared/result.ts';
import { decodeText } from '../decode-text.ts';
import { readCalendar } from './calendar.ts';
import type { Invitation, InvitationRefusal } from './invitation.ts';
import { readPastedText } from './pasted-text.ts';
import { showsSameTime } from './zones.ts';

const MAX_BYTES = 512 * 1024;

/**
 * Reads an invitation, a calendar file or pasted text, in English or French (R14). The link is checked at once, and its times
 * must be given in one of `zones` (the institution's and the site's), or in UTC: a time in another zone is refused, because
 * somebody has probably booked another hour than they meant.
 */
export function readInvitation(
  bytes: Uint8Array,
  options: { readonly linkPolicy: MeetingLinkPolicy; readonly zones: readonly string[] },
): Result<Invitation, InvitationRefusal> {
  if (bytes.length > MAX_BYTES)
    return refuse({ code: 'invitation-too-large', values: { kilobytes: MAX_BYTES / 1024 } });
  const text = decodeText(bytes);
  if (text === null) return refuse({ code: 'invitation-not-text', values: {} });
  if (text.trim() === '') return refuse({ code: 'invitation-empty', values: {} });

  const read = /^\s*BEGIN:/iu.test(text) ? readCalendar(text) : readPastedText(text);
  if (!read.ok) return read;
  const { links, zone, ...invitation } = read.value;
  if (zone !== null && invitation.startsAt !== null && zone !== 'UTC') {
    const atMs = Date.parse(invitation.startsAt);
    const isKnown = options.zones.some((known) => showsSameTime(atMs, zone, known));
    if (!isKnown) return refuse({ code: 'invitation-other-zone', values: { zone } });
  }
  const [link] = links;
  if (link === undefined) return refuse({ code: 'invitation-no-link', values: {} });
  if (links.length > 1) return refuse({ code: 'invitation-two-links', values: { count: links.length } });
  const checked = checkMeetingLink(link, options.linkPolicy);
  return checked.ok ? ok({ ...invitation, url: checked.value.href }) : checked;
}
