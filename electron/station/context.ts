import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Refusal } from '../../shared/session/refusals.ts';
import { checkMeetingLink } from '../../shared/meeting-link/meeting-link.ts';
import type { Clock } from '../../shared/clock.ts';
import { inputDevices, type AttachedDevice } from '../../shared/hardware/attached.ts';
import type { DecisionContext, SessionPolicy } from '../../shared/session/commands.ts';
import type { StationState } from '../../shared/session/state.ts';
import type { MeetingEvidence } from '../meeting/meeting.ts';
import type { MeetingHosts } from '../meeting/meeting-hosts.ts';
import { credentialOf } from '../staff/pin.ts';
import type { FeedReader } from './ports.ts';

export interface ContextSources {
  readonly clock: Clock;
  readonly feeds: FeedReader;
  readonly policy: () => SessionPolicy;
  readonly state: () => StationState;
  readonly attached: () => readonly AttachedDevice[];
  readonly lockSupported: () => boolean;
  readonly hosts: Pick<MeetingHosts, 'sites' | 'practiceOrigins'>;
  readonly evidence: () => MeetingEvidence;
  /** Whether the meeting is joined and media flows both ways now. */
  readonly linkUp: () => boolean;
  /** The institution's IANA zone. */
  readonly zone: () => string;
}

/** Everything that `decide` may look at, read at one instant (rule 2). */
export function decisionContext(sources: ContextSources): DecisionContext {
  const { feeds } = sources;
  const attached = sources.attached();
  const booking = sources.state().session?.booking ?? null;
  const { audioIn, audioOut, videoIn, videoOut } = sources.evidence();
  return {
    now: sources.clock.now(),
    staff: feeds.staff().map((row) => ({
      id: row.id,
      roles: row.roles,
      validUntil: Date.parse(row.validUntil),
      credential: credentialOf(row.verifier),
    })),
    staffListAt: feeds.receivedAt('staff'),
    schedule: feeds.schedule(),
    scheduleAt: feeds.receivedAt('schedule'),
    sites: feeds.sites(),
    policy: sources.policy(),
    attachedInput: inputDevices(attached).map((device) => device.name),
    headsetPresent: attached.some((device) => device.kind === 'headset'),
    webcamPresent: attached.some((device) => device.kind === 'camera'),
    lockSupported: sources.lockSupported(),
    link: booking === null ? null : linkFact(booking.meeting.url, sources.hosts),
    evidence: { audioIn, audioOut, videoIn, videoOut },
    linkUp: sources.linkUp(),
    zone: sources.zone(),
  };
}

/** The answer to staff who typed a link: its host, or why it is refused. The rest of it stays a secret (R14). */
export function linkAnswer(
  url: string,
  hosts: Pick<MeetingHosts, 'sites' | 'practiceOrigins'>,
): Result<{ readonly host: string }, Refusal> {
  const fact = linkFact(url, hosts);
  if (fact.accepted) return ok({ host: fact.host });
  return refuse({ code: 'link-refused', values: { link: fact.code } });
}

function linkFact(
  url: string,
  hosts: Pick<MeetingHosts, 'sites' | 'practiceOrigins'>,
): NonNullable<DecisionContext['link']> {
  const link = checkMeetingLink(url, { hosts: hosts.sites, practiceOrigins: hosts.practiceOrigins });
  if (link.ok) return { accepted: true, host: link.value.host, code: '' };
  return { accepted: false, host: '', code: link.refusal.code };
}
