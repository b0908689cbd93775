import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Json } from '../../shared/sync/wire.ts';
import type { StaffPageSnapshot } from '../../shared/ipc/snapshot.ts';
import en from '../../shared/language/en.json' with { type: 'json' };
import { PRACTICE_PINS } from '../institution/practice-data.ts';
import type { Institution } from '../institution/server.ts';
import { StationDriver } from '../practice/station-driver.ts';
import { bringToConnected, expectOk, FACILITATOR, newStage, PIN } from './journey.ts';

/** Days of the calendar that are not like others, at the real station: its clock is moved there before it starts. */

const SHIFTED = fileURLToPath(new URL('shifted-clock', import.meta.url));
const LEAD_MS = 90_000;
const DAY_MS = 24 * 60 * 60_000;
const HALLS = { regina: 'site-regina', stJohns: 'site-st-johns', toronto: 'site-montreal' } as const;

afterEach(() => {
  vi.restoreAllMocks();
});

/** Moves this process's clock, and so the institution's; gives by how much. */
function moveTo(atMs: number): number {
  const real = Date.now.bind(Date);
  const shiftMs = Math.round(atMs - real());
  vi.spyOn(Date, 'now').mockImplementation(() => real() + shiftMs);
  return shiftMs;
}

/** A station and its institution whose clocks both show `atMs` when they start. */
async function withStationAt(
  atMs: number,
  site: string,
  test: (
    driver: StationDriver,
    again: (laterMs: number) => Promise<StationDriver>,
    institution: Institution,
  ) => Promise<void>,
): Promise<void> {
  const shiftMs = moveTo(atMs);
  const stage = await newStage();
  const { institution } = stage;
  if (institution === null) throw new Error('the stage has no server');
  const started: StationDriver[] = [];
  const start = async (laterMs: number) => {
    const moved = { CHILD_LINK_TEST_SHIFT_MS: String(shiftMs + laterMs) };
    const driver = await StationDriver.launch(stage, moved, SHIFTED);
    started.push(driver);
    return driver;
  };
  try {
    for (const [key, row] of await institution.feedRows('schedule')) {
      const booking = JSON.parse(JSON.stringify(row)) as { [key: string]: Json };
      if (booking['kind'] === 'minor-child')
        await institution.setFeedRow('schedule', key, { ...booking, site });
    }
    const again = async (laterMs: number): Promise<StationDriver> => {
      for (const driver of started) await driver.kill();
      await institution.close();
      return start(laterMs);
    };
    await test(await start(0), again, institution);
  } finally {
    for (const driver of started) await driver.kill();
    await stage.close();
  }
}

const minutesLeft = (snapshot: StaffPageSnapshot): number =>
  Math.round(((snapshot.session?.session.endsAt ?? 0) - snapshot.station.now) / 60_000);

describe('during a visit', () => {
  it.each([
    ['midnight passes', '2026-11-23T05:00:00Z', HALLS.stJohns, ['2026-11-22 23:', '2026-11-23 00:']],
    ['the clocks go back', '2026-11-01T06:00:00Z', HALLS.regina, ['2026-11-01 01:', '2026-11-01 01:']],
    ['the clocks go forward', '2027-03-14T07:00:00Z', HALLS.stJohns, ['2027-03-14 01:', '2027-03-14 03:']],
  ] as const)(
    '%s: nobody loses or gains a minute, and the sheet has both wall clocks',
    async (_, at, site, ends) => {
      const changeMs = Date.parse(at);
      await withStationAt(changeMs - LEAD_MS, site, async (driver) => {
        await bringToConnected(driver);
        await expectOk(driver.call('session.stay', null));
        const before = await driver.snapshot();
        expect(before.station.now).toBeLessThan(changeMs);
        const leftBefore = minutesLeft(before);
        await driver.until('the change', (seen) => seen.station.now > changeMs + 5000, 2 * LEAD_MS);
        const after = await driver.snapshot();
        expect(leftBefore - minutesLeft(after)).toBeLessThanOrEqual(2);
        expect(after.session?.session.phase).toBe('underway');
        await driver.see('end-visit');
        await expectOk(
          driver.call('session.end', {
            outcome: { name: 'ended-early', by: 'staff', reason: 'A test.', notified: [] },
          }),
        );
        const observations = { source: 'none' as const, text: '', reportReference: '' };
        await expectOk(driver.call('session.hand-over', { observations, troubles: '', note: '' }));
        const { waiting } = await driver.snapshot();
        const row = waiting[0]?.proposed;
        const lastedMs = Date.parse(row?.actualEnd ?? '') - Date.parse(row?.actualStart ?? '');
        expect(lastedMs).toBeGreaterThan(0);
        expect(lastedMs).toBeLessThan(5 * 60_000);
        const wall = (instant: string | null | undefined) =>
          new Intl.DateTimeFormat('sv-SE', {
            timeZone: 'America/Toronto',
            dateStyle: 'short',
            timeStyle: 'short',
          }).format(Date.parse(instant ?? ''));
        expect(wall(row?.actualStart)).toContain(ends[0]);
        expect(wall(row?.actualEnd)).toContain(ends[1]);
      });
    },
  );
});

it('R6, from the field: at 20:00 UTC in December it is 13:00 in Vancouver and 15:00 in Winnipeg, whatever this Electron knows', () => {
  const startsAt = '2026-12-01T20:00:00.000Z';
  return withStationAt(Date.parse(startsAt) - LEAD_MS, HALLS.toronto, async (driver, _again, institution) => {
    const rows = [...(await institution.feedRows('schedule')).values()];
    const known = rows.find((row) => JSON.stringify(row).includes('"minor-child"'));
    const regina = (await institution.feedRows('sites')).get(HALLS.regina);
    const winnipeg = { id: 'site-winnipeg', province: 'MB', zone: 'America/Winnipeg' };
    await institution.setFeedRow('sites', winnipeg.id, {
      ...JSON.parse(JSON.stringify(regina)),
      ...winnipeg,
    });
    const times = { startsAt, endsAt: '2026-12-01T21:00:00.000Z' };
    const bookings = { 'site-vancouver': 'f1', 'site-winnipeg': 'f2' };
    for (const [site, end] of Object.entries(bookings)) {
      const id = `0199a000-0000-7000-8000-0000000000${end}`;
      await institution.setFeedRow('schedule', id, {
        ...JSON.parse(JSON.stringify(known)),
        ...times,
        id,
        site,
      });
    }
    await driver.until('the staff list', (seen) => seen.staff.list.some(({ id }) => id === FACILITATOR));
    await expectOk(driver.call('staff.sign-in', { staff: FACILITATOR, pin: PIN }));
    const card = (end: string): Promise<string> =>
      driver.staff
        .locator(`li:has([data-test="booking-0199a000-0000-7000-8000-0000000000${end}"])`)
        .innerText();
    await expect
      .poll(() => card('f1'), { timeout: 30_000 })
      .toMatch(/^3:00\sto\s4:00\sp\.m\.\s[^]*\s1:00\sto\s2:00\sp\.m\.\sPacific/u);
    await expect.poll(() => card('f2')).toContain(en.schedule.sameTime);
  });
});

it('a child born on 29 February is a minor on 28 February and not on 1 March in Regina', async () => {
  const outcome: string[] = [];
  for (const at of ['2026-02-28T20:00:00Z', '2026-03-01T20:00:00Z']) {
    const shiftMs = moveTo(Date.parse(at));
    const stage = await newStage();
    const moved = { CHILD_LINK_TEST_SHIFT_MS: String(shiftMs) };
    const driver = await StationDriver.launch(stage, moved, SHIFTED);
    try {
      for (const [key, row] of (await stage.institution?.feedRows('schedule')) ?? []) {
        const booking = JSON.parse(JSON.stringify(row)) as { participants: { role: string }[]; kind: string };
        if (booking.kind !== 'minor-child') continue;
        const participants = booking.participants.map((one) =>
          one.role === 'child' ? { ...one, birthDate: '2008-02-29' } : one,
        );
        await stage.institution?.setFeedRow('schedule', key, {
          ...booking,
          participants,
          site: HALLS.regina,
        });
      }
      await driver.until('the staff list', (seen) => seen.staff.list.some(({ id }) => id === FACILITATOR));
      await expectOk(driver.call('staff.sign-in', { staff: FACILITATOR, pin: PIN }));
      await delay(4000);
      const { schedule } = await driver.until('the schedule', (seen) => seen.schedule.length > 0);
      outcome.push(schedule.find((row) => row.kind === 'minor-child')?.stop?.code ?? 'none');
    } finally {
      await driver.kill();
      await stage.close();
      vi.restoreAllMocks();
    }
  }
  expect(outcome).toEqual(['none', 'child-not-minor']);
});

it('R1: without the institution the screen warns from half of the time on; after nine days IT alone can sign in', () =>
  withStationAt(Date.now(), HALLS.toronto, async (driver, again) => {
    await driver.until('the staff list', (seen) => seen.staff.list.some(({ id }) => id === FACILITATOR));
    await driver.until('the schedule was sent', (seen) => seen.station.sync.state === 'safe');
    const early = await again(5 * DAY_MS);
    await early.staff.getByText('Days until nobody but IT can sign in: 2').first().waitFor();
    const later = await again(9 * DAY_MS);
    await later.press(`staff-${FACILITATOR}`);
    await later.type('pin', PIN);
    await later.press('sign-in');
    await later.staff.getByText('more than 7 days').first().waitFor();
    expect((await later.snapshot()).staff.signedIn).toBeNull();
    await expectOk(later.call('staff.sign-in', { staff: 'staff-04', pin: PRACTICE_PINS.it }));
  }));
