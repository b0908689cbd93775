import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeTime } from './time.fixture.ts';
import { FakeXServer, X_FAULTS, type XFault } from './x-server.fixture.ts';
import type { LockState, PanelKey } from './lock.ts';
import type { KeyMeaning } from './panel-keys.ts';
import { X11Lock } from './x11-lock.ts';

const ONE: KeyMeaning = { kind: 'digit', digit: '1' };
const ESCAPE: KeyMeaning = { kind: 'escape' };

function build() {
  const server = new FakeXServer();
  const time = new FakeTime();
  const faults: string[] = [];
  const states: LockState[] = [];
  const keys: PanelKey[] = [];
  const lock = new X11Lock({
    server,
    clock: time,
    timers: time,
    attached: () => ['Sample Keyboard'],
    report: (code) => faults.push(code),
  });
  lock.onState((state) => states.push(state));
  lock.onKey((key) => keys.push(key));
  return { server, time, lock, faults, states, keys };
}

function isFree(server: FakeXServer): boolean {
  return server.holders.keyboard === null && server.holders.pointer === null;
}

describe('engaging the X11 lock', () => {
  it('holds keyboard and pointer and is locked only with a proof', async () => {
    const { server, lock, states } = build();
    expect(await lock.engage()).toEqual({ ok: true, value: undefined });
    expect(states.map((state) => state.name)).toEqual(['engaging', 'locked']);
    expect(lock.state).toEqual({
      name: 'locked',
      proof: {
        kind: 'x11',
        how: 'probe-swallowed',
        verifiedAt: '2026-01-05T09:00:00.000Z',
        attached: ['Sample Keyboard'],
      },
    });
    expect(server.holders.keyboard).toBe(server.holders.pointer);
    expect(server.holders.keyboard).not.toBeNull();
    expect(server.leaked).toEqual([]);
  });

  it.each<[XFault, string]>([
    ['open reader', 'lock-no-display'],
    ['open prober', 'lock-no-display'],
    ['no auto-repeat', 'lock-no-way-back'],
    ['keyboard busy', 'lock-keyboard-busy'],
    ['pointer busy', 'lock-pointer-busy'],
    ['no unmapped key', 'lock-no-probe'],
    ['keys down throws', 'lock-fault'],
    ['no xtest', 'lock-no-probe'],
    ['probe lost', 'lock-probe-missed'],
    ['read throws', 'lock-probe-missed'],
  ])('refuses and gives everything back when: %s', async (fault, code) => {
    const { server, time, lock } = build();
    server.faults.add(fault);
    const outcome = await lock.engage();
    expect(outcome).toMatchObject({ ok: false, refusal: { code } });
    expect(lock.state).toEqual({ name: 'open' });
    expect(isFree(server)).toBe(true);
    expect(server.opened).toBe(server.closed);
    expect(time.repeating).toBe(0);
  });

  it('waits for a program that holds the keyboard for a moment', async () => {
    const { server, time, lock } = build();
    server.holders.keyboard = 'elsewhere';
    const wait = time.wait.bind(time);
    time.wait = (ms) => {
      if (time.nowMs >= 1000) server.holders.keyboard = null;
      return wait(ms);
    };
    expect((await lock.engage()).ok).toBe(true);
    expect(time.nowMs).toBeGreaterThanOrEqual(1000);
  });

  it('stops engaging when it is released meanwhile', async () => {
    const { server, lock } = build();
    server.holders.pointer = 'elsewhere';
    const engaging = lock.engage();
    await lock.release();
    expect(await engaging).toMatchObject({ ok: false, refusal: { code: 'lock-abandoned' } });
    expect(lock.state).toEqual({ name: 'open' });
    expect(server.holders).toEqual({ keyboard: null, pointer: 'elsewhere' });
  });

  it('engaging twice is one hold', async () => {
    const { server, time, lock } = build();
    expect((await Promise.all([lock.engage(), lock.engage()])).map((outcome) => outcome.ok)).toEqual([
      true,
      true,
    ]);
    expect(server.opened).toBe(2);
    expect(time.repeating).toBe(1);
  });
});

describe('verifying the X11 lock', () => {
  it('refuses while the lock is open', async () => {
    expect(await build().lock.verify()).toMatchObject({ ok: false, refusal: { code: 'lock-not-engaged' } });
  });

  it.each(['keyboard', 'pointer'] as const)(
    'says once that the %s was lost, having taken it again',
    async (device) => {
      const { server, lock } = build();
      await lock.engage();
      server.holders[device] = null;
      expect(await lock.verify()).toMatchObject({ ok: false, refusal: { code: 'lock-lost' } });
      expect(lock.state).toEqual({ name: 'degraded', uncovered: [device] });
      expect(server.holders[device]).not.toBeNull();
      expect((await lock.verify()).ok).toBe(true);
      expect(lock.state.name).toBe('locked');
    },
  );

  it('stays degraded while another program holds the pointer', async () => {
    const { server, lock } = build();
    await lock.engage();
    server.holders.pointer = 'elsewhere';
    await lock.verify();
    await lock.verify();
    expect(lock.state).toEqual({ name: 'degraded', uncovered: ['pointer'] });
  });

  it('is degraded, and still held, when the probe does not arrive', async () => {
    const { server, lock } = build();
    await lock.engage();
    server.faults.add('probe lost');
    expect(await lock.verify()).toMatchObject({ ok: false, refusal: { code: 'lock-probe-missed' } });
    expect(lock.state).toEqual({ name: 'degraded', uncovered: ['keyboard'] });
    expect(server.holders.keyboard).not.toBeNull();
  });

  it('never hands its own probe to the panel', async () => {
    const { lock, keys } = build();
    await lock.engage();
    await lock.verify();
    expect(keys).toEqual([]);
  });
});

describe('reading keys', () => {
  it('hands digits to the panel and nothing to anybody else', async () => {
    const { server, time, lock, keys } = build();
    await lock.engage();
    server.stroke('press', 10, ONE);
    server.stroke('release', 10, ONE);
    server.stroke('press', 38, null);
    time.advance(20);
    expect(keys).toEqual([ONE]);
    expect(server.leaked).toEqual([]);
  });

  it('opens the panel while Escape is held for two seconds', async () => {
    const { server, time, lock, keys } = build();
    await lock.engage();
    server.stroke('press', 9, ESCAPE);
    time.advance(20);
    time.advance(1999);
    expect(keys).toEqual([]);
    time.advance(1);
    expect(keys).toEqual([{ kind: 'open-panel' }]);
  });

  it('ignores keys that were down before it engaged', async () => {
    const { server, time, lock, keys } = build();
    server.stroke('press', 10, ONE);
    await lock.engage();
    server.stroke('press', 10, ONE);
    time.advance(20);
    expect(keys).toEqual([]);
  });

  it('gives no keys after release', async () => {
    const { server, time, lock, keys } = build();
    await lock.engage();
    await lock.release();
    server.stroke('press', 10, ONE);
    time.advance(20);
    expect(keys).toEqual([]);
    expect(server.leaked).toEqual([10]);
  });

  it('a listener that throws neither stops the reader nor escapes the timer', async () => {
    const { server, time, lock, keys, faults } = build();
    lock.onKey(() => {
      throw new Error('broken listener');
    });
    await lock.engage();
    server.stroke('press', 10, ONE);
    time.advance(20);
    server.stroke('release', 10, ONE);
    server.stroke('press', 10, ONE);
    time.advance(20);
    expect(keys).toEqual([ONE, ONE]);
    expect(faults).toEqual(['listener-threw', 'listener-threw']);
  });

  it('reports a failing reader once, and is degraded by it', async () => {
    const { server, time, lock, faults } = build();
    await lock.engage();
    server.faults.add('read throws');
    time.advance(20);
    time.advance(20);
    expect(faults).toEqual(['lock-drain-failed']);
    expect(lock.state).toEqual({ name: 'degraded', uncovered: ['key reader'] });
  });
});

describe('releasing', () => {
  it.each(['ungrab throws', 'close throws', 'read throws'] as const)(
    'gives everything back even when: %s',
    async (fault) => {
      const { server, lock } = build();
      await lock.engage();
      server.faults.add(fault);
      await lock.release();
      expect(lock.state).toEqual({ name: 'open' });
      expect(isFree(server)).toBe(true);
    },
  );

  it('a thousand cycles leave nothing behind', async () => {
    const { server, time, lock, faults } = build();
    for (let cycle = 0; cycle < 1000; cycle += 1) {
      await lock.engage();
      await lock.release();
    }
    expect(server.opened).toBe(2000);
    expect(server.closed).toBe(2000);
    expect(time.repeating).toBe(0);
    expect(faults).toEqual([]);
  });
});

describe('any order of orders and faults', () => {
  const event = fc.oneof(
    fc.constantFrom('engage', 'verify', 'release', 'lose keyboard', 'lose pointer', 'time'),
    fc.constantFrom(...X_FAULTS),
  );

  it('is never locked without both grabs, and can always be released', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
        const { server, time, lock } = build();
        lock.onState((state) => {
          if (state.name !== 'locked') return;
          expect(server.holders.keyboard).not.toBeNull();
          expect(server.holders.pointer).toBe(server.holders.keyboard);
        });
        for (const happening of events) {
          if (happening === 'engage') await lock.engage();
          else if (happening === 'verify') await lock.verify();
          else if (happening === 'release') await lock.release();
          else if (happening === 'lose keyboard') server.holders.keyboard = null;
          else if (happening === 'lose pointer') server.holders.pointer = null;
          else if (happening === 'time') time.advance(500);
          else if (server.faults.has(happening)) server.faults.delete(happening);
          else server.faults.add(happening);
          if (lock.state.name === 'open') expect(isFree(server)).toBe(true);
        }
        await lock.release();
        expect(lock.state).toEqual({ name: 'open' });
        expect(isFree(server)).toBe(true);
        expect(time.repeating).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});
