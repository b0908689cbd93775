import { unreachable } from '../result.ts';
import type { Command, DecisionContext } from './commands.ts';
import { actorOf, entries, refusal, type Decision } from './decision.ts';
import type { EntryDraft } from './entries.ts';
import type { StationState } from './state.ts';
import { throttle } from './throttle.ts';

type StationCommand = Extract<
  Command,
  { type: 'start-station' | 'pin-accepted' | 'pin-refused' | 'recovery-code-accepted' | 'sign-out' }
>;

/** Who may come back through the lock. */
export const LOCK_ROLES = ['facilitator', 'head'] as const;
const OFFLINE_SIGN_IN_MS = 7 * 24 * 60 * 60 * 1000;

/** The station's own start, and who sits at it (R1). */
export function decideStation(
  state: StationState,
  command: StationCommand,
  context: DecisionContext,
): Decision {
  switch (command.type) {
    case 'start-station':
      return start(state, command, context);
    case 'pin-accepted': {
      const refusal = refusedSignIn(state, command.staff, command.where, context);
      if (refusal !== null) return refusal;
      if (command.where === 'lock') return comeBack(state, command.staff);
      const entry = {
        type: 'staff.signed-in',
        body: { staff: command.staff },
        actor: command.staff,
        session: null,
      } as const;
      return entries(entry);
    }
    case 'pin-refused': {
      const { staff, credential, where } = command;
      const session = state.session?.id ?? null;
      return entries({
        type: 'staff.pin-refused',
        body: { staff, credential, where },
        actor: 'station',
        session,
      });
    }
    case 'recovery-code-accepted':
      return release(state, 'recovery-code', 'station');
    case 'sign-out': {
      if (state.signedIn === null) return refusal('not-signed-in');
      if (state.session !== null && state.session.phase !== 'ended') return refusal('session-underway');
      const { staff } = state.signedIn;
      return entries({
        type: 'staff.signed-out',
        body: { staff, why: command.why },
        actor: actorOf(state),
        session: null,
      });
    }
    default:
      return unreachable(command);
  }
}

/**
 * Whether a staff member may sign in now, before any PIN is looked at (R1; SYNC.md, staff feed).
 * @returns the refusal, or null when a PIN may be tried
 */
export function refusedSignIn(
  state: StationState,
  staffId: string,
  where: 'sign-in' | 'lock',
  context: DecisionContext,
): Decision | null {
  const { now, staffListAt } = context;
  const staff = context.staff.find((candidate) => candidate.id === staffId);
  if (staff === undefined) return refusal('staff-unknown');
  if (where === 'lock') {
    if (state.session === null) return refusal('not-locked');
    return LOCK_ROLES.some((role) => staff.roles.includes(role))
      ? null
      : refusal('role-missing', { role: 'facilitator' });
  }
  if (state.signedIn !== null) return refusal('signed-in-already');
  if (staff.validUntil <= now) return refusal('staff-expired');
  if (staffListAt !== null && now > staffListAt + OFFLINE_SIGN_IN_MS) return refusal('staff-list-too-old');
  const pin = throttle(state.pinFailures[staffId], staff.credential, now, where);
  if (pin.name === 'blocked') return refusal('pin-blocked');
  return pin.name === 'wait'
    ? refusal('pin-throttled', { seconds: Math.ceil((pin.until - now) / 1000) })
    : null;
}

function start(
  state: StationState,
  command: Extract<Command, { type: 'start-station' }>,
  context: DecisionContext,
): Decision {
  const { appVersion, platform, build } = command;
  const started: EntryDraft = {
    type: 'station.started',
    body: { appVersion, platform, build },
    actor: 'station',
    session: null,
  };
  const { session } = state;
  if (session === null) return entries(started);
  const locked = session.lock !== null || session.phase === 'locking';
  const gapMs = Math.max(0, context.now - (state.lastEntryAt ?? context.now));
  const recovered: EntryDraft = {
    type: 'session.recovered',
    body: { gapMs, locked },
    actor: 'station',
    session: session.id,
  };
  if (session.phase !== 'underway' || session.interruptions.restart !== undefined)
    return entries(started, recovered);
  return entries(started, recovered, {
    type: 'visit.interrupted',
    body: { cause: 'restart' },
    actor: 'station',
    session: session.id,
  });
}

function comeBack(state: StationState, staff: string): Decision {
  const { session } = state;
  if (session === null || (session.lock === null && session.phase !== 'locking'))
    return refusal('not-locked');
  return entries({ type: 'facilitator.returned', body: { staff }, actor: staff, session: session.id });
}

/**
 * Opens the lock for somebody whom no PIN vouches for: the session goes on in the name of whoever left, and the entry
 * says what stood in for the PIN (R34).
 */
export function release(
  state: StationState,
  by: 'recovery-code' | 'server',
  actor: 'station' | 'server',
): Decision {
  const { session } = state;
  if (session === null || (session.lock === null && session.phase !== 'locking'))
    return refusal('not-locked');
  const { supervision } = session;
  const staff = supervision?.mode === 'unsupervised' ? supervision.leftBy : session.facilitator;
  return entries({ type: 'facilitator.returned', body: { staff, by }, actor, session: session.id });
}
