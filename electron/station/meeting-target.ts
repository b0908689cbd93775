import type { Message } from '../../shared/ipc/snapshot.ts';
import type { StationState } from '../../shared/session/state.ts';
import type { ScheduleRow } from '../../shared/sync/rows.ts';
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
  return { href: link.value.href, displayName };
}

/** The meeting that IT has named for trials, checked; null where there is none or it is refused (R14). */
export function trialTarget(url: string | null, hosts: LinkHosts, displayName: string): MeetingTarget | null {
  const link = url === null ? null : checkLink(url, hosts);
  return link === null || !link.ok ? null : { href: link.value.href, displayName };
}

/** A meeting whose host a trial can ask for: the one for trials, or else that of the next visit with a good link. */
export function trialHost(
  url: string | null,
  schedule: readonly ScheduleRow[],
  hosts: LinkHosts,
): URL | null {
  const links = [...(url === null ? [] : [url]), ...schedule.map(({ meeting }) => meeting.url)];
  for (const link of links) {
    const checked = checkLink(link, hosts);
    if (checked.ok) return new URL(checked.value.href);
  }
  return null;
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
