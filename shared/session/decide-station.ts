import { unreachable } from '../result.ts';
import type { Command, DecisionContext, StaffFact } from './commands.ts';
import { actorOf, entries, refusal, type Decision } from './decision.ts';
import type { EntryDraft } from './entries.ts';
import type { StationState } from './state.ts';
import { staffListAge } from './staff-list-age.ts';
import { throttle } from './throttle.ts';

type StationCommand = Extract<
  Command,
  {
    type:
      | 'start-station'
      | 'pin-accepted'
      | 'pin-refused'
      | 'recovery-code-accepted'
      | 'sign-out'
      | 'choose-language'
      | 'note-export'
      | 'note-export-erased';
  }
>;

/** The people who may come back through the lock. */
export const LOCK_ROLES = ['facilitator', 'head'] as const;

/** The station's start, and who is signed in (R1). */
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
      if (command.where === 'relief') return relieve(state, command.staff);
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
      return release(state);
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
    case 'choose-language': {
      if (state.signedIn === null) return refusal('not-signed-in');
      const { staff } = state.signedIn;
      if (state.languages[staff] === command.language) return entries();
      const body = { staff, language: command.language };
      return entries({ type: 'language.chosen', body, actor: staff, session: null });
    }
    case 'note-export':
      return entries({ type: 'export.written', body: command.written, actor: command.by, session: null });
    case 'note-export-erased': {
      const { export: id, why, by } = command;
      if (state.exports[id] === undefined) return refusal('export-unknown');
      const body = { export: id, why };
      return entries({ type: 'export.erased', body, actor: by ?? 'station', session: null });
    }
    default:
      return unreachable(command);
  }
}

/**
 * Whether a staff member may sign in, come back or relieve a colleague now, before any PIN is looked at (R1, R7, R37;
 * SYNC.md, staff feed): the same validity everywhere.
 * @returns the refusal, or null when a PIN may be tried
 */
export function refusedSignIn(
  state: StationState,
  staffId: string,
  where: 'sign-in' | 'lock' | 'relief',
  context: DecisionContext,
): Decision | null {
  const { now, staffListAt } = context;
  const staff = context.staff.find((candidate) => candidate.id === staffId);
  if (staff === undefined) return refusal('staff-unknown');
  if (where === 'sign-in' && state.signedIn !== null) return refusal('signed-in-already');
  const misplaced = where === 'sign-in' ? null : refusedPlace(state, staff, where);
  if (misplaced !== null) return misplaced;
  if (staff.validUntil <= now) return refusal('staff-expired');
  // IT may always sign in, to its own page only: somebody must be able to fix what made the list old.
  const isListOld = staffListAge(staffListAt, context.policy.signInDays, now).kind === 'ended';
  // The people in charge were checked when the session began: a list that expires meanwhile must not lock them out.
  const hadCharge = where === 'lock' && state.session?.responsibles.includes(staffId) === true;
  if (isListOld && !hadCharge && !staff.roles.includes('it'))
    return refusal('staff-list-too-old', { days: context.policy.signInDays });
  const pin = throttle(state.pinFailures[staffId], staff.credential, now);
  if (pin.name === 'blocked') return refusal('pin-blocked');
  // The lock panel asks for no name, so it counts all wrong tries together.
  if (pin.name === 'free' || where === 'lock') return null;
  return refusal('pin-throttled', { seconds: Math.ceil((pin.until - now) / 1000) });
}

function refusedPlace(state: StationState, staff: StaffFact, where: 'lock' | 'relief'): Decision | null {
  const { session } = state;
  const roles: readonly string[] = where === 'lock' ? LOCK_ROLES : ['facilitator'];
  if (session === null) return refusal(where === 'lock' ? 'not-locked' : 'no-session');
  if (!roles.some((role) => staff.roles.includes(role)))
    return refusal('role-missing', { role: 'facilitator' });
  if (where === 'lock') return null;
  if (state.signedIn === null) return refusal('not-signed-in');
  if (session.phase === 'locking' || session.lock !== null) return refusal('still-locked');
  if (session.phase === 'ended') return refusal('wrong-phase');
  return state.signedIn.staff === staff.id ? refusal('signed-in-already') : null;
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

/** Another facilitator takes over; the entry names both (R7). */
function relieve(state: StationState, to: string): Decision {
  const { session, signedIn } = state;
  if (session === null || signedIn === null) return refusal('no-session');
  const body = { from: signedIn.staff, to };
  return entries({ type: 'supervision.relieved', body, actor: to, session: session.id });
}

function comeBack(state: StationState, staff: string): Decision {
  const { session } = state;
  if (session === null || (session.lock === null && session.phase !== 'locking'))
    return refusal('not-locked');
  return entries({ type: 'facilitator.returned', body: { staff }, actor: staff, session: session.id });
}

/**
 * Opens the lock without a PIN: the session continues in the name of the person who left, and the entry says what
 * replaced the PIN (R34).
 */
function release(state: StationState): Decision {
  const { session } = state;
  if (session === null || (session.lock === null && session.phase !== 'locking'))
    return refusal('not-locked');
  const body = { staff: session.responsible, by: 'recovery-code' } as const;
  return entries({ type: 'facilitator.returned', body, actor: 'station', session: session.id });
}
