import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealerOf } from '../journal/keys/seal.ts';
import { Drafts } from './drafts.ts';

const HOUR_MS = 3_600_000;
const KEY = new Uint8Array(32).fill(7);
let folder = '';
let now = 0;
let reported: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-drafts-'));
  now = Date.parse('2026-11-22T18:30:00Z');
  reported = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => path.join(folder, 'drafts.sealed');
/** The station as it is after a start: what it knows comes from the disk. */
const started = (key = KEY) =>
  new Drafts({
    dataFolder: folder,
    sealer: sealerOf(key),
    clock: { now: () => now, monotonicMs: () => now } as ConstructorParameters<typeof Drafts>[0]['clock'],
    report: (code) => reported.push(code),
  });
const TYPED = { 'walk-up': JSON.stringify({ inmateName: 'Example, Maple', password: 'invented-word' }) };
const signedIn = (staff: string) => ({ signedIn: { staff, since: 0 } });

const SIGNED_OUT = {
  type: 'staff.signed-out',
  body: { staff: 'staff-1', why: 'asked' },
  actor: 'staff-1',
  session: null,
} as const;

describe('what was typed and not sent', () => {
  it('survives a crash, for the person who typed it and nobody else', () => {
    started().keep('staff-1', TYPED);
    expect(started().of('staff-1')).toEqual(TYPED);
    expect(started().of('staff-2')).toEqual({});
  });

  it('R62: lies on the disk sealed: no word of it can be read there', () => {
    started().keep('staff-1', TYPED);
    const bytes = readFileSync(file()).toString('latin1');
    for (const word of ['Maple', 'invented-word', 'walk-up', 'staff-1']) expect(bytes).not.toContain(word);
    expect(started(new Uint8Array(32).fill(8)).of('staff-1')).toEqual({});
  });

  it('changes form by form, and leaves no file when nothing is left', () => {
    const drafts = started();
    drafts.keep('staff-1', TYPED);
    drafts.keep('staff-1', { 'end:one': '{}' });
    expect(Object.keys(started().of('staff-1'))).toEqual(['walk-up', 'end:one']);
    drafts.keep('staff-1', { 'walk-up': null, 'end:one': null });
    expect(existsSync(file())).toBe(false);
  });

  it('is gone when its writer signs out, or another person signs in', () => {
    for (const [state, entries] of [
      [{ signedIn: null }, [SIGNED_OUT]],
      [signedIn('staff-2'), []],
    ] as const) {
      const drafts = started();
      drafts.keep('staff-1', TYPED);
      drafts.recorded({ state, entries });
      expect(drafts.of('staff-1')).toEqual({});
      expect(existsSync(file())).toBe(false);
    }
  });

  it('stays through a restart and a sign-out that nobody asked for', () => {
    const drafts = started();
    drafts.keep('staff-1', TYPED);
    const idle = { ...SIGNED_OUT, body: { staff: 'staff-1', why: 'idle' as const } };
    drafts.recorded({ state: { signedIn: null }, entries: [idle] });
    drafts.recorded({ state: signedIn('staff-1'), entries: [] });
    expect(drafts.of('staff-1')).toEqual(TYPED);
  });

  it('is not given back after a day', () => {
    started().keep('staff-1', TYPED);
    now += 25 * HOUR_MS;
    expect(started().of('staff-1')).toEqual({});
  });

  it('counts for nothing when the file is damaged, and stops nothing when the disk refuses', () => {
    writeFileSync(file(), 'no seal at all');
    expect(started().of('staff-1')).toEqual({});
    rmSync(folder, { recursive: true });
    const drafts = started();
    drafts.keep('staff-1', TYPED);
    expect(drafts.of('staff-1')).toEqual(TYPED);
    expect(reported).toEqual(['drafts-unwritable']);
  });
});
