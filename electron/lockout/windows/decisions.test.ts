import { describe, expect, it } from 'vitest';
import { buttonLetGo, goesOn, isKeyUp, MESSAGES } from './hook-decision.ts';
import { HookMemory } from './hook-memory.ts';
import { meaningOfVirtualKey } from './virtual-keys.ts';

const A = 0x41;
const held = (...keys: readonly number[]): Uint8Array => {
  const table = new Uint8Array(256);
  for (const key of keys) table[key] = 1;
  return table;
};
const keyGoesOn = (message: number, key: number, table: Uint8Array): boolean =>
  goesOn(isKeyUp(message) ? key : 0, table);

describe('what goes on to the system while the hooks hold', () => {
  it.each([
    ['a key pressed', MESSAGES.keyDown, A, held(), false],
    ['a key pressed that was down before: its repeat', MESSAGES.keyDown, A, held(A), false],
    ['a key pressed with Alt', MESSAGES.systemKeyDown, A, held(), false],
    ['a key let go', MESSAGES.keyUp, A, held(), false],
    ['a key let go that was down before', MESSAGES.keyUp, A, held(A), true],
    ['a key let go with Alt that was down before', MESSAGES.systemKeyUp, A, held(A), true],
    ['another key let go', MESSAGES.keyUp, 0x42, held(A), false],
    ['a message that nobody knows', 0x999, A, held(A), false],
  ])('%s', (_what, message, key, table, expected) => {
    expect(keyGoesOn(message, key, table)).toBe(expected);
  });

  it('no press of any key, whatever was down', () => {
    const all = new Uint8Array(256).fill(1);
    for (let key = 0; key < 256; key += 1)
      for (const message of [MESSAGES.keyDown, MESSAGES.systemKeyDown])
        expect(keyGoesOn(message, key, all)).toBe(false);
  });

  it.each([
    ['a movement', MESSAGES.move, 0, 0],
    ['the left button down', MESSAGES.leftDown, 0, 0],
    ['the left button up', MESSAGES.leftUp, 0, 0x01],
    ['the right button up', MESSAGES.rightUp, 0, 0x02],
    ['the middle button up', MESSAGES.middleUp, 0, 0x04],
    ['the first side button up', MESSAGES.sideUp, 0x10000, 0x05],
    ['the second side button up', MESSAGES.sideUp, 0x20000, 0x06],
    ['the wheel', MESSAGES.wheel, 0x780000, 0],
    ['the wheel sideways', MESSAGES.horizontalWheel, 0x780000, 0],
    ['a message that nobody knows', 0x999, 0, 0],
  ])('%s lets go of the right button, or of none', (_what, message, data, button) => {
    expect(buttonLetGo(message, data)).toBe(button);
    expect(goesOn(buttonLetGo(message, data), held())).toBe(false);
    expect(goesOn(buttonLetGo(message, data), held(button))).toBe(button !== 0);
  });
});

describe('what a key means to the panel', () => {
  it.each([
    ['a digit of the row', 0x37, 0x08, 0, { kind: 'digit', digit: '7' }],
    ['a digit of the keypad', 0x67, 0x47, 0, { kind: 'digit', digit: '7' }],
    ['a digit of the keypad without Num Lock', 0x24, 0x47, 0, { kind: 'digit', digit: '7' }],
    ['the grey Home key', 0x24, 0x47, 1, null],
    ['Enter', 0x0d, 0x1c, 0, { kind: 'enter' }],
    ['Enter of the keypad', 0x0d, 0x1c, 1, { kind: 'enter' }],
    ['Backspace', 0x08, 0x0e, 0, { kind: 'backspace' }],
    ['Escape', 0x1b, 0x01, 0, { kind: 'escape' }],
    ['a letter', 0x41, 0x1e, 0, null],
    ['the Windows key', 0x5b, 0x5b, 1, null],
  ])('%s', (_what, key, scanCode, flags, meaning) => {
    expect(meaningOfVirtualKey(key, scanCode, flags)).toEqual(meaning);
  });
});

describe('the memory that both threads share', () => {
  it('hands over keys in their order, each once', () => {
    const memory = new HookMemory();
    const other = new HookMemory(memory.buffer);
    memory.write(MESSAGES.keyDown, 0x35, 6, 0, 2 ** 32 - 5);
    memory.write(MESSAGES.keyUp, 0x35, 6, 0, 10);
    expect(other.read()).toMatchObject([
      { type: 'press', meaning: { kind: 'digit', digit: '5' }, atMs: 2 ** 32 - 5 },
      { type: 'release', atMs: 10 },
    ]);
    expect(other.read()).toEqual([]);
  });

  it('goes round, and counts what found no room', () => {
    const memory = new HookMemory();
    for (let round = 0; round < 3; round += 1) {
      for (let key = 0; key < 4096; key += 1) memory.write(MESSAGES.keyDown, key % 250, 0, 0, key);
      memory.write(MESSAGES.keyDown, 1, 0, 0, 0);
      expect(memory.read()).toHaveLength(4096);
      expect(memory.faults).toBe(round + 1);
    }
  });

  it('has seen the mark only when both hooks have', () => {
    const memory = new HookMemory();
    memory.mark = 7;
    memory.seeKeyMark(7);
    expect(memory.isMarkSeen).toBe(false);
    memory.seeMouseMark(7);
    expect(memory.isMarkSeen).toBe(true);
    memory.mark = 8;
    expect(memory.isMarkSeen).toBe(false);
  });

  it('keeps the number of a thread whole', () => {
    const memory = new HookMemory();
    memory.thread = 0xfffffff0;
    expect(memory.thread).toBe(0xfffffff0);
  });
});
