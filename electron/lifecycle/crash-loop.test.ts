import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countStart } from './crash-loop.ts';

const NOW = 1_800_000_000_000;
let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-starts-'));
  file = path.join(folder, 'starts.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Starts a second apart that all crash. */
const crash = (times: number): readonly boolean[] =>
  Array.from({ length: times }, (_none, n) => countStart(file, NOW + n * 1000).inLoop);

describe('a station that crashes as it starts', () => {
  it('starts normally three times, then with the safe screen', () => {
    expect(crash(5)).toEqual([false, false, false, true, true]);
  });

  it('starts normally again after a start that succeeded', () => {
    crash(3);
    countStart(file, NOW + 4000).succeeded();
    expect(existsSync(file)).toBe(false);
    expect(countStart(file, NOW + 5000).inLoop).toBe(false);
  });

  it('starts normally when the crashes are ten minutes old', () => {
    crash(3);
    expect(countStart(file, NOW + 10 * 60_000 + 2000).inLoop).toBe(false);
  });

  it('starts normally after the clock was set back', () => {
    crash(3);
    expect(countStart(file, NOW - 3_600_000).inLoop).toBe(false);
  });
});

describe('a count', () => {
  it.each(['', '{', '{"at":1}', '["yesterday"]', '\u0000'])('that reads %j counts as no starts', (text) => {
    writeFileSync(file, text);
    expect(countStart(file, NOW).inLoop).toBe(false);
    expect(countStart(file, NOW + 1).inLoop).toBe(false);
  });

  it('that cannot be written stops no start', () => {
    const nowhere = path.join(folder, 'none', 'starts.json');
    expect(countStart(nowhere, NOW).inLoop).toBe(false);
    expect(() => countStart(nowhere, NOW).succeeded()).not.toThrow();
  });
});
