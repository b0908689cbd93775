import { setImmediate } from 'node:timers/promises';
import type { EntryVersion } from '../../shared/ipc/snapshot.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import type { Period } from '../../shared/tracking/sheet.ts';
import type { StationState } from '../../shared/session/state.ts';
import type { Journal } from '../journal/journal.ts';
import type { IndexedRow, TrackingIndex } from './tracking-index.ts';

type Rows = Pick<TrackingIndex, 'of' | 'read'>;

/** Rows read before yielding: about ten milliseconds of work. */
const CHUNK_ROWS = 100;

/** Returns one page of a period's sheet and the total number of rows (R53). */
export async function sheetPage(
  index: Rows,
  period: Period,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ readonly rows: readonly TrackingRow[]; readonly total: number }> {
  const all = await index.of(period);
  return { rows: index.read(all.slice(page.offset, page.offset + page.limit)), total: all.length };
}

/** Yields rows in order, in chunks; other work runs between two chunks. */
export async function* chunksOf(
  index: Rows,
  rows: readonly IndexedRow[],
): AsyncGenerator<readonly TrackingRow[]> {
  for (let at = 0; at < rows.length; at += CHUNK_ROWS) {
    yield index.read(rows.slice(at, at + CHUNK_ROWS));
    await setImmediate();
  }
}

/** Every row of a period, for figures. */
export async function allRows(index: Rows, period: Period): Promise<readonly TrackingRow[]> {
  const found: TrackingRow[] = [];
  for await (const chunk of chunksOf(index, await index.of(period))) found.push(...chunk);
  return found;
}

/** The versions of one session's entry, oldest first (R52). `nameOf` returns the name of a staff id. */
export function historyOf(
  journal: Pick<Journal<StationState>, 'entriesOfSession'>,
  session: string,
  nameOf: (staff: string) => string,
): readonly EntryVersion[] {
  return journal
    .entriesOfSession(session)
    .flatMap((entry): readonly EntryVersion[] => {
      if (entry.type !== 'tracking.completed' && entry.type !== 'tracking.amended') return [];
      const reason = entry.type === 'tracking.amended' ? entry.body.reason : null;
      return [{ at: entry.at, by: nameOf(entry.actor), reason, row: entry.body.row }];
    })
    .toSorted((a, b) => a.row.version - b.row.version);
}
