/** An update may start this long after the set hour, in case the station was in use then. */
const WINDOW_MS = 120 * 60_000;
/** A station that was off at the set hour may be updated this long after its next start. */
const AFTER_START_MS = 30 * 60_000;

/** When a staged version may be installed: instants in milliseconds since 1970, `at` by the machine's clock (`03:00`). */
export type UpdateMoment = {
  readonly at: string;
  readonly now: number;
  readonly startedAt: number;
  /** No session under way and nobody signed in. */
  readonly isIdle: boolean;
};

/** Whether a staged version may be installed now: within the window, or soon after a start that missed it. Pure. */
export function mayUpdate({ at, now, startedAt, isIdle }: UpdateMoment): boolean {
  if (!isIdle) return false;
  const windowStart = lastAt(at, now);
  const isInWindow = now - windowStart < WINDOW_MS;
  const hasMissedWindow = startedAt >= windowStart + WINDOW_MS;
  return isInWindow || (hasMissedWindow && now - startedAt < AFTER_START_MS);
}

/** The newest instant with that time on the machine's clock. */
function lastAt(at: string, now: number): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const day = new Date(now);
  day.setHours(hours, minutes, 0, 0);
  if (day.getTime() > now) day.setDate(day.getDate() - 1);
  return day.getTime();
}
