import { describe, expect, it } from 'vitest';
import { Coalesced } from './coalesce.ts';

describe('a coalesced operation', () => {
  it('runs at once, and once more for all that was asked during the run', async () => {
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let runs = 0;
    const coalesced = new Coalesced(async () => {
      runs += 1;
      await gates[runs - 1]?.promise;
    });
    const first = coalesced.request();
    expect(runs).toBe(1);
    const others = [coalesced.request(), coalesced.request()];
    gates[0]?.resolve();
    gates[1]?.resolve();
    await Promise.all([first, ...others]);
    expect(runs).toBe(2);
    expect(coalesced.isRunning).toBe(false);
  });

  it('loses no request that comes just as a run ends', async () => {
    let runs = 0;
    const coalesced = new Coalesced(() => {
      runs += 1;
      return Promise.resolve();
    });
    await coalesced.request();
    await coalesced.request();
    expect(runs).toBe(2);
    for (let turn = 0; turn < 6; turn += 1) {
      const before = runs;
      const settled = coalesced.request();
      for (let step = 0; step < turn; step += 1) await Promise.resolve();
      await Promise.all([settled, coalesced.request()]);
      expect(runs).toBe(before + 2);
    }
  });

  it('can be asked again after a run that failed, also one that threw before it awaited anything', async () => {
    let isBroken = true;
    let runs = 0;
    const coalesced = new Coalesced(() => {
      runs += 1;
      if (isBroken) throw new Error('broken');
      return Promise.resolve();
    });
    await expect(coalesced.request()).rejects.toThrow('broken');
    isBroken = false;
    await coalesced.request();
    expect(runs).toBe(2);
  });
});
