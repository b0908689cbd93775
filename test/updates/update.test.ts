import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasFailedUpdate } from '../../electron/updates/linux-updates.ts';
import { at, boot, cleanUp, facts, prepare, read, runs, update } from './update.fixture.ts';

beforeEach(prepare);
afterEach(cleanUp);

describe('An update of the station on Linux', () => {
  it('runs the new version and keeps it as the way back', () => {
    expect(update('install')).toBe(0);
    expect(facts()).toEqual(runs('2.0'));
    expect(read('kept/former')).toBe('2.0');
    expect(hasFailedUpdate(at('kept'))).toBe(false);
    expect(read('kept/staged')).toBeNull();
  });

  it('goes back from a version that does not become ready, and does not try it again', () => {
    writeFileSync(at('state/broken'), '2.0\n');
    expect(update('install')).toBe(1);
    expect(facts()).toEqual(runs('1.0'));
    expect(read('kept/refused')).toBe('2.0');
    expect(hasFailedUpdate(at('kept'))).toBe(true);
  });

  it('goes back from a version that leaves a FIFO where it should say that it is ready', () => {
    writeFileSync(at('state/broken'), '2.0\n');
    writeFileSync(at('state/fifo'), '');
    expect(update('install')).toBe(1);
    expect(facts()).toEqual(runs('1.0'));
  });

  it('leaves the station running when the disk is full', () => {
    writeFileSync(at('state/full'), '');
    expect(update('install')).toBe(1);
    expect(facts()).toEqual(runs('1.0'));
    expect(read('kept/staged')).toBe('2.0');
  });

  it('leaves the station running when the disk fills up while dpkg unpacks', () => {
    writeFileSync(at('bin/cp'), '#!/bin/sh\n/bin/cp "$@"; : >"$STATE/full"\n', { mode: 0o755 });
    expect(update('install')).toBe(1);
    expect(facts()).toEqual(runs('1.0'));
  });

  it('waits for a lock of dpkg that something else holds', () => {
    writeFileSync(at('state/locked'), '');
    expect(update('install')).toBe(0);
    expect(facts()).toEqual(runs('2.0'));
  });

  // Every command: update.long.test.ts.
  it.each([9, 13, 14, 15, 16, 20])('comes back after a power cut before command %i', (cut) => {
    expect(update('install', cut)).not.toBe(0);
    boot();
    expect(facts()).toEqual(runs(read('state/installed') ?? ''));
  });
});
