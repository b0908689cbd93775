import type { DecisionContext } from './commands.ts';
import { staffListAge } from './staff-list-age.ts';
import type { StationState } from './state.ts';

/** Whether the signed-in person is in charge of the session (R7). */
export function isResponsible({ signedIn, session }: Pick<StationState, 'signedIn' | 'session'>): boolean {
  return signedIn !== null && session?.responsible === signedIn.staff;
}

/**
 * The roles of the person who is signed in; null when nobody is. A person who has charge of a session, or whom the staff
 * list no longer names, counts as a facilitator: a feed must not end a visit (R1). `decide` refuses what goes further. A
 * person who could sign in only as IT, because the staff list was too old, has that role alone (SYNC.md, staff feed).
 */
export function signedInRoles(
  state: Pick<StationState, 'signedIn' | 'session'>,
  { staff, staffListAt, policy }: RolesContext,
): readonly string[] | null {
  const { signedIn } = state;
  if (signedIn === null) return null;
  const named = staff.find(({ id }) => id === signedIn.staff)?.roles ?? ['facilitator'];
  const wasListOld = staffListAge(staffListAt, policy.signInDays, signedIn.since).kind === 'ended';
  const roles = wasListOld && named.includes('it') ? ['it'] : named;
  return isResponsible(state) ? [...new Set([...roles, 'facilitator'])] : roles;
}

type RolesContext = Pick<DecisionContext, 'staffListAt'> & {
  readonly staff: readonly Pick<DecisionContext['staff'][number], 'id' | 'roles'>[];
  readonly policy: Pick<DecisionContext['policy'], 'signInDays'>;
};

/** Somebody is signed in or a session is under way: the station must not be restarted (R33). */
export function isOccupied({ signedIn, session }: Pick<StationState, 'signedIn' | 'session'>): boolean {
  return signedIn !== null || session !== null;
}
