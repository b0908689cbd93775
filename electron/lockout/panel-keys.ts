import type { PanelKey } from './lock.ts';

/** What a key can mean to the staff panel. Every other key means nothing. */
export type KeyMeaning =
  | { readonly kind: 'digit'; readonly digit: string }
  | { readonly kind: 'enter' }
  | { readonly kind: 'backspace' }
  | { readonly kind: 'escape' };

const DIGIT_0 = 0x30;
const KEYPAD_0 = 0xffb0;

/** X11 keysyms (keysymdef.h) that are not digits. */
const MEANINGS: ReadonlyMap<number, KeyMeaning> = new Map<number, KeyMeaning>([
  [0xff0d, { kind: 'enter' }], // XK_Return
  [0xff8d, { kind: 'enter' }], // XK_KP_Enter
  [0xff08, { kind: 'backspace' }], // XK_BackSpace
  [0xff1b, { kind: 'escape' }], // XK_Escape
]);

/**
 * What a key means, from the keysyms of its levels (plain, shifted). Shift, Caps Lock and Num Lock do not
 * matter: the keypad and a French row, whose digits are on the shifted level, type digits either way.
 */
export function meaningOfKeysyms(levels: readonly number[]): KeyMeaning | null {
  for (const keysym of levels) {
    const digit = digitOf(keysym);
    if (digit !== null) return { kind: 'digit', digit };
    const meaning = MEANINGS.get(keysym);
    if (meaning !== undefined) return meaning;
  }
  return null;
}

function digitOf(keysym: number): string | null {
  for (const zero of [DIGIT_0, KEYPAD_0]) {
    if (keysym >= zero && keysym <= zero + 9) return String(keysym - zero);
  }
  return null;
}

export type KeyStroke = {
  readonly type: 'press' | 'release';
  readonly keycode: number;
  readonly meaning: KeyMeaning | null;
  /** The display server's time in milliseconds; 32 bits, wraps. */
  readonly atMs: number;
};

/** How long Escape is held to open the panel (R34). */
export const ESCAPE_HOLD_MS = 2000;

type Escape = { readonly pressedAtMs: number; readonly seenAtMs: number; readonly opened: boolean };

/**
 * Turns key strokes into panel keys. Repeats of a held key count once. Whether Escape was held is decided by
 * the display server's own times, so that a stalled process cannot turn a tap into a hold.
 */
export class PanelKeyReader {
  readonly #down: Set<number>;
  #escape: Escape | null = null;

  /** `heldKeycodes`: keys already down; they mean nothing until they are released. */
  constructor(heldKeycodes: Iterable<number>) {
    this.#down = new Set(heldKeycodes);
  }

  /** Takes one stroke, read at `nowMs` of the monotonic clock. */
  take(stroke: KeyStroke, nowMs: number): readonly PanelKey[] {
    return stroke.type === 'press' ? this.#press(stroke, nowMs) : this.#release(stroke);
  }

  /**
   * Call after all pending strokes were taken: a held Escape opens the panel without waiting for its release.
   */
  tick(nowMs: number): readonly PanelKey[] {
    const escape = this.#escape;
    if (escape === null || escape.opened || nowMs - escape.seenAtMs < ESCAPE_HOLD_MS) return [];
    this.#escape = { ...escape, opened: true };
    return [{ kind: 'open-panel' }];
  }

  #press(stroke: KeyStroke, nowMs: number): readonly PanelKey[] {
    if (this.#down.has(stroke.keycode)) return [];
    this.#down.add(stroke.keycode);
    if (stroke.meaning === null) return [];
    if (stroke.meaning.kind === 'escape') {
      this.#escape = { pressedAtMs: stroke.atMs, seenAtMs: nowMs, opened: false };
      return [];
    }
    return [stroke.meaning];
  }

  #release(stroke: KeyStroke): readonly PanelKey[] {
    this.#down.delete(stroke.keycode);
    const escape = this.#escape;
    if (stroke.meaning?.kind !== 'escape' || escape === null) return [];
    this.#escape = null;
    if (escape.opened) return [];
    const heldMs = (stroke.atMs - escape.pressedAtMs) >>> 0;
    return [heldMs >= ESCAPE_HOLD_MS ? { kind: 'open-panel' } : { kind: 'close-panel' }];
  }
}
