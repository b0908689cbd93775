import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ok, refuse, unreachable, type Result } from '../../shared/result.ts';
import type { Refusal } from '../../shared/session/refusals.ts';
import { csvHead, csvLines } from '../../shared/tracking/csv.ts';
import type { ExportFormat } from '../../shared/tracking/exports.ts';
import { figuresOf } from '../../shared/tracking/figures.ts';
import { figuresCsv } from '../../shared/tracking/figures-csv.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import type { Period } from '../../shared/tracking/sheet.ts';
import { readPdfFonts } from './pdf-fonts.ts';
import { trackingXlsx } from './tracking-xlsx.ts';
import type { Sink } from './zip.ts';
import { errorCode } from '../platform/atomic-file.ts';
import { makeFolder } from '../platform/make-folder.ts';
import { chunksOf } from './sheet.ts';
import type { TrackingIndex } from './tracking-index.ts';

export interface ExporterParts {
  readonly index: Pick<TrackingIndex, 'of' | 'read'>;
  /** The folder of the app's own fonts. */
  readonly fonts: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly firstLanguage: () => 'en' | 'fr';
  /** Sessions of one PDF; {@link MOST_PDF_ROWS} when left out. */
  readonly pdfRows?: number;
  /** Called when {@link Exporter.progress} changes. */
  readonly changed: () => void;
}

/** Sessions per PDF: its accessibility tags stay in memory until the file ends. */
export const MOST_PDF_ROWS = 2000;

const TRACKING = 'child-link-tracking';
/** A person's records, for a request for access. */
const RECORDS = 'child-link-records';
const FIGURES = 'child-link-figures';
/** The list of one day's visits. */
export const DAY = 'child-link-day';

/** Whether a file of this name holds a period of the sheet, a day's list or a person's records, whole or half written. */
export function isPersonal(fileName: string): boolean {
  return [TRACKING, DAY, RECORDS].some((start) => fileName.startsWith(start));
}

/** What is exported, and as what. */
interface Wanted extends Period {
  readonly format: ExportFormat;
}

type Exported = Result<{ readonly files: readonly string[]; readonly rows: number }, Refusal>;

/** One file of an export: its name and its writer. */
interface Part {
  readonly name: string;
  readonly write: (sink: Sink) => Promise<void>;
}

/** Thrown through the writers on cancel; caught here. */
class Cancelled extends Error {}

/**
 * Exports periods of the sheet, one at a time and row by row (R53): memory does not grow with the period, and a long PDF
 * becomes several. File names contain no person's name (R62). CSV and spreadsheet are in the viewer's language, the PDF
 * is bilingual.
 */
export class Exporter {
  readonly #parts: ExporterParts;
  #progress: { readonly done: number; readonly total: number } | null = null;
  #cancelled = false;

  constructor(parts: ExporterParts) {
    this.#parts = parts;
  }

  /** Rows written of the total; null while nothing is exported. */
  get progress(): { readonly done: number; readonly total: number } | null {
    return this.#progress;
  }

  /** Cancels the running export after its current rows; does nothing without one. */
  cancel(): void {
    this.#cancelled = true;
  }

  async export(wanted: Wanted, language: 'en' | 'fr', folder: string): Promise<Exported> {
    const { from, to, format } = wanted;
    if (this.#progress !== null) return refuse({ code: 'export-underway', values: {} });
    this.#tell({ done: 0, total: 0 });
    this.#cancelled = false;
    try {
      const rows = await this.#parts.index.of({ from, to });
      if (rows.length === 0) return refuse({ code: 'nothing-to-export', values: {} });
      const tongue = format === 'pdf' ? 'en-fr' : language;
      const most = format === 'pdf' ? (this.#parts.pdfRows ?? MOST_PDF_ROWS) : rows.length;
      const count = Math.ceil(rows.length / most);
      const files = Array.from({ length: count }, (_, index): Part => {
        const number = count === 1 ? '' : `_${index + 1}-${count}`;
        const began = index * most;
        const own = rows.slice(began, began + most);
        const counted = () => this.#counted(chunksOf(this.#parts.index, own), began, rows.length);
        const what = format === 'figures' ? FIGURES : TRACKING;
        const extension = format === 'figures' ? 'csv' : format;
        return {
          name: freeName(folder, `${what}_${from}_${to}_${tongue}${number}`, extension),
          write: (sink) => this.#write(format, counted, { from, to }, language, sink),
        };
      });
      return await this.#toFiles(folder, files, rows.length);
    } finally {
      this.#tell(null);
    }
  }

  /** Writes temporary files and renames all at the end, so that a file under its name is complete. */
  async #toFiles(folder: string, parts: readonly Part[], rows: number): Promise<Exported> {
    const files = parts.map(({ name }) => path.join(folder, name));
    let current = '';
    try {
      makeFolder(folder, 0o700);
      for (const { name, write } of parts) {
        current = name;
        const handle = await open(path.join(folder, `${name}.part`), 'w', 0o600);
        try {
          await write((bytes) => handle.writeFile(bytes));
          await handle.sync();
        } finally {
          await handle.close();
        }
      }
      for (const file of files) await rename(`${file}.part`, file);
      return ok({ files, rows });
    } catch (error) {
      for (const file of files) await rm(`${file}.part`, { force: true }).catch(() => undefined);
      if (error instanceof Cancelled) return refuse({ code: 'export-cancelled', values: {} });
      const fault = errorCode(error);
      if (fault === null) throw error;
      return refuse({ code: 'export-failed', values: { file: current, fault } });
    }
  }

  async #write(
    format: ExportFormat,
    chunks: () => AsyncIterable<readonly TrackingRow[]>,
    period: Period,
    language: 'en' | 'fr',
    sink: Sink,
  ): Promise<void> {
    switch (format) {
      case 'csv':
        await sink(Buffer.from(csvHead(language), 'utf8'));
        for await (const rows of chunks()) await sink(Buffer.from(csvLines(rows, language), 'utf8'));
        return;
      case 'figures': {
        const all: TrackingRow[] = [];
        for await (const rows of chunks()) all.push(...rows);
        return sink(Buffer.from(figuresCsv(figuresOf(all), period, language), 'utf8'));
      }
      case 'xlsx':
        return trackingXlsx(chunks(), language, sink);
      case 'pdf': {
        // Loaded on demand: pdfkit is most of this bundle, and few starts need it.
        const { trackingPdf } = await import('./tracking-pdf.ts');
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
    before: number,
    total: number,
  ): AsyncGenerator<readonly TrackingRow[]> {
    let done = before;
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

/** The name itself, or with the first number that no file has yet: an export replaces no other. */
/** The first name that no file in the folder has. */
export function freeName(folder: string, stem: string, extension: string): string {
  let name = `${stem}.${extension}`;
  for (let number = 2; existsSync(path.join(folder, name)); number += 1)
    name = `${stem}(${number}).${extension}`;
  return name;
}
