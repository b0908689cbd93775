import type { Message } from '../../shared/ipc/snapshot.ts';
import type { StationState } from '../../shared/session/state.ts';
import { checkLink, type LinkHosts } from '../meeting/meeting-hosts.ts';
import type { MeetingTarget } from '../meeting/meeting.ts';
import type { Institution } from './institution.ts';

/** The current booking's link, checked; null without a session or where the link is refused (R14). */
export function meetingTarget(
  state: StationState,
  hosts: LinkHosts,
  displayName: string,
): MeetingTarget | null {
  const meeting = state.session?.booking.meeting;
  if (meeting === undefined) return null;
  const link = checkLink(meeting.url, hosts);
  if (!link.ok) return null;
  const password = meeting.password ?? null;
  return { href: link.value.href, displayName, ...(password === null ? {} : { password }) };
}

export interface MeetingTargetParts {
  readonly journal: { readonly state: StationState };
  readonly hosts: LinkHosts;
  readonly institution: Pick<Institution, 'name'>;
  /** Why only the safe screen is shown, and no meeting may be opened; null where all is well. */
  readonly safe: Message | null;
}

/** Returns the meeting that may be opened now, with the institution as the name to enter. */
export function createMeetingTarget(parts: MeetingTargetParts): () => MeetingTarget | null {
  const { journal, hosts, institution, safe } = parts;
  return () => (safe === null ? meetingTarget(journal.state, hosts, institution.name.en) : null);
}
