import { expect, it } from 'vitest';
import { proposeRow } from '../tracking/propose-row.ts';
import type { RecordedEntry } from './entries.ts';
import { evolve } from './evolve.ts';
import former from './former-version.json' with { type: 'json' };
import { INITIAL_STATE, type StationState } from './state.ts';

/**
 * Entries of eight sessions as the station wrote them before the second edition of the requirements (commit 6b87ef5), and
 * the rows that it proposed for them.
 */
const ENTRIES = former.entries as unknown as readonly RecordedEntry[];
const FACTS = {
  institution: { en: 'Example', fr: 'Exemple' },
  institutionZone: 'America/Toronto',
  station: 'st_0001',
  staffName: (id: string) => id,
};

function folded(): StationState {
  return ENTRIES.reduce(evolve, INITIAL_STATE);
}

it('R60: a journal of the former version folds, and each session ends on the same sheet', () => {
  const { waiting } = folded();
  expect(Object.keys(waiting)).toEqual(Object.keys(former.rows));
  for (const [id, row] of Object.entries(former.rows)) {
    const item = waiting[id];
    expect(item).toBeDefined();
    if (item !== undefined) expect(proposeRow(item, FACTS)).toMatchObject(row);
  }
});

it('R33: the session that was under way is where it was, behind its lock', () => {
  const { session } = folded();
  expect(session).toMatchObject({
    id: former.openSession.id,
    phase: former.openSession.phase,
    responsible: 'staff-1',
    supervision: { mode: 'unsupervised', leftBy: 'staff-1' },
  });
  expect(session?.lock === null).toBe(!former.openSession.locked);
});
