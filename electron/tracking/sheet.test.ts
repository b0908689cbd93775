import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsOfPeriod } from '../../shared/tracking/sheet.ts';
import { SAMPLE_ROW } from '../../shared/tracking/tracking.fixture.ts';
import type { StoredEntry } from '../journal/journal.ts';
import { allRows, historyOf, sheetPage } from './sheet.ts';
import { TrackingIndex } from './tracking-index.ts';

type TrackingEntry = Extract<StoredEntry, { type: 'tracking.completed' | 'tracking.amended' }>;

const NOW = Date.parse('2026-11-30T12:00:00Z');
const DAY_MS = 86_400_000;
const NOVEMBER = { from: '2026-11-01', to: '2026-11-30' };

function completed(
  session: string,
  startsAt: string,
  at: number,
  institutionZone = SAMPLE_ROW.institutionZone,
): TrackingEntry {
  const row = { ...SAMPLE_ROW, session, actualStart: startsAt, institutionZone };
  const place = { chain: 'chain-1', id: session, hash: 'hash', seq: 1, actor: 'staff-willow' };
  return { ...place, at, session, type: 'tracking.completed', body: { version: 1, row } };
}

function amended(first: TrackingEntry, troubles: string, at: number): TrackingEntry {
  const row = { ...first.body.row, version: 2, troubles };
  return {
    ...first,
    at,
    actor: 'staff-alder',
    type: 'tracking.amended',
    body: { version: 2, row, reason: 'Named the trouble.', former: { troubles: '' } },
  };
}

/** A record with these entries, that tells how often and how much it was asked for. */
function recordOf(entries: readonly TrackingEntry[]) {
  const asked: number[] = [];
  return {
    asked,
    entriesOfType: (_types: unknown, { fromMs = 0, untilMs = Number.MAX_SAFE_INTEGER } = {}) => {
      const found = entries.filter(({ at }) => at >= fromMs && at < untilMs);
      asked.push(found.length);
      return found as never;
    },
    entriesOfSession: (session: string) => entries.filter((entry) => entry.session === session),
  };
}

const isoDate = (at: number): string => new Date(at).toISOString().slice(0, 10);

const DAYS = Array.from({ length: 28 }, (_, day) =>
  completed(
    `session-${String(day).padStart(2, '0')}`,
    `2026-11-${String(day + 1).padStart(2, '0')}T18:00:00.000Z`,
    NOW - (27 - day) * DAY_MS,
  ),
);

describe('the sheet of a period', () => {
  it('holds the same rows as one that looks at every row, in any zone and for any period', async () => {
    const zones = ['America/St_Johns', 'America/Vancouver', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC'];
    const dates = fc.integer({ min: 0, max: 20 }).map((day) => isoDate(NOW + (day - 10) * DAY_MS));
    const visits = fc.array(
      fc.record({ minutes: fc.integer({ min: -8 * 1440, max: 8 * 1440 }), zone: fc.constantFrom(...zones) }),
    );
    await fc.assert(
      fc.asyncProperty(visits, dates, dates, async (made, from, to) => {
        const entries = made.map(({ minutes, zone }, index) => {
          const startsAt = new Date(NOW + minutes * 60_000).toISOString();
          return completed(`session-${index}`, startsAt, NOW - index, zone);
        });
        const index = new TrackingIndex(recordOf(entries), NOW);
        const found = await index.of({ from, to });
        const rows = entries.map(({ body }) => body.row);
        expect(found.map(({ session }) => session)).toEqual(
          rowsOfPeriod(rows, { from, to }).map(({ session }) => session),
        );
      }),
    );
  });

  it('is in the order of the visits, a page at a time, and says how many there are', async () => {
    const index = new TrackingIndex(recordOf(DAYS.toReversed()), NOW);
    const page = await sheetPage(index, NOVEMBER, { offset: 10, limit: 3 });
    expect(page.total).toBe(28);
    expect(page.rows.map((row) => row.session)).toEqual(['session-10', 'session-11', 'session-12']);
    expect(await sheetPage(index, NOVEMBER, { offset: 40, limit: 3 })).toEqual({ rows: [], total: 28 });
  });

  it('reads no more than the page asks for, however much there is', async () => {
    const record = recordOf(DAYS);
    const index = new TrackingIndex(record, NOW);
    await index.ready;
    record.asked.length = 0;
    await sheetPage(index, NOVEMBER, { offset: 0, limit: 2 });
    expect(record.asked.reduce((sum, count) => sum + count, 0)).toBe(2);
  });

  it('has of each session its newest version, wherever that was written', async () => {
    const first = completed('session-x', '2026-11-05T18:00:00.000Z', NOW - 20 * DAY_MS);
    const record = recordOf([...DAYS, first, amended(first, 'The picture froze.', NOW)]);
    const rows = await allRows(new TrackingIndex(record, NOW), NOVEMBER);
    expect(rows).toHaveLength(29);
    expect(rows.filter((row) => row.session === 'session-x')).toMatchObject([
      { version: 2, troubles: 'The picture froze.' },
    ]);
  });

  it('knows what is recorded after the start', async () => {
    const entries = [...DAYS];
    const index = new TrackingIndex(recordOf(entries), NOW);
    await index.ready;
    const late = completed('session-late', '2026-11-29T18:00:00.000Z', NOW);
    entries.push(late);
    index.note([late]);
    expect((await sheetPage(index, NOVEMBER, { offset: 28, limit: 1 })).rows[0]?.session).toBe(
      'session-late',
    );
  });

  it('leaves out what is dated outside of it, and finds what a wrong clock dated', async () => {
    const odd = [
      completed('long-ago', '2024-01-01T18:00:00.000Z', 1000),
      completed('ahead', '2026-11-10T18:00:00.000Z', NOW + 900 * DAY_MS),
    ];
    const index = new TrackingIndex(recordOf(odd), NOW);
    expect((await allRows(index, NOVEMBER)).map((row) => row.session)).toEqual(['ahead']);
    expect(
      (await allRows(index, { from: '2024-01-01', to: '2024-01-01' })).map((row) => row.session),
    ).toEqual(['long-ago']);
    expect(await allRows(index, { from: '2026-11-30', to: '2026-11-01' })).toEqual([]);
  });
});

describe('the history of an entry', () => {
  const first = completed('session-x', '2026-11-05T18:00:00.000Z', 1000);
  const record = recordOf([amended(first, 'The picture froze.', 2000), first]);

  it('has every version with who wrote it, when and why', () => {
    const versions = historyOf(record, 'session-x', (id) => `Name of ${id}`);
    expect(versions.map(({ at, by, reason, row }) => [row.version, at, by, reason])).toEqual([
      [1, 1000, 'Name of staff-willow', null],
      [2, 2000, 'Name of staff-alder', 'Named the trouble.'],
    ]);
  });

  it('leaves other sessions out', () => {
    expect(historyOf(record, 'another', (id) => id)).toEqual([]);
  });
});
