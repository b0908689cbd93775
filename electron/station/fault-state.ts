import type { Message } from '../../shared/ipc/snapshot.ts';

/** Why the station cannot be used, or must be restarted. */
export class FaultState {
  /** Why only the safe screen is shown; null where all is well. */
  readonly safe: Message | null;
  /** Found while the station runs: shown once no session is under way. */
  pending: Message | null = null;

  constructor(safe: Message | null) {
    this.safe = safe;
  }

  get current(): Message | null {
    return this.safe ?? this.pending;
  }
}
