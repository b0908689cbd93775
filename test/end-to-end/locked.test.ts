import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { StationDriver } from '../practice/station-driver.ts';
import { attack, countInputs, inputsOfMeeting, inputsSeen } from './hand.ts';
import { bringToConnected, bringToLocked, leave, newStage, PIN, withStation } from './journey.ts';

describe('R32: while nobody supervises', () => {
  it('no key and no click reaches the meeting or a station page', async () => {
    await withStation(async (driver, stage) => {
      await bringToConnected(driver);
      await countInputs(driver.staff);
      await countInputs(driver.visit);
      await attack();
      await delay(500);
      // The positive control: the same hand does reach them while staff sit there.
      expect((await inputsSeen(driver.staff)) + (await inputsSeen(driver.visit))).toBeGreaterThan(0);
      expect(await inputsOfMeeting(stage)).toBeGreaterThan(0);

      await leave(driver);
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

  it('R34: staff come back by the key that only the lock reads, and wrong PINs are recorded and throttled', async () => {
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

  it('R33: a station that is killed comes back locked, in the same session, with the meeting rejoined', async () => {
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
