import type { Result } from '../../shared/result.ts';
import type { LockRefusal } from './lock.ts';
import type { KeyStroke } from './panel-keys.ts';

/** The answers of XGrabKeyboard and XGrabPointer, in the order of their codes 0 to 4. */
export const GRAB_ANSWERS = ['granted', 'already-grabbed', 'invalid-time', 'not-viewable', 'frozen'] as const;
export type GrabAnswer = (typeof GRAB_ANSWERS)[number] | 'unknown';

/** The few X11 calls that the lock needs. None blocks for longer than a round trip. */
export interface XConnection {
  /** Active grab on the root window. Its holder may ask again and is granted again. */
  grabKeyboard(): GrabAnswer;
  /** The same for the pointer, with an invisible cursor. */
  grabPointer(): GrabAnswer;
  ungrabKeyboard(): void;
  ungrabPointer(): void;
  /** Makes held keys repeat as presses without releases. Returns false where the server cannot. */
  setDetectableAutoRepeat(): boolean;
  keysDown(): readonly number[];
  /** A keycode without any symbol, or null. */
  unmappedKeycode(): number | null;
  /** Injects a press and a release through XTEST; false where the server has no XTEST. */
  tapKey(keycode: number): boolean;
  /** All key strokes that have arrived; empty when none. */
  readStrokes(): readonly KeyStroke[];
  /** Closes the connection; the server then ends its remaining grabs. */
  close(): void;
}

export interface XServer {
  open(): Result<XConnection, LockRefusal>;
}
