import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { StationDriver, xdotool } from '../practice/station-driver.ts';
import { bringToConnected, bringToLocked, expectOk, newStage, PIN, withStation } from './journey.ts';

const KEYS = [
  'a',
  '1',
  'Return',
  'Tab',
  'space',
  'F5',
  'F11',
  'F12',
  'ctrl+w',
  'ctrl+r',
  'alt+F4',
  'alt+Tab',
  'super',
];
const INPUTS = ['keydown', 'keyup', 'mousedown', 'mousemove', 'click', 'wheel', 'contextmenu', 'paste'];

/** Counts what reaches one of our own pages, from now on. */
function countInputs(page: StationDriver['staff']): Promise<void> {
  return page.evaluate((names) => {
    const counter = window as unknown as { inputsSeen: number };
    counter.inputsSeen = 0;
    for (const name of names) {
      window.addEventListener(name, () => (counter.inputsSeen += 1), { capture: true });
    }
  }, INPUTS);
}

function inputsSeen(page: StationDriver['staff']): Promise<number> {
  return page.evaluate(() => (window as unknown as { inputsSeen: number }).inputsSeen);
}

/** A hand on keyboard and mouse, all over the screen. */
async function attack(): Promise<void> {
  for (const key of KEYS) await xdotool('key', key);
  for (const [x, y] of [
    [640, 50],
    [200, 300],
    [640, 450],
    [1200, 700],
  ] as const) {
    await xdotool(
      'mousemove',
      String(x),
      String(y),
      'click',
      '1',
      'click',
      '3',
      'click',
      '2',
      'click',
      '4',
      'click',
      '5',
    );
  }
}

async function inputsOfMeeting(stage: {
  readonly meeting: { inputsReceived(): Promise<object | null> };
}): Promise<number> {
  const counts = await stage.meeting.inputsReceived();
  return Object.values(counts ?? {}).reduce<number>(
    (sum, count) => sum + (typeof count === 'number' ? count : 0),
    0,
  );
}

describe('while nobody supervises (R32)', () => {
  it('no key and no click reaches the meeting or a page of ours', async () => {
    await withStation(async (driver, stage) => {
      await bringToConnected(driver);
      await countInputs(driver.staff);
      await countInputs(driver.visit);
      await attack();
      await delay(500);
      // The positive control: the same hand does reach them while staff sit there.
      expect((await inputsSeen(driver.staff)) + (await inputsSeen(driver.visit))).toBeGreaterThan(0);
      expect(await inputsOfMeeting(stage)).toBeGreaterThan(0);

      await expectOk(driver.call('session.leave', null));
      await driver.until('the lock', (seen) => seen.lock.state === 'locked');
      const before = {
        staff: await inputsSeen(driver.staff),
        visit: await inputsSeen(driver.visit),
        meeting: await inputsOfMeeting(stage),
      };
      for (let round = 0; round < 3; round += 1) await attack();
      await delay(1000);
      expect({
        staff: await inputsSeen(driver.staff),
        visit: await inputsSeen(driver.visit),
        meeting: await inputsOfMeeting(stage),
      }).toEqual(before);
      const after = await driver.snapshot();
      expect(after.lock.state).toBe('locked');
      expect(after.session).toBeNull();
    });
  });

  it('staff come back by the key that only the lock reads, and wrong PINs are recorded and throttled (R34)', async () => {
    await withStation(async (driver) => {
      await bringToLocked(driver);
      const { lock } = await driver.snapshot();
      for (let tries = 0; tries < 5; tries += 1) {
        await driver.typeIntoLock('000000', lock.kind);
        await driver.untilVisit(
          'the refusal',
          (seen) => seen.panel?.checking === false && seen.panel.message !== null,
        );
      }
      const refused = await driver.untilVisit(
        'the throttle',
        (seen) => seen.panel?.message?.code === 'pin-throttled',
      );
      expect(refused.mode).toBe('locked');
      const wait = Number(refused.panel?.message?.values['seconds'] ?? 0);
      expect(wait).toBeGreaterThan(0);
      await delay((wait + 1) * 1000);
      await driver.typeIntoLock(PIN, lock.kind);
      const back = await driver.until(
        'the return',
        (seen) => seen.lock.state === 'open' && seen.session !== null,
      );
      expect(back.session?.session.phase).toBe('underway');
      expect(back.session?.session.supervision).toEqual({ mode: 'supervised', staff: 'staff-01' });
    });
  });

  it('a station that is killed comes back locked, in the same session, with the meeting rejoined (R33)', async () => {
    const stage = await newStage();
    try {
      const first = await StationDriver.launch(stage);
      const session = await bringToLocked(first);
      await first.kill();

      const second = await StationDriver.launch(stage);
      try {
        const locked = await second.untilVisit('the locked screen', (seen) => seen.mode === 'locked');
        expect(locked.mode).toBe('locked');
        await second.until('the lock', (seen) => seen.lock.state === 'locked');
        await second.until('the meeting', (seen) => seen.meeting.state === 'in-meeting');
        const before = await second.snapshot();
        expect(before.staff.signedIn).toBeNull();
        await second.typeIntoLock(PIN, before.lock.kind);
        const back = await second.until('the return', (seen) => seen.session !== null);
        expect(back.session?.session.id).toBe(session);
        expect(back.session?.session.lostMs).toBeGreaterThan(0);
      } finally {
        await second.kill();
      }
    } finally {
      await stage.close();
    }
  });
});
