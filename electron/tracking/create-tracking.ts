import path from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import type { EntryVersion } from '../../shared/ipc/snapshot.ts';
import type { StationState } from '../../shared/session/state.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import type { Period } from '../../shared/tracking/sheet.ts';
import type { Journal } from '../journal/journal.ts';
import { Exporter } from './export-sheet.ts';
import { allRows, historyOf, sheetPage } from './sheet.ts';
import { TrackingIndex } from './tracking-index.ts';

export interface TrackingParts {
  readonly journal: Pick<Journal<StationState>, 'entriesOfType' | 'entriesOfSession'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly dataFolder: string;
  /** The folder of the app, which holds the fonts. */
  readonly appFolder: string;
  readonly institution: { readonly firstLanguage: 'en' | 'fr' };
  readonly staff: { nameOf(id: string): string };
  readonly changes: { notify(): void };
  /** The index is built once this is resolved. */
  readonly after: Promise<void>;
}

/** The tracking sheet of this station (R50 to R54). */
export interface Tracking {
  readonly index: TrackingIndex;
  readonly exporter: Exporter;
  page(period: Period, page: SheetPage): ReturnType<typeof sheetPage>;
  rows(period: Period): Promise<readonly TrackingRow[]>;
  /** The versions of one session's row, oldest first (R52). */
  history(session: string): readonly EntryVersion[];
}

type SheetPage = Parameters<typeof sheetPage>[2];

export function createTracking(parts: TrackingParts): Tracking {
  const { journal, clock, institution, staff } = parts;
  const index = new TrackingIndex(journal, clock.now(), parts.after);
  const exporter = new Exporter({
    index,
    folder: path.join(parts.dataFolder, 'exports'),
    fonts: path.join(parts.appFolder, 'assets', 'fonts'),
    now: () => clock.now(),
    firstLanguage: () => institution.firstLanguage,
    changed: () => parts.changes.notify(),
  });
  return {
    index,
    exporter,
    page: (period, page) => sheetPage(index, period, page),
    rows: (period) => allRows(index, period),
    history: (session) => historyOf(journal, session, (id) => staff.nameOf(id)),
  };
}
