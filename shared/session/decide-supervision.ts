import { refuse, unreachable } from '../result.ts';
import type { Command, DecisionContext } from './commands.ts';
import { actorOf, entries, refusal, type Decision } from './decision.ts';
import { refusedByChange } from './changes.ts';
import { needsWebcam } from './decide-preparation.ts';
import { isLinkUp } from './link.ts';
import type { Refusal, RefusalCode } from './refusals.ts';
import { isOnHold, type Session, type StationState } from './state.ts';

type SupervisionCommand = Extract<
  Command,
  { type: 'stay' | 'leave' | 'lock-proven' | 'lock-failed' | 'lock-released' | 'input-attached' }
>;

/** One condition of leaving the mother alone, and whether it holds (DESIGN, Session; R30 to R32, R40). */
export interface Gate {
  readonly name:
    'settings' | 'notice' | 'changes' | 'connection' | 'link' | 'headset' | 'webcam' | 'display' | 'lock';
  readonly holds: boolean;
  readonly refusal: Refusal;
}

/** Every gate of leaving but the proof of the lock itself, which comes last and from the lock. */
export function leavingGates(
  state: StationState,
  session: Session,
  context: DecisionContext,
): readonly Gate[] {
  const changed = refusedByChange(state, session, context, 'forward');
  const webcamMissing = needsWebcam(session, context.policy) && !context.webcamPresent;
  const otherDisplay =
    session.interruptions['second-display'] !== undefined || session.checks.display?.verdict === 'fail';
  const gate = (name: Gate['name'], holds: boolean, code: RefusalCode): Gate => ({
    name,
    holds,
    refusal: { code, values: {} },
  });
  return [
    gate('settings', session.settingsConfirmed, 'settings-not-confirmed'),
    gate('notice', session.notice !== null && session.notice.seconds !== null, 'notice-not-shown'),
    changed === null || changed.ok
      ? gate('changes', true, 'booking-changed')
      : { name: 'changes', holds: false, refusal: changed.refusal },
    gate('link', isLinkUp(session, context), 'link-down'),
    gate(
      'connection',
      session.connectedAt !== null && !session.confirmationLapsed,
      session.connectedAt === null ? 'connection-not-confirmed' : 'confirm-again',
    ),
    gate('headset', context.headsetPresent, 'headset-missing'),
    gate('webcam', !webcamMissing, 'webcam-missing'),
    gate('display', !otherDisplay, 'second-display'),
    gate('lock', context.lockSupported, 'lock-unsupported'),
  ];
}

/** Staying, leaving, and the lock's reports. */
export function decideSupervision(
  state: StationState,
  command: SupervisionCommand,
  context: DecisionContext,
): Decision {
  const { session } = state;
  if (session === null) return refusal('no-session');
  const actor = actorOf(state);
  switch (command.type) {
    case 'stay': {
      if (session.phase !== 'connected') return refusal('connection-not-confirmed');
      if (isOnHold(session)) return refusal('visit-on-hold');
      const changed = refusedByChange(state, session, context, 'forward');
      if (changed !== null) return changed;
      return entries({ type: 'supervision.started', body: { staff: actor }, actor, session: session.id });
    }
    case 'leave': {
      if (session.phase !== 'connected' && session.phase !== 'underway')
        return refusal('connection-not-confirmed');
      if (session.lock !== null) return refusal('wrong-phase');
      if (isOnHold(session)) return refusal('visit-on-hold');
      const changed = refusedByChange(state, session, context, 'forward');
      if (changed !== null) return changed;
      const closed = leavingGates(state, session, context).find((gate) => !gate.holds);
      if (closed !== undefined) return refuse(closed.refusal);
      return entries({ type: 'lock.requested', body: {}, actor, session: session.id });
    }
    case 'lock-proven':
      return lockProven(state, session, command, context);
    case 'lock-failed': {
      const { code, detail } = command;
      return entries({ type: 'lock.failed', body: { code, detail }, actor: 'station', session: session.id });
    }
    case 'lock-released':
      return entries({
        type: 'lock.released',
        body: { kind: command.kind },
        actor: 'station',
        session: session.id,
      });
    case 'input-attached': {
      if (session.lock === null) return refusal('not-locked');
      const devices = [...command.devices];
      return entries({ type: 'input.attached', body: { devices }, actor: 'station', session: session.id });
    }
    default:
      return unreachable(command);
  }
}

/** The first proof lets the facilitator leave; a later one renews a lock that held before a restart (R33). */
function lockProven(
  state: StationState,
  session: Session,
  { proof, gapMs }: Extract<Command, { type: 'lock-proven' }>,
  context: DecisionContext,
): Decision {
  const body = gapMs === null ? proof : { ...proof, gapMs };
  const verified = { type: 'lock.verified', body, actor: 'station', session: session.id } as const;
  if (session.lock !== null) return entries(verified);
  if (session.phase !== 'locking') return refusal('lock-not-requested');
  if (context.policy.lockdownRequire === 'removed' && proof.attached.length > 0) {
    const same = session.lockWaitsFor.join('\n') === proof.attached.join('\n');
    if (same) return refusal('input-still-attached', { devices: proof.attached.join(', ') });
    return entries({
      type: 'lock.waiting',
      body: { attached: [...proof.attached] },
      actor: 'station',
      session: session.id,
    });
  }
  // The time until here may have been long: keyboards to unplug, a restart. What let her leave is asked once more (R40).
  const closed = leavingGates(state, session, context).find((gate) => !gate.holds);
  if (closed !== undefined) {
    const failure = { code: LEFT_TOO_LATE[closed.name] ?? 'gate-closed', detail: closed.name };
    return entries({ type: 'lock.failed', body: failure, actor: 'station', session: session.id });
  }
  const staff = state.signedIn?.staff ?? session.responsible;
  return entries(verified, { type: 'facilitator.left', body: { staff }, actor: staff, session: session.id });
}

/** Why the lock opened again before the facilitator had left, worded under `lock`. */
const LEFT_TOO_LATE: Readonly<Partial<Record<Gate['name'], string>>> = {
  link: 'link-lost',
  connection: 'link-lost',
  changes: 'rules-changed',
};
