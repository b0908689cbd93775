import { trackingCsv } from '../../shared/tracking/csv.ts';
import { TrackingRow } from '../../shared/tracking/row.ts';
import { rowsOfPeriod } from '../../shared/tracking/sheet.ts';
import type { SheetLanguage } from '../../shared/tracking/cells.ts';
import { errorCode, writeFileAtomically } from '../platform/atomic-file.ts';
import { type CommandContext, type CommandResult, problem, wrongUse } from './command.ts';
import { placesOf } from './places.ts';
import { type RecordReader, withRecord } from './record-reader.ts';
import { wordsOf } from './words.ts';

/** `export-tracking --from DATE --to DATE`: the tracking sheet of a period as CSV (R53). */
export function exportTracking(context: CommandContext, sheetLanguage: SheetLanguage): CommandResult {
  const words = wordsOf(context.language);
  const { from, to, out } = context.options;
  if (from === undefined || to === undefined) return wrongUse(words.periodNeeded);
  const wrong = [from, to].find((date) => !isDate(date));
  if (wrong !== undefined) return wrongUse(words.badDate(wrong));
  const found = placesOf(context);
  if (!found.ok) return found.refusal;
  const places = found.value;
  return withRecord(places, words, (record) => {
    if (!record.canOpen) return problem('key-elsewhere', words.noKeyFile(places.folder));
    const { rows: all, unread } = trackingRows(record);
    const rows = rowsOfPeriod(all, { from, to });
    const lines = unread > 0 ? [words.exportUnread(unread)] : [];
    const outcome = unread > 0 ? 'problem' : 'good';
    const json = { ok: unread === 0, from, to, unread, rows };
    const csv = trackingCsv(rows, sheetLanguage);
    if (out === undefined) return { outcome, lines, json, raw: csv };
    try {
      writeFileAtomically(out, Buffer.from(csv, 'utf8'));
    } catch (error) {
      const code = errorCode(error);
      if (code === null) throw error;
      return problem('export-failed', words.unwritable(out, code), { file: out });
    }
    return { outcome, lines: [words.exported(rows.length, out), ...lines], json: { ...json, file: out } };
  });
}

/** Every row that can be unsealed; the institution has the erased ones (R53). */
function trackingRows(record: RecordReader): {
  readonly rows: readonly TrackingRow[];
  readonly unread: number;
} {
  const types = ['tracking.completed', 'tracking.amended'];
  const rows: TrackingRow[] = [];
  let unread = 0;
  for (const { wire } of record.entries.ofTypes(types, 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)) {
    const row = TrackingRow.safeParse(wire?.body?.['row']);
    if (row.success) rows.push(row.data);
    else if (wire?.body !== null) unread += 1;
  }
  return { rows, unread };
}

function isDate(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true
  );
}
