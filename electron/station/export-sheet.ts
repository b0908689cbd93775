import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { CallPayload, ExportFormat } from '../../shared/ipc/schema.ts';
import { ok, refuse, unreachable, type Result } from '../../shared/result.ts';
import type { Refusal } from '../../shared/session/refusals.ts';
import { csvHead, csvLines } from '../../shared/tracking/csv.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import type { Period } from '../../shared/tracking/sheet.ts';
import { readPdfFonts } from '../exports/pdf-fonts.ts';
import { MOST_PDF_ROWS, trackingPdf } from '../exports/tracking-pdf.ts';
import { trackingXlsx } from '../exports/tracking-xlsx.ts';
import type { Sink } from '../exports/zip.ts';
import { errorCode } from '../journal/atomic-file.ts';
import { makeFolder } from '../settings/make-folder.ts';
import { chunksOf } from './sheet.ts';
import type { TrackingIndex } from './tracking-index.ts';

export interface ExporterParts {
  readonly index: Pick<TrackingIndex, 'of' | 'read'>;
  /** Where the files go. */
  readonly folder: string;
  /** The folder of the app's own fonts. */
  readonly fonts: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly firstLanguage: () => 'en' | 'fr';
  /** Told when {@link Exporter.progress} has changed. */
  readonly changed: () => void;
}

type Exported = Result<{ readonly file: string; readonly rows: number }, Refusal>;

/** Thrown through the writers when somebody cancelled; caught here. */
class Cancelled extends Error {}

/**
 * Writes periods of the sheet into a folder of the station's, one at a time, row by row (R53): memory does not grow with
 * the period. Names no person in the file's name (R62). CSV and spreadsheet are in the viewer's language, the PDF in both.
 */
export class Exporter {
  readonly #parts: ExporterParts;
  #progress: { readonly done: number; readonly total: number } | null = null;
  #cancelled = false;

  constructor(parts: ExporterParts) {
    this.#parts = parts;
  }

  /** Rows written, of how many; null while nothing is exported. */
  get progress(): { readonly done: number; readonly total: number } | null {
    return this.#progress;
  }

  /** Ends the export under way after the rows it has in hand; without one it does nothing. */
  cancel(): void {
    this.#cancelled = true;
  }

  async export(wanted: CallPayload<'tracking.export'>, language: 'en' | 'fr'): Promise<Exported> {
    const { from, to, format } = wanted;
    if (this.#progress !== null) return refuse({ code: 'export-underway', values: {} });
    this.#tell({ done: 0, total: 0 });
    this.#cancelled = false;
    try {
      const rows = await this.#parts.index.of({ from, to });
      if (rows.length === 0) return refuse({ code: 'nothing-to-export', values: {} });
      if (format === 'pdf' && rows.length > MOST_PDF_ROWS)
        return refuse({ code: 'too-many-for-pdf', values: { count: rows.length, most: MOST_PDF_ROWS } });
      const tongue = format === 'pdf' ? 'en-fr' : language;
      const name = `child-link-tracking_${from}_${to}_${tongue}.${format}`;
      const chunks = this.#counted(chunksOf(this.#parts.index, rows), rows.length);
      return await this.#toFile(name, rows.length, (sink) =>
        this.#write(format, chunks, { from, to }, language, sink),
      );
    } finally {
      this.#tell(null);
    }
  }

  /** Writes beside and renames at the end: a file by that name is whole. */
  async #toFile(name: string, rows: number, write: (sink: Sink) => Promise<void>): Promise<Exported> {
    const file = path.join(this.#parts.folder, name);
    const part = `${file}.part`;
    try {
      makeFolder(this.#parts.folder, 0o700);
      const handle = await open(part, 'w', 0o600);
      try {
        await write((bytes) => handle.writeFile(bytes));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(part, file);
      return ok({ file, rows });
    } catch (error) {
      await rm(part, { force: true }).catch(() => undefined);
      if (error instanceof Cancelled) return refuse({ code: 'export-cancelled', values: {} });
      const fault = errorCode(error);
      if (fault === null) throw error;
      return refuse({ code: 'export-failed', values: { file: name, fault } });
    }
  }

  async #write(
    format: ExportFormat,
    chunks: AsyncIterable<readonly TrackingRow[]>,
    period: Period,
    language: 'en' | 'fr',
    sink: Sink,
  ): Promise<void> {
    switch (format) {
      case 'csv':
        await sink(Buffer.from(csvHead(language), 'utf8'));
        for await (const rows of chunks) await sink(Buffer.from(csvLines(rows, language), 'utf8'));
        return;
      case 'xlsx':
        return trackingXlsx(chunks, language, sink);
      case 'pdf': {
        const fonts = await readPdfFonts(this.#parts.fonts);
        const parts = { fonts, now: this.#parts.now(), firstLanguage: this.#parts.firstLanguage() };
        return trackingPdf(chunks, period, parts, sink);
      }
      default:
        return unreachable(format);
    }
  }

  async *#counted(
    chunks: AsyncIterable<readonly TrackingRow[]>,
    total: number,
  ): AsyncGenerator<readonly TrackingRow[]> {
    let done = 0;
    for await (const rows of chunks) {
      if (this.#cancelled) throw new Cancelled('The export was cancelled');
      yield rows;
      done += rows.length;
      this.#tell({ done, total });
    }
  }

  #tell(progress: { readonly done: number; readonly total: number } | null): void {
    this.#progress = progress;
    this.#parts.changed();
  }
}
