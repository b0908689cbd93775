/** How long a visit still lasts, as the strip above the meeting shows it (R44). */
export interface TimeLeft {
  /** Whole minutes as a clock beside it shows them; the last minute reads 1, not 0. Never negative. */
  readonly minutes: number;
  /** Share of the visit still to come, 0 to 1: the length of the bar. */
  readonly share: number;
  readonly over: boolean;
}

const MINUTE_MS = 60_000;
/** The bar of a visit whose beginning is not known shows the last hour. */
const HOUR_MS = 60 * MINUTE_MS;

/**
 * The time left at `now` of a visit that ends at `endsAt`; all instants in milliseconds since 1970.
 * `startedAt` gives the bar its full length; an extension lengthens the visit, so the bar grows back with it.
 */
export function timeLeft(now: number, endsAt: number, startedAt: number | null): TimeLeft {
  const leftMs = Math.max(0, endsAt - now);
  const wholeMs = startedAt !== null && endsAt > startedAt ? endsAt - startedAt : HOUR_MS;
  return {
    minutes: leftMs === 0 ? 0 : Math.max(1, Math.floor(leftMs / MINUTE_MS)),
    share: Math.min(1, leftMs / wholeMs),
    over: leftMs === 0,
  };
}
