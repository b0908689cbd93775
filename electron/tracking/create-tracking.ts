import path from 'node:path';
import { V7Generator } from 'uuidv7';
import type { Clock } from '../../shared/clock.ts';
import type { EntryVersion } from '../../shared/ipc/snapshot.ts';
import type { StationState } from '../../shared/session/state.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import type { Period } from '../../shared/tracking/sheet.ts';
import type { Journal } from '../journal/journal.ts';
import type { Report } from '../platform/log.ts';
import type { StationSettings } from '../settings/station-settings.ts';
import { ExportFiles, type ExportFilesParts } from './export-files.ts';
import type { PdfParts } from './pdf-document.ts';
import { readPdfFonts } from './pdf-fonts.ts';
import type { Institution } from '../station/institution.ts';
import { Exporter } from './export-sheet.ts';
import { removableMedia } from './removable-media.ts';
import { allRows, historyOf, sheetPage } from './sheet.ts';
import { TrackingIndex } from './tracking-index.ts';
import type { Sink } from './zip.ts';

export interface TrackingParts {
  readonly journal: Pick<Journal<StationState>, 'entriesOfType' | 'entriesOfSession'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly station: ExportFilesParts['station'];
  readonly settings: Pick<StationSettings, 'exports'>;
  readonly report: Report;
  readonly dataFolder: string;
  /** The folder of the app, which holds the fonts. */
  readonly appFolder: string;
  readonly institution: Pick<Institution, 'firstLanguage' | 'choices' | 'zone' | 'name' | 'enrolment'>;
  readonly staff: { nameOf(id: string): string };
  readonly changes: { notify(): void };
  /** The index is built once this is resolved. */
  readonly after: Promise<void>;
}

/** The tracking sheet of this station (R50 to R54). */
export interface Tracking {
  readonly index: TrackingIndex;
  readonly exporter: Exporter;
  readonly exports: ExportFiles;
  page(period: Period, page: SheetPage): ReturnType<typeof sheetPage>;
  rows(period: Period): Promise<readonly TrackingRow[]>;
  /** The versions of one session's row, oldest first (R52). */
  history(session: string): readonly EntryVersion[];
}

type SheetPage = Parameters<typeof sheetPage>[2];

export function createTracking(parts: TrackingParts): Tracking {
  const { journal, clock, institution, staff } = parts;
  const fonts = path.join(parts.appFolder, 'assets', 'fonts');
  const index = new TrackingIndex(journal, clock.now(), parts.after);
  const exporter = new Exporter({
    index,
    fonts,
    now: () => clock.now(),
    firstLanguage: () => institution.firstLanguage,
    changed: () => parts.changes.notify(),
  });
  const ids = new V7Generator();
  const pdf = async (write: (parts: PdfParts, sink: Sink) => Promise<void>): Promise<Uint8Array> => {
    const written: Uint8Array[] = [];
    const { firstLanguage } = institution;
    await write(
      { fonts: await readPdfFonts(fonts), now: clock.now(), firstLanguage },
      async (bytes) => void written.push(bytes),
    );
    return Buffer.concat(written);
  };
  const exports = new ExportFiles({
    station: parts.station,
    exporter,
    ownFolder: path.join(parts.dataFolder, 'exports'),
    settings: parts.settings.exports,
    media: () => removableMedia(),
    zone: () => institution.zone,
    // Loaded on demand: pdfkit is most of their bundle, and few starts need it.
    pdfs: {
      notice: (document) =>
        pdf(async (...to) =>
          (await import('./notice-pdf.ts')).printedPdf(document, institution.choices().notice, ...to),
        ),
      day: (day) => pdf(async (...to) => (await import('./day-pdf.ts')).dayPdf(day, ...to)),
      ready: (checks, by) =>
        pdf(async (...to) =>
          (await import('./ready-pdf.ts')).readyPdf(
            {
              institution: institution.name,
              location: institution.enrolment?.location ?? '',
              station: institution.enrolment?.station ?? '',
              zone: institution.zone,
              by,
              checks,
            },
            ...to,
          ),
        ),
    },
    clock,
    nameOf: (id) => staff.nameOf(id),
    newId: () => ids.generate().toString(),
    report: parts.report,
  });
  return {
    index,
    exporter,
    exports,
    page: (period, page) => sheetPage(index, period, page),
    rows: (period) => allRows(index, period),
    history: (session) => historyOf(journal, session, (id) => staff.nameOf(id)),
  };
}
