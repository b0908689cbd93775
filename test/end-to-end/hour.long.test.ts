import { describe, expect, it } from 'vitest';
import type { StationDriver } from '../practice/station-driver.ts';
import { bringToLocked, PIN, runClock, withStation } from './journey.ts';

const MINUTE_MS = 60_000;

function wallClock(driver: StationDriver): Promise<number> {
  return driver.app.evaluate(() => Date.now());
}

describe('a visit of its whole length, in fast form', () => {
  it('R44: tells of the last minutes that the institution chose, also beside a call for staff', async () => {
    await withStation(async (driver, stage) => {
      await stage.institution?.setFeedRow('settings', 'cues', { minutes: [4, 1] });
      await bringToLocked(driver);
      await driver.simulate('longPress');
      await driver.untilVisit('the call for staff', (seen) =>
        seen.messages.some(({ code }) => code === 'staff-called'),
      );
      const { endsAt } = await driver.untilVisit('the end to be known', (seen) => seen.endsAt !== null);
      const startedAt = await wallClock(driver);
      const leftMs = (endsAt ?? 0) - startedAt;
      expect(leftMs).toBeGreaterThan(20 * MINUTE_MS);

      await runClock(driver, 90);
      await driver.untilVisit('six minutes left', (seen) => seen.now > (endsAt ?? 0) - 6 * MINUTE_MS);
      await runClock(driver, 10);
      for (const minutes of [4, 1] as const) {
        const told = await driver.untilVisit(`the cue at ${minutes}`, (seen) => seen.cue === minutes);
        expect(told.mode).toBe('locked');
        // On a card for a moment, and in the strip.
        await driver.visit.locator(`[data-test=cue-${minutes}]`).first().waitFor();
      }
      await runClock(driver, 1);
      const { lock } = await driver.snapshot();
      await driver.typeIntoLock(PIN, lock.kind);
      const back = await driver.until(
        'the return',
        (seen) => seen.lock.state === 'open' && seen.session !== null,
      );
      expect(back.meeting.state).toBe('in-meeting');
      expect(back.meeting.flowing).toEqual({ in: true, out: true });
      expect(back.session?.session).toMatchObject({ phase: 'underway', cues: [4, 1], lostMs: 0 });
      expect(back.session?.session.interruptions).toEqual({});
      const minutes = ((await wallClock(driver)) - startedAt) / MINUTE_MS;
      process.stdout.write(`${minutes.toFixed(0)} minutes by the station's clock\n`);
    });
  });
});
