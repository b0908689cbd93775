import type { Result } from '../../shared/result.ts';
import type { LockProof } from '../../shared/session/entries.ts';

/** What the lock passes to the staff panel while it holds: never a raw key (R34). */
export type PanelKey =
  | { readonly kind: 'digit'; readonly digit: string }
  | { readonly kind: 'enter' }
  | { readonly kind: 'backspace' }
  /** Escape held for two seconds. */
  | { readonly kind: 'open-panel' }
  /** A short Escape; ignored while no panel is open. */
  | { readonly kind: 'close-panel' };

export type LockState =
  | { readonly name: 'open' }
  | { readonly name: 'engaging' }
  | { readonly name: 'locked'; readonly proof: LockProof }
  /** Still held and keys still read, but the named parts are not proven to be covered. */
  | { readonly name: 'degraded'; readonly uncovered: readonly string[] }
  | { readonly name: 'unsupported'; readonly why: string };

export type LockRefusalCode =
  /** This machine has no lock that holds. */
  | 'lock-unsupported'
  /** The display server cannot be reached. */
  | 'lock-no-display'
  /** Another program holds the keyboard and did not let go in time. */
  | 'lock-keyboard-busy'
  /** Another program holds the pointer and did not let go in time. */
  | 'lock-pointer-busy'
  /** Another program holds an input device and did not let go in time. */
  | 'lock-device-busy'
  /** An input device may not be opened: the udev rule is missing. */
  | 'lock-device-denied'
  /** A key is held down and cannot be released. */
  | 'lock-keys-held'
  /** The process that holds the devices cannot be reached or started. */
  | 'lock-helper-lost'
  /** A held key could not be told from a repeated one, so there would be no way to unlock. */
  | 'lock-no-way-back'
  /** No harmless key could be injected, so nothing can be proven. */
  | 'lock-no-probe'
  /** The injected key did not arrive at the lock. */
  | 'lock-probe-missed'
  /** The hold was found broken and taken again where possible. Verify again. */
  | 'lock-lost'
  /** Asked to verify a lock that is open. */
  | 'lock-not-engaged'
  /** Released while it was still engaging. */
  | 'lock-abandoned'
  /** A bug; `detail` says what. */
  | 'lock-fault';

/** `detail` is for the record and for IT: technical, without keys and without names of persons. */
export type LockRefusal = { readonly code: LockRefusalCode; readonly detail: string };

export type LockKind = 'x11' | 'evdev' | 'windows' | 'simulated' | 'unsupported';

/**
 * The input lock (R32): while it holds, no key, click or wheel reaches anything, and the lock itself is the
 * only reader of the keys. Operations run one at a time.
 */
export interface InputLock {
  readonly kind: LockKind;
  readonly state: LockState;
  /** Takes everything and proves it; a refusal releases everything and leaves the state `open`. */
  engage(): Promise<Result<void, LockRefusal>>;
  /** Proves again that it holds. A refusal leaves the lock held and its state `degraded`. */
  verify(): Promise<Result<LockProof, LockRefusal>>;
  /** Releases everything. Only on an authenticated order (R34); always succeeds. */
  release(): Promise<void>;
  /** Keys for the staff panel, only while engaged. Returns a function that unsubscribes. */
  onKey(listener: (key: PanelKey) => void): () => void;
  onState(listener: (state: LockState) => void): () => void;
}
