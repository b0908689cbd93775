import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { EntryVersion } from '../../shared/ipc/snapshot.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Refusal } from '../../shared/session/refusals.ts';
import { trackingCsv } from '../../shared/tracking/csv.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { rowsOfPeriod } from '../../shared/tracking/sheet.ts';
import { errorCode, writeFileAtomically } from '../journal/atomic-file.ts';
import type { StoredEntry } from '../journal/journal.ts';
import type { Record } from './ports.ts';

/** The sheet of a period, from the journal's own entries (R53). Dates are the institution's calendar dates, both included. */
export function sheetOf(
  record: Pick<Record, 'entriesOfType'>,
  from: string,
  to: string,
): readonly TrackingRow[] {
  const rows = trackingEntries(record).map((entry) => entry.body.row);
  return rowsOfPeriod(rows, { from, to });
}

/** The versions of one session's entry, oldest first (R52). `nameOf` gives the name of a staff id. */
export function historyOf(
  record: Pick<Record, 'entriesOfType'>,
  session: string,
  nameOf: (staff: string) => string,
): readonly EntryVersion[] {
  return trackingEntries(record)
    .filter((entry) => entry.session === session)
    .map((entry) => ({
      at: entry.at,
      by: nameOf(entry.actor),
      reason: entry.type === 'tracking.amended' ? entry.body.reason : null,
      row: entry.body.row,
    }))
    .toSorted((a, b) => a.row.version - b.row.version);
}

/** All of them: the journal's own limit would end a long sheet in the middle. */
function trackingEntries(
  record: Pick<Record, 'entriesOfType'>,
): readonly Extract<StoredEntry, { type: 'tracking.completed' | 'tracking.amended' }>[] {
  return record.entriesOfType(['tracking.completed', 'tracking.amended'], {
    limit: Number.MAX_SAFE_INTEGER,
  });
}

/** Writes the period as CSV into a folder of the station's; names no person in the file's name (R62). */
export async function exportSheet(
  record: Record,
  folder: string,
  period: { readonly from: string; readonly to: string },
  language: 'en' | 'fr',
): Promise<Result<{ readonly file: string; readonly rows: number }, Refusal>> {
  const rows = sheetOf(record, period.from, period.to);
  if (rows.length === 0) return refuse({ code: 'nothing-to-export', values: {} });
  const file = path.join(folder, `child-link-tracking_${period.from}_${period.to}_${language}.csv`);
  try {
    await mkdir(folder, { recursive: true });
    writeFileAtomically(file, Buffer.from(trackingCsv(rows, language), 'utf8'));
    return ok({ file, rows: rows.length });
  } catch (error) {
    const fault = errorCode(error);
    if (fault === null) throw error;
    return refuse({ code: 'export-failed', values: { file: path.basename(file), fault } });
  }
}
