import type { StaffFact } from './commands.ts';
import type { StationState } from './state.ts';

/** Whether the signed-in person is in charge of the session (R7). */
export function isResponsible({ signedIn, session }: Pick<StationState, 'signedIn' | 'session'>): boolean {
  return signedIn !== null && session?.responsible === signedIn.staff;
}

/**
 * The roles of the person who is signed in; null when nobody is. A person who has charge of a session, or whom the staff
 * list no longer names, counts as a facilitator: a feed must not end a visit (R1). `decide` refuses what goes further.
 */
export function signedInRoles(
  state: Pick<StationState, 'signedIn' | 'session'>,
  staff: readonly Pick<StaffFact, 'id' | 'roles'>[],
): readonly string[] | null {
  const { signedIn } = state;
  if (signedIn === null) return null;
  const listed = staff.find(({ id }) => id === signedIn.staff)?.roles ?? ['facilitator'];
  return isResponsible(state) ? [...new Set([...listed, 'facilitator'])] : listed;
}

/** Somebody is signed in or a session is under way: the station must not be restarted (R33). */
export function isOccupied({ signedIn, session }: Pick<StationState, 'signedIn' | 'session'>): boolean {
  return signedIn !== null || session !== null;
}
