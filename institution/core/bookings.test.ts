import { beforeEach, describe, expect, it } from 'vitest';
import { firstBrokenEntry } from './audit.ts';
import { createBookings, type Bookings } from './bookings.ts';
import { createBed, sampleBooking, SITE, type Bed } from './institution.fixture.ts';

let bed: Bed;
let bookings: Bookings;
beforeEach(async () => {
  bed = await createBed();
  bookings = createBookings(bed.context);
});

const booked = async (change = {}) => {
  const made = await bookings.book('staff-hazel', sampleBooking(change));
  if (!made.ok) throw new Error(made.refusal.code);
  return made.value;
};
const listBetween = async (from: string, to: string, change: { search?: string; limit?: number } = {}) =>
  (await bookings.list({ from, to, search: '', limit: 100, ...change })).bookings;
const audit = () => bed.store.read((reader) => reader.auditAfter(0, 100));
const AT_NOON = { startsAt: '2026-12-03T17:00:00.000Z', endsAt: '2026-12-03T18:00:00.000Z' };

describe('Booking a visit', () => {
  it('puts it in the schedule, announces it and records who did it', async () => {
    const { id } = await booked();
    const listed = await listBetween('2026-12-03T00:00:00.000Z', '2026-12-04T00:00:00.000Z');
    expect(listed.map(({ booking }) => [booking.id, booking.status])).toEqual([[id, 'booked']]);
    expect(bed.announced).toEqual(['schedule']);
    expect(await audit()).toMatchObject([
      { seq: 1, actor: 'staff-hazel', action: 'booking.booked', subject: id },
    ]);
  });

  it.each([
    ['an end before its start', { endsAt: '2026-12-03T18:00:00.000Z' }, 'booking-times'],
    ['more than a day’s work', { endsAt: '2026-12-04T18:30:00.000Z' }, 'booking-too-long'],
    [
      'a day that is over',
      { startsAt: '2026-11-01T18:30:00.000Z', endsAt: '2026-11-01T19:00:00.000Z' },
      'booking-past',
    ],
    ['no FPS number', { inmate: { name: 'Example, Maple', fps: ' - ' } }, 'fps-missing'],
    ['no child', { participants: [] }, 'child-missing'],
    ['an unknown site', { site: 'site-nowhere' }, 'site-unknown'],
    ['a foreign link', { meeting: { url: 'https://webex.com.evil.example/' } }, 'link-look-alike'],
  ])('refuses %s and keeps nothing', async (_name, change, code) => {
    expect(await bookings.book('staff-hazel', sampleBooking(change))).toMatchObject({ refusal: { code } });
    expect(await listBetween('2000-01-01T00:00:00.000Z', '2100-01-01T00:00:00.000Z')).toEqual([]);
    expect(await audit()).toEqual([]);
    expect(bed.announced).toEqual([]);
  });

  it('refuses a site that was withdrawn', async () => {
    await bed.store.write((writer) => writer.put('sites', SITE.id, { ...SITE, authorized: false }));
    expect(await bookings.book('staff-hazel', sampleBooking())).toMatchObject({
      refusal: { code: 'site-withdrawn', values: { listDate: '2026-11-01' } },
    });
  });

  it.each([
    ['the same inmate, however her number is written', { inmate: { name: 'E., Maple', fps: '000-001 a' } }],
    ['another inmate at the one station', { inmate: { name: 'Example, Willow', fps: '000002B' } }],
  ])('refuses %s at the same time', async (_name, change) => {
    await booked();
    const again = await bookings.book('staff-hazel', sampleBooking(change));
    expect(again).toMatchObject({ ok: false, refusal: { values: { from: '2026-12-03T18:30:00.000Z' } } });
    expect(again.ok ? '' : again.refusal.code).toMatch(/^conflict-(?:inmate|adult)$/u);
  });

  it('takes a visit that begins when another ends', async () => {
    await booked({ startsAt: '2026-12-03T17:30:00.000Z', endsAt: '2026-12-03T18:30:00.000Z' });
    await booked();
    expect(await audit()).toHaveLength(2);
  });
});

describe('Changing a booking', () => {
  it('moves it, and does not conflict with itself', async () => {
    const which = await booked();
    const moved = await bookings.change('staff-hazel', which, sampleBooking(AT_NOON), []);
    expect(moved).toMatchObject({ ok: true, value: { id: which.id } });
    expect((await audit()).at(-1)).toMatchObject({
      action: 'booking.changed',
      detail: { from: '2026-12-03T18:30:00.000Z', to: AT_NOON.startsAt },
    });
  });

  it('lets the first of two people win and tells the second', async () => {
    const which = await booked();
    const [first, second] = await Promise.all([
      bookings.change('staff-hazel', which, sampleBooking(AT_NOON), []),
      bookings.cancel('staff-rowan', which, { by: 'visitor', reason: 'ill', notified: [] }),
    ]);
    expect(first).toMatchObject({ ok: true });
    expect(second).toMatchObject({ ok: false, refusal: { code: 'booking-changed' } });
  });

  it('keeps a cancelled booking, with who was notified, and frees its time', async () => {
    const which = await booked();
    const notified = [{ who: 'site', number: '555-010-0199', at: '2026-11-29T15:00:00.000Z' }];
    const done = await bookings.cancel('staff-hazel', which, {
      by: 'institution',
      reason: 'count',
      notified,
    });
    expect(done).toMatchObject({ ok: true });
    expect((await bed.store.read((reader) => reader.row('notifications', which.id)))?.row).toMatchObject({
      notified,
    });
    await booked();
    const version = done.ok ? done.value : which;
    expect(await bookings.change('staff-hazel', version, sampleBooking(AT_NOON), [])).toMatchObject({
      refusal: { code: 'booking-cancelled' },
    });
  });
});

it('keeps an audit trail that shows what was changed in it', async () => {
  await booked();
  await booked(AT_NOON);
  const entries = await audit();
  expect(firstBrokenEntry(entries)).toBeNull();
  expect(firstBrokenEntry(entries.map((entry) => ({ ...entry, actor: 'staff-rowan' })))).toBe(1);
  expect(firstBrokenEntry(entries.slice(1))).toBe(2);
});

it('keeps no name in the clear on the disk', async () => {
  await booked();
  expect(bed.database.serialize().includes('Example')).toBe(false);
});

it('A booking leaves the schedule of the stations a week after it, and stays in the list', async () => {
  const { id } = await booked();
  const schedule = async () =>
    (await bed.store.read((reader) => reader.rows('schedule'))).map(({ key }) => key);
  bed.setNow(Date.parse('2026-12-09T00:00:00Z'));
  const next = await booked({ startsAt: '2026-12-20T18:00:00.000Z', endsAt: '2026-12-20T19:00:00.000Z' });
  expect(await schedule()).toEqual([id, next.id]);
  bed.setNow(Date.parse('2026-12-11T00:00:00Z'));
  const last = await booked({ startsAt: '2026-12-21T18:00:00.000Z', endsAt: '2026-12-21T19:00:00.000Z' });
  expect(await schedule()).toEqual([next.id, last.id]);
  const listed = await listBetween('2026-12-01T00:00:00.000Z', '2026-12-31T00:00:00.000Z');
  expect(listed.map(({ booking }) => booking.id)).toEqual([id, next.id, last.id]);
  expect(
    await bookings.cancel('hazel', { id, ver: 1 }, { by: 'site', reason: 'x', notified: [] }),
  ).toMatchObject({
    refusal: { code: 'booking-unknown' },
  });
});

it('A change keeps who was notified of it, and when', async () => {
  const which = await booked();
  const notified = [{ who: 'site', number: '902-555-0100', at: '2026-11-29T15:00:00.000Z' }];
  expect(await bookings.change('hazel', which, sampleBooking(AT_NOON), notified)).toMatchObject({ ok: true });
  expect(await bed.store.read((reader) => reader.row('notifications', which.id))).toMatchObject({
    row: { notified },
  });
});

describe('A long list', () => {
  const YEAR = ['2026-12-01T00:00:00.000Z', '2027-12-01T00:00:00.000Z'] as const;
  beforeEach(async () => {
    for (const [day, name, fps] of [
      ['05', 'Example, Willow', '000002B'],
      ['04', 'Example, Maple', '000001A'],
      ['06', 'Example, Willow', '000002B'],
    ] as const)
      await booked({
        inmate: { name, fps },
        startsAt: `2026-12-${day}T17:00:00.000Z`,
        endsAt: `2026-12-${day}T18:00:00.000Z`,
      });
  });

  it('comes in the order of its visits, a part at a time', async () => {
    const [from, to] = YEAR;
    const part = await bookings.list({ from, to, search: '', limit: 2 });
    expect(part.more).toBe(true);
    expect(part.bookings.map(({ booking }) => booking.startsAt.slice(8, 10))).toEqual(['04', '05']);
    expect(await bookings.list({ from, to, search: '', limit: 3 })).toMatchObject({ more: false });
  });

  it.each(['willow', ' WILLOW ', '2b', '#2-B', 'Wïllow'])(
    'is searched for %j by name and number, whatever the case',
    async (search) => {
      const found = await listBetween(...YEAR, { search });
      expect(found.map(({ booking }) => booking.startsAt.slice(8, 10))).toEqual(['05', '06']);
    },
  );
});

it('A row is read as it is now, also after a write that was rolled back', async () => {
  const which = await booked();
  const period = ['2026-12-03T00:00:00.000Z', '2026-12-04T00:00:00.000Z'] as const;
  const powerCut = bed.store.write(async (writer) => {
    await writer.put('schedule', which.id, {
      ...sampleBooking({ webcamRequired: true }),
      id: which.id,
      status: 'booked',
    });
    await writer.bookingsBetween(...period);
    throw new Error('power cut');
  });
  await expect(powerCut).rejects.toThrow('power cut');
  expect((await listBetween(...period))[0]?.booking.webcamRequired).toBe(false);
  await bookings.change('hazel', which, sampleBooking(AT_NOON), []);
  expect((await listBetween(...period))[0]?.booking).toMatchObject({ webcamRequired: false, ...AT_NOON });
});
