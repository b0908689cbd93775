import { beforeEach, describe, expect, it } from 'vitest';
import type { TrackingRow } from '../../../shared/tracking/row.ts';
import { SAMPLE_ROW } from '../../../shared/tracking/tracking.fixture.ts';
import { createBookings } from '../bookings.ts';
import { createBed, sampleBooking, type Bed } from '../institution.fixture.ts';
import { ok } from '../../../shared/result.ts';
import { createRecords, type Records } from './records.ts';
import { keptUntil, recordOfVisit } from './record.ts';

const HEAD = 'staff-rowan';
const NO_DUE = { booking: 0, visit: 0, 'reported-visit': 0 };

let bed: Bed;
let records: Records;
let rows: TrackingRow[];
let erased: string[];

beforeEach(async () => {
  bed = await createBed();
  rows = [
    { ...SAMPLE_ROW, session: 'visit-1', observationSource: 'none', observations: '', reportReference: '' },
    {
      ...SAMPLE_ROW,
      session: 'visit-2',
      observationSource: 'site',
      observations: 'Loud',
      inmateName: 'Sample, Élodie',
    },
  ];
  erased = [];
  records = createRecords(bed.context, {
    async *rows() {
      yield rows;
    },
    observe: () => Promise.resolve(ok(null)),
    erase: (sessions) => {
      erased.push(...sessions);
      rows = rows.filter(({ session }) => !sessions.includes(session));
      return Promise.resolve();
    },
  });
});

const book = async (): Promise<string> => {
  const made = await createBookings(bed.context).book('hazel', sampleBooking());
  if (!made.ok) throw new Error(made.refusal.code);
  return made.value.id;
};
const setRules = async (change: Partial<Parameters<Records['setRules']>[1]>) => {
  const { rules, ver } = await records.state();
  expect(await records.setRules(HEAD, { ...rules, ...change }, ver)).toMatchObject({ ok: true });
};
const later = (years: number) => bed.setNow(Date.parse('2026-12-03T18:30:00Z') + years * 366 * 86_400_000);
const lastAct = () => bed.store.read((reader) => reader.lastAuditEntry());

describe('The records of a person', () => {
  it.each(['elodie sample', 'ÉLODIE', 'Sample Elodie'])(
    'are found by %j, whatever case, accents and order',
    async (who) => {
      expect((await records.find(who)).map(({ id }) => id)).toEqual(['visit-2']);
    },
  );

  it.each([
    ['leboeuf', 'Lebœuf, Élise'],
    ['Lukasik', 'Łukasik, Maja'],
    ['o’neil', "O'Neil, Aspen"],
  ])('are found by %j, and held, where the record says %j', async (who, inmateName) => {
    rows = rows.map((row) => ({ ...row, inmateName }));
    await setRules({ visit: 1, 'reported-visit': 1 });
    await records.hold(HEAD, who, 'A-1');
    later(2);
    expect((await records.find(who)).map(({ isHeld }) => isHeld)).toEqual([true, true]);
    expect((await records.state()).due).toEqual(NO_DUE);
  });

  it('are found by FPS number, on bookings and masked on the sheet', async () => {
    const id = await book();
    rows = rows.map((row) => ({ ...row, inmateFps: '****01A' }));
    expect((await records.find('000-001a')).map((found) => found.id)).toContain(id);
    expect((await records.find('000001A')).map((found) => found.id)).toEqual(
      expect.arrayContaining([id, 'visit-1', 'visit-2']),
    );
  });

  it.each(['', ' - ', 'Élod', 'nobody'])('are not found by %j', async (who) => {
    await book();
    expect(await records.find(who)).toEqual([]);
  });

  it('are found by the name of a child or a visitor', async () => {
    const id = await book();
    expect((await records.find('Example, Birch')).map((found) => found.id)).toContain(id);
  });

  it('are read whole, only those that were chosen, and the audit says so without a name', async () => {
    const id = await book();
    const read = await records.read(HEAD, [
      { kind: 'booking', id },
      { kind: 'visit', id: 'visit-1' },
    ]);
    expect(read.bookings.map((booking) => booking.id)).toEqual([id]);
    expect(read.visits.map(({ session }) => session)).toEqual(['visit-1']);
    expect(await lastAct()).toMatchObject({ action: 'records.exported', detail: { bookings: 1, visits: 1 } });
    expect(JSON.stringify(await lastAct())).not.toMatch(/Sample|Example/u);
  });
});

describe('Retention', () => {
  it('erases nothing before the institution sets a period', async () => {
    await book();
    later(80);
    expect((await records.state()).due).toEqual(NO_DUE);
  });

  it('counts and erases each kind by its own period, and nothing else', async () => {
    const id = await book();
    await setRules({ booking: 12, visit: 24, 'reported-visit': null });
    later(1.1);
    expect((await records.state()).due).toEqual({ ...NO_DUE, booking: 1 });
    later(2.1);
    const due = { booking: 1, visit: 1, 'reported-visit': 0 };
    expect((await records.state()).due).toEqual(due);
    expect(await records.erase(HEAD, due)).toEqual({ ok: true, value: { erased: 2 } });
    expect(erased).toEqual(['visit-1']);
    expect(await bed.store.read((reader) => reader.row('schedule', id))).toBeNull();
    expect((await records.state()).due).toEqual(NO_DUE);
    expect(await lastAct()).toMatchObject({
      action: 'records.erased',
      detail: { booking: 1, visit: 1, reported: 0 },
    });
  });

  it('refuses to erase other than what the person has seen', async () => {
    await book();
    await setRules({ booking: 1, visit: 1 });
    later(5);
    expect(await records.erase(HEAD, { ...NO_DUE, booking: 1 })).toMatchObject({
      refusal: { code: 'records-changed' },
    });
    expect(erased).toEqual([]);
  });

  it('refuses rules that somebody else has changed meanwhile', async () => {
    await setRules({ visit: 24 });
    const { rules } = await records.state();
    expect(await records.setRules(HEAD, rules, 0)).toMatchObject({ refusal: { code: 'setting-changed' } });
  });

  it('is erased with the names of who was notified', async () => {
    const id = await book();
    const notified = [{ who: 'Example, Cedar', number: '902-555-0100', at: '2026-11-29T15:00:00.000Z' }];
    await createBookings(bed.context).cancel('hazel', { id, ver: 1 }, { by: 'site', reason: 'x', notified });
    await setRules({ booking: 1 });
    later(1);
    expect(await records.erase(HEAD, { ...NO_DUE, booking: 1 })).toMatchObject({ ok: true });
    expect(await bed.store.read((reader) => reader.rows('notifications'))).toEqual([]);
  });

  it.each([
    ['2026-01-31T12:00:00Z', 1, '2026-02-28'],
    ['2024-02-29T12:00:00Z', 12, '2025-02-28'],
    ['2026-11-30T12:00:00Z', 24, '2028-11-30'],
  ])('of a visit at %s ends %i months later on %s', (at, months, day) => {
    const record = {
      ...recordOfVisit({ ...SAMPLE_ROW, observationSource: 'none', reportReference: '' }),
      atMs: Date.parse(at),
    };
    const until = keptUntil(record, { booking: null, visit: months, 'reported-visit': null });
    expect(new Date(until ?? 0).toISOString().slice(0, 10)).toBe(day);
  });
});

describe('A legal hold', () => {
  it('keeps what concerns a person until it is lifted, whatever the rules say', async () => {
    await setRules({ visit: 1, 'reported-visit': 1 });
    const held = await records.hold(HEAD, 'Élodie Sample', 'Request A-1');
    later(3);
    expect((await records.state()).due).toEqual({ ...NO_DUE, visit: 1 });
    expect(await records.find('Élodie')).toMatchObject([{ id: 'visit-2', isHeld: true }]);
    expect((await records.state()).holds).toMatchObject([
      { who: 'Élodie Sample', reference: 'Request A-1', by: HEAD },
    ]);
    expect(await lastAct()).toMatchObject({ action: 'records.held' });
    expect(JSON.stringify(await lastAct())).not.toContain('Sample');
    const id = held.ok ? held.value.id : '';
    expect(await records.lift(HEAD, id)).toMatchObject({ ok: true });
    expect((await records.state()).due).toEqual({ ...NO_DUE, visit: 1, 'reported-visit': 1 });
    expect(await records.lift(HEAD, id)).toMatchObject({ refusal: { code: 'hold-unknown' } });
  });
});
