import { describe, expect, it } from 'vitest';
import { SAMPLE_ROW } from '../../shared/tracking/tracking-fixtures.ts';
import type { StoredEntry } from '../journal/journal.ts';
import type { Record } from './ports.ts';
import { historyOf, sheetOf } from './sheet.ts';

type TrackingEntry = Extract<StoredEntry, { type: 'tracking.completed' | 'tracking.amended' }>;

const place = { chain: 'chain-1', id: 'id', hash: 'hash', session: SAMPLE_ROW.session };
const completed: TrackingEntry = {
  ...place,
  seq: 1,
  at: 1000,
  actor: 'staff-willow',
  type: 'tracking.completed',
  body: { version: 1, row: SAMPLE_ROW },
};
const amended: TrackingEntry = {
  ...place,
  seq: 2,
  at: 2000,
  actor: 'staff-alder',
  type: 'tracking.amended',
  body: {
    version: 2,
    row: { ...SAMPLE_ROW, version: 2, troubles: 'Invented trouble.' },
    reason: 'Added a trouble.',
    former: { troubles: '' },
  },
};

/** A record with these entries, which obeys the limit as the journal does. */
function recordOf(entries: readonly TrackingEntry[]): Pick<Record, 'entriesOfType'> {
  return {
    entriesOfType: (types, { limit = 10_000 } = {}) =>
      entries.filter((entry) => (types as readonly string[]).includes(entry.type)).slice(0, limit) as never,
  };
}

describe('the history of an entry', () => {
  it('has every version with who wrote it, when and why', () => {
    const versions = historyOf(recordOf([amended, completed]), SAMPLE_ROW.session, (id) => `Name of ${id}`);
    expect(versions.map(({ at, by, reason, row }) => [row.version, at, by, reason])).toEqual([
      [1, 1000, 'Name of staff-willow', null],
      [2, 2000, 'Name of staff-alder', 'Added a trouble.'],
    ]);
  });

  it('leaves other sessions out', () => {
    expect(historyOf(recordOf([completed]), 'another', (id) => id)).toEqual([]);
  });
});

describe('the sheet', () => {
  it('goes on beyond the journal’s own limit', () => {
    const many = Array.from({ length: 10_050 }, (_, index) => ({
      ...completed,
      body: { version: 1 as const, row: { ...SAMPLE_ROW, session: `session-${index}` } },
    }));
    expect(sheetOf(recordOf(many), '2026-11-01', '2026-11-30')).toHaveLength(10_050);
  });
});
