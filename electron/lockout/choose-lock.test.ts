import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseLock, type HelperParts } from './choose-lock.ts';
import { whyNoEvdev } from './evdev/availability.ts';
import { FakeTime } from './time.fixture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'child-link-choose-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('whether the evdev lock can be had', () => {
  it('yes, where a helper serves', () => {
    writeFileSync(path.join(folder, 'lock.sock'), '');
    expect(whyNoEvdev(folder, false, '/nowhere')).toBeNull();
  });

  it('yes, where every event device may be opened, whatever else lies there', () => {
    for (const name of ['event0', 'event11', 'mice']) writeFileSync(path.join(folder, name), '');
    mkdirSync(path.join(folder, 'by-id'));
    expect(whyNoEvdev('/nowhere', true, folder)).toBeNull();
  });

  it.each([
    ['no helper and none to start', false, (): void => undefined, 'no lock helper'],
    ['no event device', true, (): void => undefined, 'no event devices'],
  ])('no, with %s', (_what, canStart, prepare, why) => {
    prepare();
    expect(whyNoEvdev('/nowhere', canStart, folder)).toContain(why);
  });

  it('no, where there is no folder of devices', () => {
    expect(whyNoEvdev('/nowhere', true, '/nowhere/input')).toContain('there is no /nowhere/input');
  });
});

describe('the choice of a lock', () => {
  const choose = (helper?: HelperParts, platform: NodeJS.Platform = 'linux') => {
    const time = new FakeTime();
    const faults: string[] = [];
    const parts = { platform, environment: {}, clock: time, timers: time, attached: () => [] };
    const report = (code: string): void => void faults.push(code);
    return chooseLock({ ...parts, report, ...(helper === undefined ? {} : { helper }) }).then((lock) => ({
      kind: lock.kind,
      faults,
    }));
  };

  it('is evdev where its helper serves, display or not', async () => {
    writeFileSync(path.join(folder, 'lock.sock'), '');
    expect(await choose({ folder, start: null })).toEqual({ kind: 'evdev', faults: [] });
  });

  it('is the next one where it does not, and that is reported', async () => {
    expect(await choose({ folder, start: null })).toEqual({
      kind: 'unsupported',
      faults: ['lock-not-evdev'],
    });
  });

  it('is none at all without helper and display, and on other systems', async () => {
    expect(await choose()).toEqual({ kind: 'unsupported', faults: [] });
    expect(await choose({ folder, start: null }, 'darwin')).toMatchObject({ kind: 'unsupported' });
  });
});
