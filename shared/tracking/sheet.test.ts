import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrackingRow } from './row.ts';
import { latestRows, rowsOfPeriod } from './sheet.ts';
import { SAMPLE_ROW } from './tracking.fixture.ts';

function row(session: string, version: number, changes: Partial<TrackingRow> = {}): TrackingRow {
  return { ...SAMPLE_ROW, ...changes, session, version };
}

describe('the sheet', () => {
  it('keeps of every session the highest version, whatever order the entries came in', () => {
    const rows = [row('b', 1), row('a', 2), row('a', 3), row('a', 1)];
    expect(latestRows(rows).map(({ session, version }) => [session, version])).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
  });

  it('gives the same sheet for every order of the same entries', () => {
    const entry = fc.record({
      session: fc.constantFrom('a', 'b', 'c', 'd'),
      version: fc.integer({ min: 1, max: 4 }),
    });
    const shuffled = fc
      .uniqueArray(entry, { selector: ({ session, version }) => `${session}${version}` })
      .chain((entries) =>
        fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
      );
    const sheet = (entries: readonly { session: string; version: number }[]) =>
      latestRows(entries.map(({ session, version }) => row(session, version)));
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(sheet(one)).toEqual(sheet(other));
      }),
    );
  });

  it('is in the order of the visits', () => {
    const rows = [
      row('early-id', 1, { actualStart: '2026-11-22T20:00:00.000Z' }),
      row('late-id', 1, { actualStart: null, scheduledStart: '2026-11-22T14:00:00.000Z' }),
    ];
    expect(latestRows(rows).map(({ session }) => session)).toEqual(['late-id', 'early-id']);
  });
});

describe('a period', () => {
  const lateEvening = row('late', 1, {
    actualStart: '2026-12-01T04:30:00.000Z',
    institutionZone: 'America/Toronto',
  });

  it('goes by the calendar of the institution, not by UTC', () => {
    expect(rowsOfPeriod([lateEvening], { from: '2026-11-30', to: '2026-11-30' })).toEqual([lateEvening]);
    expect(rowsOfPeriod([lateEvening], { from: '2026-12-01', to: '2026-12-31' })).toEqual([]);
  });

  it('goes by the schedule when the visit never began', () => {
    const never = row('never', 1, { actualStart: null, scheduledStart: '2026-11-10T15:00:00.000Z' });
    expect(rowsOfPeriod([never], { from: '2026-11-10', to: '2026-11-10' })).toHaveLength(1);
  });

  it('drops a session whose latest version has moved out of it', () => {
    const before = row('moved', 1, { actualStart: '2026-11-05T15:00:00.000Z' });
    const after = row('moved', 2, { actualStart: '2026-10-05T15:00:00.000Z' });
    expect(rowsOfPeriod([before, after], { from: '2026-11-01', to: '2026-11-30' })).toEqual([]);
  });

  it('is empty when it ends before it begins', () => {
    expect(rowsOfPeriod([lateEvening], { from: '2026-12-31', to: '2026-01-01' })).toEqual([]);
  });

  it('takes a zone that this machine does not know as UTC', () => {
    const odd = row('odd', 1, { actualStart: '2026-11-05T23:30:00.000Z', institutionZone: 'Nowhere/None' });
    expect(rowsOfPeriod([odd], { from: '2026-11-05', to: '2026-11-05' })).toHaveLength(1);
  });
});
