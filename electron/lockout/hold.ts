import type { Result } from '../../shared/result.ts';
import type { LockRefusal, PanelKey } from './lock.ts';

export type HoldProof = {
  readonly how: 'nothing-attached' | 'probe-swallowed';
  /** Names of the held devices. */
  readonly held: readonly string[];
};

/** What a helper process holds the input with, and everything an order of the station can ask of it. */
export interface Hold {
  readonly isHeld: boolean;
  /** What is not covered while held: one line each, for the record and for IT. */
  readonly uncovered: readonly string[];
  /** Takes everything and proves it, or releases everything. Proves again if already held. */
  engage(): Promise<Result<HoldProof, LockRefusal>>;
  prove(): Promise<Result<HoldProof, LockRefusal>>;
  release(): Promise<void>;
  onKey(listener: (key: PanelKey) => void): () => void;
  /** Called when what is not covered changes, while held. */
  onUncovered(listener: (uncovered: readonly string[]) => void): () => void;
}
