import { scryptSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { FEED_NAMES, FEED_ROWS, ScheduleRow, StaffRow } from '../../shared/sync/rows.ts';
import { PRACTICE_PINS, practiceSeed, refreshPractice } from './practice-data.ts';
import { practiceDay, practiceSchedule } from './practice-schedule.ts';
import { startInstitution, VECTOR_TIME } from './testing.ts';

const ZONE = 'America/Toronto';
const now = Date.parse(VECTOR_TIME);

test('every practice row has the shape of its feed', () => {
  const { feeds } = practiceSeed(now);
  for (const feed of FEED_NAMES) {
    for (const [key, row] of feeds[feed]) {
      const parsed = FEED_ROWS[feed].safeParse(row);
      expect(parsed.success, `${feed} ${key}`).toBe(true);
    }
  }
});

test.each([
  '2026-11-22T14:02:10.000Z',
  '2026-11-22T04:58:59.000Z',
  '2026-11-23T04:59:30.000Z',
  '2026-11-22T05:00:30.000Z',
])(
  'at %s the first booking is a minor child’s visit that begins about now, and all but the last are today’s',
  (instant) => {
    const at = Date.parse(instant);
    const rows = practiceSchedule(at, ZONE, 7443);
    const [first] = rows;
    expect(first).toMatchObject({ kind: 'minor-child', status: 'booked', contactRestricted: false });
    expect(first?.meeting.url).toBe('http://localhost:7443/meet/practice');
    const minutes = (at - Date.parse(first?.startsAt ?? '')) / 60_000;
    expect(minutes).toBeGreaterThanOrEqual(0);
    expect(minutes).toBeLessThan(5);
    const days = rows.map((row) => practiceDay(Date.parse(row.startsAt), ZONE));
    expect(new Set(days.slice(0, -1))).toEqual(new Set([practiceDay(at, ZONE)]));
    expect(days.at(-1)).not.toBe(practiceDay(at, ZONE));
    expect(rows.every((row) => row.startsAt >= (first?.startsAt ?? ''))).toBe(true);
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
  },
);

test('the day has something of everything that can stop a session', () => {
  const { feeds } = practiceSeed(now);
  const rows = [...feeds.schedule.values()].map((row) => ScheduleRow.parse(row));
  expect(new Set(rows.map((row) => row.kind)).size).toBe(6);
  expect(rows.some((row) => row.status === 'cancelled')).toBe(true);
  expect(rows.some((row) => row.contactRestricted)).toBe(true);
  expect(rows.some((row) => row.meeting.url.startsWith('https://notwebex.com/'))).toBe(true);
  expect(rows.some((row) => row.kind === 'correctional-plan' && row.reference === null)).toBe(true);
  const sites = new Map([...feeds.sites]);
  expect(rows.every((row) => sites.has(row.site))).toBe(true);
  const withdrawn = [...sites.values()].filter((row) => JSON.stringify(row).includes('"authorized":false'));
  expect(withdrawn).toHaveLength(1);
});

test('each practice PIN opens exactly one member of the invented staff', () => {
  const staff = [...practiceSeed(now).feeds.staff.values()].map((row) => StaffRow.parse(row));
  const pins = Object.values(PRACTICE_PINS);
  expect(staff).toHaveLength(pins.length);
  staff.forEach(({ verifier: { N, r, p, salt, hash } }, index) => {
    const key = scryptSync(pins[index] ?? '', Buffer.from(salt, 'base64url'), 32, {
      N,
      r,
      p,
      maxmem: 256 * 1024 * 1024,
    });
    expect(key.toString('base64url')).toBe(hash);
  });
});

test('bookings of another day, or long begun, are moved to now; those of now stay, and those that somebody made', async () => {
  const { institution } = await startInstitution({ seed: practiceSeed(now) });
  const ids = async (): Promise<readonly string[]> => [...(await institution.feedRows('schedule')).keys()];
  const [row] = practiceSeed(now).feeds.schedule.values();
  const made = '01935b5e-0000-7000-8000-123456789abc';
  await institution.setFeedRow('schedule', made, { ...Object(row), id: made });
  const before = await ids();
  expect(await refreshPractice(institution.store, now + 60_000)).toBe(false);
  expect(await ids()).toEqual(before);
  const tomorrow = now + 24 * 3_600_000;
  expect(await refreshPractice(institution.store, tomorrow)).toBe(true);
  const rows = [...(await institution.feedRows('schedule')).values()].map((one) => ScheduleRow.parse(one));
  const moved = rows.filter(({ id }) => id !== made).map(({ startsAt }) => startsAt);
  expect(practiceDay(Date.parse(moved.toSorted()[0] ?? ''), ZONE)).toBe(practiceDay(tomorrow, ZONE));
  expect(await ids()).toHaveLength(before.length);
  expect(await ids()).toContain(made);
});
