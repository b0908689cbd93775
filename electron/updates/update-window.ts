/** An update may start this long after the set hour, in case the station was in use then. */
const WINDOW_MINUTES = 120;
const DAY_MINUTES = 24 * 60;

/**
 * Whether a staged version may be installed now: within the window, with no session under way and nobody signed in. Pure.
 *
 * @param at the set hour by the machine's clock, `03:00`
 * @param now minutes since midnight by the machine's clock
 */
export function mayUpdate(at: string, now: number, isIdle: boolean): boolean {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const since = (now - (hours * 60 + minutes) + DAY_MINUTES) % DAY_MINUTES;
  return isIdle && since < WINDOW_MINUTES;
}
