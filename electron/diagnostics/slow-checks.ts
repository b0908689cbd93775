/** What changes slowly and takes long to look at: the heartbeat takes what the last look found. */
export interface SlowChecks {
  readonly facts: { readonly certificateEnds: boolean; readonly hardeningDrift: boolean };
  /** Call once a second. */
  tick(): void;
}

export interface SlowChecksParts {
  readonly clock: { now(): number; monotonicMs(): number };
  /** When each certificate that the station relies on ends, in milliseconds since 1970. */
  readonly certificateEnds: () => Promise<readonly number[]>;
  readonly hasHardeningDrifted: () => Promise<boolean>;
}

/** Not while the station starts. */
const FIRST_MS = 60_000;
const EVERY_MS = 6 * 60 * 60 * 1000;
/** Long enough for an institution to have a certificate renewed. */
const WARNED_BEFORE_MS = 30 * 24 * 60 * 60 * 1000;

export function createSlowChecks({
  clock,
  certificateEnds,
  hasHardeningDrifted,
}: SlowChecksParts): SlowChecks {
  let facts = { certificateEnds: false, hardeningDrift: false };
  let nextMs = clock.monotonicMs() + FIRST_MS;
  const look = async (): Promise<void> => {
    const [ends, hardeningDrift] = await Promise.all([certificateEnds(), hasHardeningDrifted()]);
    facts = { certificateEnds: ends.some((end) => end - clock.now() < WARNED_BEFORE_MS), hardeningDrift };
  };
  return {
    get facts() {
      return facts;
    },
    tick() {
      if (clock.monotonicMs() < nextMs) return;
      nextMs += EVERY_MS;
      void look();
    },
  };
}
