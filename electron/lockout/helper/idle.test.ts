import { describe, expect, it } from 'vitest';
import { idleEnd } from './idle.ts';

function build(options: { stay: boolean; mortal: boolean }, isHeld: boolean) {
  const happened: string[] = [];
  let waiting: { delayMs: number; action: () => void } | null = null;
  const hold = {
    isHeld,
    release: () => {
      hold.isHeld = false;
      happened.push('released');
      return Promise.resolve();
    },
  };
  const idle = idleEnd({
    options,
    hold,
    forget: () => happened.push('forgotten'),
    exit: () => happened.push('ended'),
    timers: {
      after: (delayMs, action) => {
        const mine = { delayMs, action };
        waiting = mine;
        return () => {
          if (waiting === mine) waiting = null;
        };
      },
    },
  });
  const due = async (): Promise<number | null> => {
    const now = waiting;
    waiting = null;
    now?.action();
    await Promise.resolve();
    return now?.delayMs ?? null;
  };
  return { idle, due, happened };
}

describe('a helper that nobody is connected to', () => {
  it('ends when it holds nothing', async () => {
    const { idle, due, happened } = build({ stay: false, mortal: false }, false);
    idle(true);
    expect(await due()).toBe(10_000);
    expect(happened).toEqual(['ended']);
  });

  it('goes on holding for ever', async () => {
    const { idle, due, happened } = build({ stay: false, mortal: false }, true);
    idle(true);
    for (let time = 0; time < 100; time += 1) expect(await due()).toBe(10_000);
    expect(happened).toEqual([]);
  });

  it('gives everything back after a minute in practice', async () => {
    const { idle, due, happened } = build({ stay: false, mortal: true }, true);
    idle(true);
    expect(await due()).toBe(60_000);
    expect(happened).toEqual(['released', 'forgotten', 'ended']);
  });

  it('stays as it is when a station comes in time, and as a service', async () => {
    const { idle, due, happened } = build({ stay: false, mortal: true }, true);
    idle(true);
    idle(false);
    expect(await due()).toBeNull();
    const service = build({ stay: true, mortal: false }, true);
    service.idle(true);
    expect(await service.due()).toBeNull();
    expect([...happened, ...service.happened]).toEqual([]);
  });
});
