import type { KeyStroke } from '../panel-keys.ts';
import type { HookState } from './hook-memory.ts';

/** The thread that holds the hooks, as the hold sees it. */
export interface HookThread {
  readonly state: HookState;
  /** The system's error of a hook that was refused; 0 else. */
  readonly error: number;
  readonly swallowed: number;
  readonly faults: number;
  /** The keys since the last time. */
  read(): readonly KeyStroke[];
  /** Injects a key, which stays down, and a movement; both carry this number. */
  inject(mark: number): void;
  /** Whether what carried the last number came to both hooks. */
  readonly isMarkSeen: boolean;
  /** Ends it and with it the hooks; true once it has ended. */
  end(): Promise<boolean>;
}

/** What the hold needs of Windows. */
export interface HookSystem {
  start(): HookThread;
  /** Lets the injected key go. True when the system took it for held: then the hook let it through. */
  endProbe(): boolean;
  /** The displays that are there, in words that change whenever they do. */
  displays(): string;
  /** What the hooks cannot cover now: another desktop, a window with more rights, another or a remote session. */
  uncovered(): readonly string[];
}

/** Settings of the system that a held or repeated key would otherwise call up; changed while the lock holds. */
export interface ChangedSettings {
  /** Writes down what is there, then changes it. Throws what reading or writing throws. */
  change(): void;
  /** Puts back what was written down, if anything was. */
  restore(): void;
}
