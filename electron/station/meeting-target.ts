import { checkMeetingLink } from '../../shared/meeting-link/meeting-link.ts';
import type { StationState } from '../../shared/session/state.ts';
import type { MeetingHosts } from '../meeting/meeting-hosts.ts';
import type { MeetingTarget } from '../meeting/meeting.ts';

/** The current booking's link, checked; null without a session or where the link is refused (R14). */
export function meetingTarget(
  state: StationState,
  hosts: MeetingHosts,
  displayName: string,
): MeetingTarget | null {
  const meeting = state.session?.booking.meeting;
  if (meeting === undefined) return null;
  const link = checkMeetingLink(meeting.url, { hosts: hosts.sites, practiceOrigins: hosts.practiceOrigins });
  if (!link.ok) return null;
  const password = meeting.password ?? null;
  return { href: link.value.href, displayName, ...(password === null ? {} : { password }) };
}

/** Where the current meeting is, for the network check (R4). */
export function meetingAddress(
  state: StationState,
  hosts: MeetingHosts,
): { readonly host: string; readonly port: number } | null {
  const target = meetingTarget(state, hosts, '');
  if (target === null) return null;
  const { hostname, port, protocol } = new URL(target.href);
  return { host: hostname, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) };
}
