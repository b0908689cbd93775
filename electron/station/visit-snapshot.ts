import type { Message, VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import type { InterruptionCause, MediaQuality } from '../../shared/session/entries.ts';
import {
  isByOrder,
  isOnHold,
  suspensionOf,
  type Session,
  type StationState,
} from '../../shared/session/state.ts';

export interface VisitSnapshotSources {
  readonly version: number;
  readonly mode: VisitPageSnapshot['mode'];
  readonly state: StationState;
  readonly firstLanguage: VisitPageSnapshot['firstLanguage'];
  readonly notice: VisitPageSnapshot['notice'];
  readonly zone: string;
  readonly now: number;
  readonly panel: VisitPageSnapshot['panel'];
  readonly support: VisitPageSnapshot['support'];
  readonly practice: boolean;
  readonly microphoneOff: boolean;
  readonly quality: MediaQuality;
}

const CUE_SHOWN_MS = 30_000;
const BUTTON_HINT_MS = 60_000;

/** One calm message per failure; several causes may share one (R43). */
const CAUSE_MESSAGES: Readonly<Record<InterruptionCause, string>> = {
  'link-lost': 'link-lost',
  'meeting-crashed': 'link-lost',
  'meeting-ended': 'link-lost',
  restart: 'link-lost',
  'headset-gone': 'headset-gone',
  'webcam-gone': 'webcam-gone',
  'second-display': 'second-display',
};

/** Makes what mother and child see around the meeting. Pure; contains no name and nothing meant for staff. */
export function visitSnapshot(sources: VisitSnapshotSources): VisitPageSnapshot {
  const { session } = sources.state;
  const begun = session !== null && session.connectedAt !== null && session.phase !== 'ended';
  return {
    version: sources.version,
    mode: sources.mode,
    firstLanguage: sources.firstLanguage,
    notice: sources.notice,
    startedAt: begun ? session.connectedAt : null,
    endsAt: begun ? session.endsAt : null,
    zone: sources.zone,
    now: sources.now,
    messages: session === null ? [] : messages(session, sources),
    cue: session === null ? null : cue(session, sources.now),
    buttonHint: begun && sources.now - session.connectedAt < BUTTON_HINT_MS,
    panel: sources.panel,
    locking:
      sources.mode === 'locking' && session !== null
        ? { waitsFor: session.lockWaitsFor, mayLeave: false }
        : mayLeave(sources),
    support: sources.support,
    endedByOrder: session !== null && isByOrder(session.outcome),
    practice: sources.practice,
  };
}

const MAY_LEAVE_SHOWN_MS = 20_000;

/** Tells the facilitator for a while after the lock was proven that they may leave; then the child has the whole picture. */
function mayLeave(sources: VisitSnapshotSources): VisitPageSnapshot['locking'] {
  const { session } = sources.state;
  if (sources.mode !== 'locked' || session?.lock == null || session.supervision?.mode !== 'unsupervised')
    return null;
  const age = sources.now - Date.parse(session.lock.verifiedAt);
  return age >= 0 && age < MAY_LEAVE_SHOWN_MS ? { waitsFor: session.lock.attached, mayLeave: true } : null;
}

function messages(
  session: Session,
  { microphoneOff, quality }: Pick<VisitSnapshotSources, 'microphoneOff' | 'quality'>,
): readonly Message[] {
  const codes = new Set<string>();
  if (session.phase === 'ended') codes.add('ended');
  if (suspensionOf(session) !== null) codes.add('suspended');
  else if (isOnHold(session)) codes.add('paused');
  for (const cause of Object.keys(session.interruptions)) {
    const code = Object.entries(CAUSE_MESSAGES).find(([name]) => name === cause)?.[1];
    if (code !== undefined) codes.add(code);
  }
  if (microphoneOff) codes.add('microphone-off');
  if (quality === 'poor' && codes.size === 0) codes.add('link-weak');
  if (session.assistanceSince !== null) codes.add('staff-called');
  return [...codes].map((code) => ({ code, values: {} }));
}

/** The cue that is drawn now; `show-cue` records under the same conditions, so that the record says only what was drawn. */
function cue(session: Session, now: number): number | null {
  if (session.phase !== 'underway' || isOnHold(session)) return null;
  const due = session.cues.filter((minutes) => {
    const dueAt = session.endsAt - minutes * 60_000;
    return now >= dueAt && now < dueAt + CUE_SHOWN_MS;
  });
  return due.length === 0 ? null : Math.min(...due);
}
