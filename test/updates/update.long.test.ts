import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boot, cleanUp, facts, prepare, read, runs, update } from './update.fixture.ts';

afterAll(cleanUp);

describe('An update of the station on Linux', () => {
  let commands = 0;
  beforeAll(() => {
    prepare();
    update('install');
    commands = Number(read('state/count'));
  });

  it('comes back whole and ready after a power cut before any command', () => {
    expect(commands).toBeGreaterThan(20);
    for (let cut = 1; cut <= commands; cut += 1) {
      prepare();
      expect(update('install', cut), `command ${cut}`).not.toBe(0);
      boot();
      const version = read('state/installed') ?? '';
      expect(['1.0', '2.0'], `command ${cut}`).toContain(version);
      expect(facts(), `command ${cut}`).toEqual(runs(version));
    }
  });

  it('comes back from a power cut during the recovery, too', () => {
    for (let cut = 1; cut <= commands; cut += 1) {
      prepare();
      update('install', 14);
      update('recover', cut);
      boot();
      expect(facts(), `command ${cut}`).toEqual(runs(read('state/installed') ?? ''));
    }
  });
});
