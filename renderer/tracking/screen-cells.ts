import type { Language } from '../../shared/ipc/snapshot.ts';
import { formatCalendarDate, formatTime, zoneName } from '../../shared/language/format.ts';
import { wallClock } from '../../shared/schedule/local-time.ts';
import { cellsOf, COLUMNS, type Column, offsetsAcrossFold } from '../../shared/tracking/cells.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';

/** The columns in reading order: who, when, how it went, then the rest in the order of the sheet. */
export const SCREEN_COLUMNS: readonly Column[] = inReadingOrder([
  'inmateName',
  'actualStart',
  'minutes',
  'outcome',
  'kind',
  'children',
  'site',
]);

function inReadingOrder(first: readonly Column[]): readonly Column[] {
  return [...first, ...COLUMNS.filter((column) => !first.includes(column))];
}

/** The cells of a row in the viewer's language, with dates and times as people write them (R70). */
export function screenCells(row: TrackingRow, language: Language): Readonly<Record<Column, string>> {
  const when = (instant: string | null, zone: string) => formatInstant(instant, zone, language);
  const zone = (name: string) =>
    name === '' ? '' : zoneName(name, Date.parse(row.scheduledStart), language);
  const { institutionZone, siteZone } = row;
  const scheduled = offsetsAcrossFold(row.scheduledStart, row.scheduledEnd, institutionZone);
  const actual = offsetsAcrossFold(row.actualStart, row.actualEnd, institutionZone);
  return {
    ...cellsOf(row, language),
    siteListDate: formatCalendarDate(row.siteListDate, language),
    scheduledStart: when(row.scheduledStart, institutionZone) + scheduled.start,
    scheduledEnd: when(row.scheduledEnd, institutionZone) + scheduled.end,
    actualStart: when(row.actualStart, institutionZone) + actual.start,
    actualEnd: when(row.actualEnd, institutionZone) + actual.end,
    siteScheduledStart: when(row.scheduledStart, siteZone),
    siteActualStart: when(row.actualStart, siteZone),
    institutionZone: zone(institutionZone),
    siteZone: zone(siteZone),
  };
}

/** Date and time of an instant in a zone; empty if either is unknown. */
export function formatInstant(instant: string | null, zone: string, language: Language): string {
  const at = instant === null ? Number.NaN : Date.parse(instant);
  const clock = wallClock(at, zone);
  if (clock === null) return '';
  return `${formatCalendarDate(clock.date, language)}, ${formatTime(at, zone, language)}`;
}

/** A changed column with its former and new value. */
export interface ChangedCell {
  readonly column: Column;
  readonly former: string;
  readonly now: string;
}

/** The columns that an amendment changes, without version and author, which always differ. */
export function changedCells(
  former: TrackingRow,
  now: TrackingRow,
  language: Language,
): readonly ChangedCell[] {
  const [before, after] = [screenCells(former, language), screenCells(now, language)];
  return COLUMNS.filter((column) => column !== 'version' && column !== 'completedBy')
    .filter((column) => before[column] !== after[column])
    .map((column) => ({ column, former: before[column], now: after[column] }));
}
