import type { Clock } from '../../shared/clock.ts';
import { deviceFacts } from '../../shared/hardware/attached.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { DecisionContext } from '../../shared/session/commands.ts';
import type { Refusal } from '../../shared/session/refusals.ts';
import type { Hardware } from '../hardware/hardware.ts';
import type { InputLock } from '../lockout/lock.ts';
import type { Meeting } from '../meeting/meeting.ts';
import { checkLink, type LinkHosts } from '../meeting/meeting-hosts.ts';
import { credentialOf } from '../staff/pin.ts';
import type { Institution } from './institution.ts';
import type { FeedReader, JournalPort } from './ports.ts';

export interface ContextSources {
  readonly clock: Pick<Clock, 'now'>;
  readonly feeds: FeedReader;
  readonly institution: Pick<Institution, 'choices' | 'zone'>;
  readonly journal: Pick<JournalPort, 'state'>;
  readonly hardware: Pick<Hardware, 'attached'>;
  readonly lock: Pick<InputLock, 'kind'>;
  readonly meeting: Pick<Meeting, 'state' | 'evidence'>;
  readonly hosts: LinkHosts;
}

/** Reads everything that `decide` may look at, at one instant (rule 2). */
export function decisionContext(sources: ContextSources): DecisionContext {
  const { feeds, hosts, institution, meeting } = sources;
  const booking = sources.journal.state.session?.booking ?? null;
  const { audioIn, audioOut, videoIn, videoOut } = meeting.evidence;
  const { attachedInput, headsetPresent, webcamPresent } = deviceFacts(sources.hardware.attached);
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
    policy: institution.choices().policy,
    attachedInput,
    headsetPresent,
    webcamPresent,
    lockSupported: sources.lock.kind !== 'unsupported',
    link: booking === null ? null : linkFact(booking.meeting.url, hosts),
    evidence: { audioIn, audioOut, videoIn, videoOut },
    linkUp: meeting.state.kind === 'in-meeting',
    zone: institution.zone,
  };
}

/** Answers staff who typed a link: its host, or why it is refused. The rest of the link stays secret (R14). */
export function linkAnswer(url: string, hosts: LinkHosts): Result<{ readonly host: string }, Refusal> {
  const fact = linkFact(url, hosts);
  if (fact.accepted) return ok({ host: fact.host });
  return refuse({ code: 'link-refused', values: { link: fact.code } });
}

function linkFact(url: string, hosts: LinkHosts): NonNullable<DecisionContext['link']> {
  const link = checkLink(url, hosts);
  if (link.ok) return { accepted: true, host: link.value.host, code: '' };
  return { accepted: false, host: '', code: link.refusal.code };
}
