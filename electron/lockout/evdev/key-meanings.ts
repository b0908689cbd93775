import type { KeyMeaning } from '../panel-keys.ts';

/**
 * What a key means by its position on the keyboard (linux/input-event-codes.h), whatever the layout: the upper
 * row types digits with or without Shift, on English and French keyboards alike.
 */
const MEANINGS: ReadonlyMap<number, KeyMeaning> = new Map<number, KeyMeaning>([
  [1, { kind: 'escape' }],
  [14, { kind: 'backspace' }],
  [28, { kind: 'enter' }],
  [96, { kind: 'enter' }],
  // Upper row: KEY_1 to KEY_9, KEY_0.
  ...digits([11, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
  // Keypad: KEY_KP0 to KEY_KP9.
  ...digits([82, 79, 80, 81, 75, 76, 77, 71, 72, 73]),
]);

function digits(codes: readonly number[]): [number, KeyMeaning][] {
  return codes.map((code, digit) => [code, { kind: 'digit', digit: String(digit) }]);
}

export function meaningOfKeyCode(code: number): KeyMeaning | null {
  return MEANINGS.get(code) ?? null;
}

/** The same by HID usage of the keyboard page 0x07, as a boot-protocol keyboard sends it. */
export function meaningOfHidUsage(usage: number): KeyMeaning | null {
  if (usage >= 0x1e && usage <= 0x27) return { kind: 'digit', digit: String((usage - 0x1d) % 10) };
  if (usage >= 0x59 && usage <= 0x62) return { kind: 'digit', digit: String((usage - 0x58) % 10) };
  switch (usage) {
    case 0x28:
    case 0x58:
      return { kind: 'enter' };
    case 0x29:
      return { kind: 'escape' };
    case 0x2a:
      return { kind: 'backspace' };
    default:
      return null;
  }
}
