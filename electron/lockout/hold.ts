import type { Result } from '../../shared/result.ts';
import type { LockRefusal, PanelKey } from './lock.ts';

export type HoldProof = {
  readonly how: 'nothing-attached' | 'probe-swallowed';
  /** Names of the devices that are held. */
  readonly held: readonly string[];
};

/** What a helper process holds the input by; everything that an order of the station can ask of it. */
export interface Hold {
  readonly isHeld: boolean;
  /** What is not covered while held: a line for each, for the record and for IT. */
  readonly uncovered: readonly string[];
  /** Takes everything and proves it, or gives everything back. Held already: proves it again. */
  engage(): Promise<Result<HoldProof, LockRefusal>>;
  prove(): Promise<Result<HoldProof, LockRefusal>>;
  release(): Promise<void>;
  onKey(listener: (key: PanelKey) => void): () => void;
  /** Told when what is not covered changes, while held. */
  onUncovered(listener: (uncovered: readonly string[]) => void): () => void;
}
