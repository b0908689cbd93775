import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Refusal } from '../../shared/session/refusals.ts';
import { trackingCsv } from '../../shared/tracking/csv.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { rowsOfPeriod } from '../../shared/tracking/sheet.ts';
import { errorCode, writeFileAtomically } from '../journal/atomic-file.ts';
import type { Record } from './ports.ts';

/** The sheet of a period, from the journal's own entries (R53). Dates are the institution's calendar dates, both included. */
export function sheetOf(record: Record, from: string, to: string): readonly TrackingRow[] {
  const rows = record
    .entriesOfType(['tracking.completed', 'tracking.amended'])
    .map((entry) => entry.body.row);
  return rowsOfPeriod(rows, { from, to });
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
