/** How long after the set hour an update may still begin, in minutes: a station that was busy then gets its turn. */
const WINDOW_MINUTES = 120;
const DAY_MINUTES = 24 * 60;

/**
 * Whether a version that lies ready may take the station's place now: at its set hour, with no session under way and
 * nobody signed in. Pure.
 *
 * @param at the set hour on the machine's clock, `03:00`
 * @param now the machine's clock in minutes since midnight
 */
export function mayUpdate(at: string, now: number, isIdle: boolean): boolean {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const since = (now - (hours * 60 + minutes) + DAY_MINUTES) % DAY_MINUTES;
  return isIdle && since < WINDOW_MINUTES;
}
