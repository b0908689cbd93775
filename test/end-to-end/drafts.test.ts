import { expect, it } from 'vitest';
import { StationDriver } from '../practice/station-driver.ts';
import { FACILITATOR, PIN, withStation } from './journey.ts';

it('what was typed comes back after the page was reloaded and after the station was ended in the middle', () =>
  withStation(async (driver, stage) => {
    await driver.until('the staff list', (seen) => seen.staff.list.some(({ id }) => id === FACILITATOR));
    await driver.press(`staff-${FACILITATOR}`);
    await driver.type('pin', PIN);
    await driver.press('sign-in');
    const { schedule } = await driver.until('the schedule', (seen) => seen.schedule.length > 0);
    const early = schedule.find((row) => row.stop === null && row.reasonNeeded);
    if (early === undefined) throw new Error('No visit of the practice schedule is early or late.');
    await driver.press(`booking-${early.id}`);
    await driver.type('timing-reason', 'Typed before the crash');
    // The page gathers what is typed for a moment before it hands it over.
    await driver.staff.waitForTimeout(1200);
    await driver.staff.reload();
    await driver.see('timing-reason');
    expect(await driver.staff.locator('[data-test="timing-reason"]').inputValue()).toBe(
      'Typed before the crash',
    );
    await driver.kill();

    const second = await StationDriver.launch(stage);
    try {
      await second.until('the staff list', (seen) => seen.staff.list.length > 0);
      expect((await second.snapshot()).staff.signedIn).toBeNull();
      await second.press(`staff-${FACILITATOR}`);
      await second.type('pin', PIN);
      await second.press('sign-in');
      await second.see('timing-reason');
      expect(await second.staff.locator('[data-test="timing-reason"]').inputValue()).toBe(
        'Typed before the crash',
      );
    } finally {
      await second.kill();
    }
  }));
