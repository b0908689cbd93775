import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CallPayload, ExportFormat } from '../../shared/ipc/schema.ts';
import type { EntryVersion } from '../../shared/ipc/snapshot.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Refusal } from '../../shared/session/refusals.ts';
import { trackingCsv } from '../../shared/tracking/csv.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { rowsOfPeriod, type Period } from '../../shared/tracking/sheet.ts';
import { trackingPdf } from '../exports/tracking-pdf.ts';
import { trackingXlsx } from '../exports/tracking-xlsx.ts';
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

export interface ExportParts {
  readonly record: Pick<Record, 'entriesOfType'>;
  /** Where the files go. */
  readonly folder: string;
  /** The folder of the app's own fonts. */
  readonly fonts: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly firstLanguage: 'en' | 'fr';
}

/**
 * Writes the period into a folder of the station's; names no person in the file's name (R62). CSV and spreadsheet are
 * in the viewer's language, the PDF in both (R53).
 */
export async function exportSheet(
  parts: ExportParts,
  wanted: CallPayload<'tracking.export'>,
  language: 'en' | 'fr',
): Promise<Result<{ readonly file: string; readonly rows: number }, Refusal>> {
  const { from, to, format } = wanted;
  const rows = sheetOf(parts.record, from, to);
  if (rows.length === 0) return refuse({ code: 'nothing-to-export', values: {} });
  const tongue = format === 'pdf' ? 'en-fr' : language;
  const file = path.join(parts.folder, `child-link-tracking_${from}_${to}_${tongue}.${format}`);
  try {
    await mkdir(parts.folder, { recursive: true });
    writeFileAtomically(file, Buffer.from(await contentOf(format, rows, { from, to }, parts, language)));
    return ok({ file, rows: rows.length });
  } catch (error) {
    const fault = errorCode(error);
    if (fault === null) throw error;
    return refuse({ code: 'export-failed', values: { file: path.basename(file), fault } });
  }
}

async function contentOf(
  format: ExportFormat,
  rows: readonly TrackingRow[],
  period: Period,
  parts: ExportParts,
  language: 'en' | 'fr',
): Promise<Uint8Array> {
  switch (format) {
    case 'csv':
      return Buffer.from(trackingCsv(rows, language), 'utf8');
    case 'xlsx':
      return trackingXlsx(rows, language);
    case 'pdf': {
      const font = (name: string) => readFile(path.join(parts.fonts, 'noto-sans', `noto-sans-${name}.woff`));
      const fonts = { regular: await font('regular'), bold: await font('semibold') };
      return trackingPdf(rows, period, { fonts, now: parts.now, firstLanguage: parts.firstLanguage });
    }
  }
}
