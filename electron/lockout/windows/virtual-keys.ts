import type { KeyMeaning } from '../panel-keys.ts';

const RETURN = 0x0d;
const BACKSPACE = 0x08;
const ESCAPE = 0x1b;
const DIGIT_0 = 0x30;
const KEYPAD_0 = 0x60;
/** LLKHF_EXTENDED: the navigation block's key rather than the keypad's. */
const EXTENDED = 0x01;

/** The keypad's keys by scan code; without Num Lock its virtual keys are arrows and the like. */
const KEYPAD: ReadonlyMap<number, string> = new Map([
  [0x52, '0'],
  [0x4f, '1'],
  [0x50, '2'],
  [0x51, '3'],
  [0x4b, '4'],
  [0x4c, '5'],
  [0x4d, '6'],
  [0x47, '7'],
  [0x48, '8'],
  [0x49, '9'],
]);

/**
 * What a key of the keyboard hook means to the staff panel (R34), whatever Shift, Caps Lock and Num Lock do.
 */
export function meaningOfVirtualKey(key: number, scanCode: number, flags: number): KeyMeaning | null {
  if (key >= DIGIT_0 && key <= DIGIT_0 + 9) return { kind: 'digit', digit: String(key - DIGIT_0) };
  if (key >= KEYPAD_0 && key <= KEYPAD_0 + 9) return { kind: 'digit', digit: String(key - KEYPAD_0) };
  if (key === RETURN) return { kind: 'enter' };
  if (key === BACKSPACE) return { kind: 'backspace' };
  if (key === ESCAPE) return { kind: 'escape' };
  const digit = (flags & EXTENDED) === 0 ? KEYPAD.get(scanCode) : undefined;
  return digit === undefined ? null : { kind: 'digit', digit };
}
