import { describe, expect, it } from 'vitest';
import type { StationDriver } from '../practice/station-driver.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { bringToLocked, PIN, runClock, withStation } from './journey.ts';

const MINUTE_MS = 60_000;

function wallClock(driver: StationDriver): Promise<number> {
  return driver.app.evaluate(() => Date.now());
}

/** Ends the visit as the screens lead, through the hand-over to its line of the sheet. */
async function handOver(driver: StationDriver, session: string): Promise<TrackingRow | undefined> {
  for (const control of ['end-visit', 'outcome-completed', 'end-confirm', 'closing-left'])
    await driver.press(control);
  await driver.type('explain-authority', 'Head');
  await driver.type('explain-reason', 'An alarm');
  await driver.press('explain');
  for (const who of ['inmate', 'visitor', 'representations']) await driver.press(`inform-${who}`);
  for (const control of ['inform', 'hand-over-and-complete', 'tracking-complete'])
    await driver.press(control);
  await driver.until('the entry', (seen) => seen.waiting.length === 0);
  const period = { from: '2020-01-01', to: '2099-12-31', offset: 0, limit: 200 };
  const { value } = await driver.call('tracking.sheet', period);
  return (value as { readonly rows: readonly TrackingRow[] }).rows.find((row) => row.session === session);
}

/** Covers the screen by an order for so many minutes, as the station's clock counts them, and resumes. */
async function suspendFor(driver: StationDriver, minutes: number): Promise<void> {
  await driver.press('suspend');
  await driver.until('the suspension', (seen) => seen.meeting.state === 'closed');
  const resumeAt = (await wallClock(driver)) + minutes * MINUTE_MS;
  await runClock(driver, 30);
  await expect.poll(() => wallClock(driver), { timeout: 60_000 }).toBeGreaterThan(resumeAt);
  await runClock(driver, 1);
  await driver.type('unsuspend-authority', 'Head');
  await driver.press('unsuspend');
  await driver.until('the meeting', (seen) => seen.meeting.state === 'in-meeting');
}

describe('a visit of its whole length, in fast form', () => {
  it('R44, R45, R53: cues in both modes, suspended minutes offered, and a sheet with the minutes of both modes', async () => {
    await withStation(async (driver, stage) => {
      await stage.institution?.setFeedRow('settings', 'cues', { minutes: [6, 1] });
      const session = await bringToLocked(driver);
      await driver.simulate('longPress');
      await driver.untilVisit('the call for staff', (seen) =>
        seen.messages.some(({ code }) => code === 'staff-called'),
      );
      const { endsAt } = await driver.untilVisit('the end to be known', (seen) => seen.endsAt !== null);
      const startedAt = await wallClock(driver);
      const leftMs = (endsAt ?? 0) - startedAt;
      expect(leftMs).toBeGreaterThan(20 * MINUTE_MS);

      await runClock(driver, 90);
      await driver.untilVisit('eight minutes left', (seen) => seen.now > (endsAt ?? 0) - 8 * MINUTE_MS);
      await runClock(driver, 10);
      // On a card for a moment, and in the strip.
      const locked = await driver.untilVisit('the cue at 6', (seen) => seen.cue === 6);
      expect(locked.mode).toBe('locked');
      await driver.visit.locator('[data-test=cue-6]').first().waitFor();
      await runClock(driver, 1);

      const { lock } = await driver.snapshot();
      await driver.typeIntoLock(PIN, lock.kind);
      const back = await driver.until(
        'the return',
        (seen) => seen.lock.state === 'open' && seen.session !== null,
      );
      expect(back.meeting.state).toBe('in-meeting');
      expect(back.meeting.flowing).toEqual({ in: true, out: true });
      expect(back.session?.session).toMatchObject({ phase: 'underway', cues: [6], lostMs: 0 });
      expect(back.session?.session.interruptions).toEqual({});

      await suspendFor(driver, 3);
      await driver.press('extend');
      await driver.press('extend-offered');
      await driver.press('extend-confirm');
      const extended = await driver.untilVisit('the later end', (seen) => (seen.endsAt ?? 0) > (endsAt ?? 0));
      const extension = Math.round(((extended.endsAt ?? 0) - (endsAt ?? 0)) / MINUTE_MS);
      expect(extension).toBeGreaterThanOrEqual(3);

      await runClock(driver, 10);
      const supervised = await driver.untilVisit('the cue at 1', (seen) => seen.cue === 1);
      expect(supervised.mode).toBe('strip');
      await driver.visit.locator('[data-test=cue-1]').first().waitFor();
      await runClock(driver, 1);

      const minutes = Math.round(((await wallClock(driver)) - startedAt) / MINUTE_MS);
      process.stdout.write(`${minutes} minutes by the station's clock\n`);
      const row = await handOver(driver, session);
      expect(row).toMatchObject({ supervision: 'both', outcome: 'completed', extensionMinutes: extension });
      expect(row?.suspensions).toMatchObject([{ authority: 'Head', reason: 'An alarm' }]);
      expect(row?.suspensions?.[0]?.minutes).toBeGreaterThanOrEqual(3);
      expect(row?.unsupervisedMinutes).toBeGreaterThan(10);
      expect(row?.supervisedMinutes).toBeGreaterThan(extension);
      const both = (row?.unsupervisedMinutes ?? 0) + (row?.supervisedMinutes ?? 0);
      expect(Math.abs(both - minutes)).toBeLessThanOrEqual(2);
    });
  });
});
