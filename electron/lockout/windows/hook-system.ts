import type { KeyStroke } from '../panel-keys.ts';
import type { HookState } from './hook-memory.ts';

/** The thread that holds the hooks, as the hold sees it. */
export interface HookThread {
  readonly state: HookState;
  /** The system's error for a hook that was refused; otherwise 0. */
  readonly error: number;
  readonly swallowed: number;
  readonly faults: number;
  /** The keys since the last call. */
  read(): readonly KeyStroke[];
  /** Injects a key, which stays down, and a movement; both carry this mark. */
  inject(mark: number): void;
  /** Whether the events with the last mark reached both hooks. */
  readonly isMarkSeen: boolean;
  /** Ends the thread and with it the hooks; true once it has ended. */
  end(): Promise<boolean>;
}

/** What the hold needs of Windows. */
export interface HookSystem {
  start(): HookThread;
  /**
   * Releases the injected key. Returns true when the system considered it held: then the hook let it through.
   */
  endProbe(): boolean;
  /** The present displays, as a string that changes whenever they do. */
  displays(): string;
  /**
   * What the hooks cannot cover now: another desktop, a window with more rights, another or a remote session.
   */
  uncovered(): readonly string[];
}

/** System settings that a held or repeated key would otherwise trigger; changed while the lock holds. */
export interface ChangedSettings {
  /** Records the current state, then changes it. Throws what reading or writing throws. */
  change(): void;
  /** Restores what was recorded, if anything was. */
  restore(): void;
}
