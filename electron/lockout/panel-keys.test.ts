import { describe, expect, it } from 'vitest';
import {
  ESCAPE_HOLD_MS,
  meaningOfKeysyms,
  PanelKeyReader,
  type KeyMeaning,
  type KeyStroke,
} from './panel-keys.ts';

describe('the meaning of a key', () => {
  it.each<[string, number[], KeyMeaning | null]>([
    ['a digit of an English row', [0x35, 0x25], { kind: 'digit', digit: '5' }],
    ['a digit of a French row, which is the shifted level', [0x28, 0x35], { kind: 'digit', digit: '5' }],
    ['a keypad key without Num Lock', [0xff95, 0xffb7], { kind: 'digit', digit: '7' }],
    ['keypad 0', [0xff9e, 0xffb0], { kind: 'digit', digit: '0' }],
    ['9', [0x39, 0x28], { kind: 'digit', digit: '9' }],
    ['Return', [0xff0d, 0], { kind: 'enter' }],
    ['keypad Enter', [0xff8d, 0xff8d], { kind: 'enter' }],
    ['BackSpace', [0xff08, 0xff08], { kind: 'backspace' }],
    ['Escape', [0xff1b, 0], { kind: 'escape' }],
    ['a letter', [0x61, 0x41], null],
    ['a colon, just above 9', [0x3a, 0], null],
    ['a slash, just below 0', [0x2f, 0], null],
    ['keypad minus, just below keypad 0', [0xffad, 0xffad], null],
    ['F1, just above keypad 9', [0xffbe, 0], null],
    ['Delete', [0xffff, 0], null],
    ['a key without symbols', [0, 0], null],
  ])('%s', (_name, levels, meaning) => {
    expect(meaningOfKeysyms(levels)).toEqual(meaning);
  });
});

function stroke(
  type: KeyStroke['type'],
  atMs: number,
  meaning: KeyMeaning | null = { kind: 'escape' },
): KeyStroke {
  return { type, keycode: 9, meaning, atMs };
}

describe('Escape', () => {
  it('tapped closes the panel', () => {
    const reader = new PanelKeyReader([]);
    expect(reader.take(stroke('press', 100), 0)).toEqual([]);
    expect(reader.take(stroke('release', 200), 100)).toEqual([{ kind: 'close-panel' }]);
    expect(reader.tick(9000)).toEqual([]);
  });

  it('held opens it once, and its release then means nothing', () => {
    const reader = new PanelKeyReader([]);
    reader.take(stroke('press', 100), 0);
    expect(reader.tick(ESCAPE_HOLD_MS)).toEqual([{ kind: 'open-panel' }]);
    expect(reader.tick(2 * ESCAPE_HOLD_MS)).toEqual([]);
    expect(reader.take(stroke('release', 100 + 3 * ESCAPE_HOLD_MS), 3 * ESCAPE_HOLD_MS)).toEqual([]);
  });

  it('repeating while it is held does not start the hold again', () => {
    const reader = new PanelKeyReader([]);
    reader.take(stroke('press', 100), 0);
    reader.take(stroke('press', 1100), 1000);
    expect(reader.tick(ESCAPE_HOLD_MS)).toEqual([{ kind: 'open-panel' }]);
  });

  it('tapped during a stall is a tap, by the time of the display server', () => {
    const reader = new PanelKeyReader([]);
    reader.take(stroke('press', 100), 5000);
    expect(reader.take(stroke('release', 150), 5000)).toEqual([{ kind: 'close-panel' }]);
  });

  it('held during a stall is a hold, by the time of the display server', () => {
    const reader = new PanelKeyReader([]);
    reader.take(stroke('press', 100), 5000);
    expect(reader.take(stroke('release', 100 + ESCAPE_HOLD_MS), 5000)).toEqual([{ kind: 'open-panel' }]);
  });

  it('is measured across the wrap of the 32-bit time', () => {
    const reader = new PanelKeyReader([]);
    reader.take(stroke('press', 0xffffffff - 99), 0);
    expect(reader.take(stroke('release', 100), 0)).toEqual([{ kind: 'close-panel' }]);
  });

  it('ignores a key that was down before the lock until it is pressed again', () => {
    const reader = new PanelKeyReader([9]);
    reader.take(stroke('press', 100), 0);
    expect(reader.tick(9000)).toEqual([]);
    expect(reader.take(stroke('release', 200), 9000)).toEqual([]);
    reader.take(stroke('press', 300), 9000);
    expect(reader.take(stroke('release', 310), 9000)).toEqual([{ kind: 'close-panel' }]);
  });
});

describe('a digit', () => {
  const digit: KeyMeaning = { kind: 'digit', digit: '4' };

  it('counts once while it is held and again after its release', () => {
    const reader = new PanelKeyReader([]);
    expect(reader.take(stroke('press', 0, digit), 0)).toEqual([digit]);
    expect(reader.take(stroke('press', 30, digit), 30)).toEqual([]);
    expect(reader.take(stroke('release', 60, digit), 60)).toEqual([]);
    expect(reader.take(stroke('press', 90, digit), 90)).toEqual([digit]);
  });
});
