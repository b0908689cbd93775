import { sheetRows } from '../sync/sheet.ts';
import type { SyncStore } from '../sync/sync-store.ts';
import { refuse } from '../refusal.ts';
import type { VisitRecords } from './records.ts';

const ALL = { from: null, to: null };

/** What the stations of an institution have sent of their visits: a service keeps the sheet that they write. */
export function receivedRecords(store: SyncStore, institution: string): VisitRecords {
  return {
    rows: () => sheetRows(store, institution, ALL),
    // Only the station writes its chain, so only there can its sheet be amended.
    observe: () => Promise.resolve(refuse('observation-at-station')),
    erase: (sessions) => store.write((writer) => writer.eraseSessions(institution, sessions)),
  };
}
