import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PanelKey } from '../lock.ts';
import type { KeyStroke } from '../panel-keys.ts';
import { FakeTime } from '../time.fixture.ts';
import { FakeHookSystem, HOOK_FAULTS } from './hook-system.fixture.ts';
import { HooksHold } from './hooks-hold.ts';

const FIVE: KeyStroke = { type: 'press', keycode: 0x6a, meaning: { kind: 'digit', digit: '5' }, atMs: 0 };
const FIVE_UP: KeyStroke = { ...FIVE, type: 'release' };

function build() {
  const system = new FakeHookSystem();
  const time = new FakeTime();
  const faults: string[] = [];
  let marks = 0;
  const hold = new HooksHold({
    system,
    settings: system,
    clock: time,
    timers: time,
    marker: () => (marks += 1),
    giveUp: () => system.giveUp(),
    report: (code) => faults.push(code),
  });
  const keys: PanelKey[] = [];
  const gaps: (readonly string[])[] = [];
  hold.onKey((key) => keys.push(key));
  hold.onUncovered((uncovered) => gaps.push(uncovered));
  /** Advances one second and runs what is due. */
  const second = async (): Promise<void> => {
    time.advance(1000);
    await hold.prove();
  };
  return { system, time, hold, faults, keys, gaps, second };
}

describe('the hold by hooks', () => {
  it('is proven, reads the keys for the panel, and lets everything go at the release', async () => {
    const { system, time, hold, keys } = build();
    expect(await hold.engage()).toMatchObject({ ok: true, value: { how: 'probe-swallowed' } });
    expect([system.isHooked, system.isChanged, hold.isHeld]).toEqual([true, true, true]);
    system.key(FIVE);
    system.key(FIVE_UP);
    time.advance(20);
    expect(keys).toEqual([{ kind: 'digit', digit: '5' }]);
    expect(system.leaked).toBe(0);
    await hold.release();
    expect([system.isHooked, system.isChanged, hold.isHeld, time.repeating]).toEqual([
      false,
      false,
      false,
      0,
    ]);
  });

  it.each(['refused', 'never starts', 'start throws', 'lets through', 'another desktop'] as const)(
    'refuses and gives everything back when: %s',
    async (fault) => {
      const { system, time, hold } = build();
      system.faults.add(fault);
      expect((await hold.engage()).ok).toBe(false);
      expect([system.isHooked, system.isChanged, hold.isHeld, time.repeating]).toEqual([
        false,
        false,
        false,
        0,
      ]);
    },
  );

  it('holds also where the accessibility settings cannot be changed, and says so', async () => {
    const { system, hold, faults } = build();
    system.faults.add('settings throw');
    expect((await hold.engage()).ok).toBe(true);
    expect(faults).toEqual(['lock-originals-unwritable']);
  });

  it('sets hooks that Windows removed again within a second, and reports it', async () => {
    const { system, time, hold, gaps, faults } = build();
    await hold.engage();
    system.removeHooks();
    time.advance(1000);
    expect(await hold.prove()).toMatchObject({ ok: true });
    expect(system.isHooked).toBe(true);
    expect(system.living).toBe(1);
    expect(gaps).toEqual([[expect.stringContaining('did not come')], []]);
    expect(faults).toEqual(['lock-hooks-lost']);
  });

  it('a proof that finds them away refuses once and takes them again', async () => {
    const { system, hold } = build();
    await hold.engage();
    system.removeHooks();
    expect(await hold.prove()).toMatchObject({ ok: false, refusal: { code: 'lock-lost' } });
    expect(await hold.prove()).toMatchObject({ ok: true });
  });

  it('tells of a desktop that has the input instead, and when it is over', async () => {
    const { system, hold, gaps, second } = build();
    await hold.engage();
    system.faults.add('another desktop');
    await second();
    expect(hold.isHeld).toBe(true);
    system.faults.clear();
    await second();
    expect(gaps).toEqual([['another desktop has the input'], []]);
  });

  it('tells within a fifth of a second of a desktop that was there for less than a second', async () => {
    const { system, time, hold, gaps } = build();
    await hold.engage();
    system.faults.add('another desktop');
    time.advance(200);
    system.faults.clear();
    await hold.prove();
    expect(gaps).toEqual([['another desktop has the input'], []]);
  });

  it('reports displays that come and go, and proves itself again', async () => {
    const { system, hold, gaps, second } = build();
    await hold.engage();
    await second();
    system.faults.add('another display');
    await second();
    await second();
    expect(gaps).toEqual([['the displays changed: 1, 1920×1080 from 0,0 → 2, 3840×1080 from 0,0'], []]);
    expect(await hold.prove()).toMatchObject({ ok: true });
  });

  it('comes back held after a death, and goes on trying where it cannot', async () => {
    const { system, hold, second } = build();
    system.faults.add('refused');
    await hold.resume();
    expect(hold.isHeld).toBe(true);
    expect(hold.uncovered).toHaveLength(1);
    system.faults.clear();
    await second();
    await second();
    expect(await hold.prove()).toMatchObject({ ok: true });
    expect(hold.uncovered).toEqual([]);
  });

  it('a thread that does not end takes its process with it, so that no input stays dead', async () => {
    const { system, hold, faults } = build();
    await hold.engage();
    system.faults.add('does not end');
    await hold.release();
    expect(system.isHooked).toBe(false);
    expect(faults).toEqual(['lock-thread-stuck']);
  });

  it('R05: a thousand cycles leave nothing behind', async () => {
    const { system, time, hold, faults } = build();
    for (let cycle = 0; cycle < 1000; cycle += 1) {
      expect((await hold.engage()).ok).toBe(true);
      await hold.release();
    }
    expect([system.living, time.repeating, faults.length]).toEqual([0, 0, 0]);
  });
});

describe('any order of orders, losses and faults', () => {
  const event = fc.oneof(
    fc.constantFrom('engage', 'prove', 'resume', 'release', 'removed', 'second', 'key'),
    fc.constantFrom(...HOOK_FAULTS),
  );

  it('never proves what is not hooked, lets no key through while proven, and can always be released', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
        const { system, time, hold, second } = build();
        for (const happening of events) {
          if (happening === 'engage' || happening === 'prove') {
            if ((await hold[happening]()).ok) {
              const before = system.leaked;
              system.key(FIVE);
              system.key(FIVE_UP);
              expect(system.leaked).toBe(before);
              expect(system.isHooked).toBe(true);
            }
          } else if (happening === 'resume') await hold.resume();
          else if (happening === 'release') await hold.release();
          else if (happening === 'removed') system.removeHooks();
          else if (happening === 'second') await second();
          else if (happening === 'key') system.key(FIVE);
          else if (system.faults.has(happening)) system.faults.delete(happening);
          else system.faults.add(happening);
          if (!hold.isHeld) expect([system.isHooked, system.isChanged]).toEqual([false, false]);
        }
        await hold.release();
        expect([hold.isHeld, system.isHooked, system.isChanged, time.repeating]).toEqual([
          false,
          false,
          false,
          0,
        ]);
      }),
      { numRuns: 500 },
    );
  });
});
