import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import type { CallPayload } from '../../shared/ipc/schema.ts';
import type {
  BookingView,
  ExportDestination,
  ExportsView,
  ExportView,
  PrintedFile,
} from '../../shared/ipc/snapshot.ts';
import { calendarDate } from '../../shared/language/format.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Refusal } from '../../shared/session/refusals.ts';
import type { ExportRecord } from '../../shared/session/state.ts';
import type { MadeExport } from '../../institution/core/made-export.ts';
import type { ErasedWhy, ExportBody } from '../../shared/tracking/exports.ts';
import { type PrintedDocument, printedFileName } from '../../shared/notice/printed.ts';
import { errorCode, writeFileAtomically } from '../platform/atomic-file.ts';
import { makeFolder } from '../platform/make-folder.ts';
import type { Report } from '../platform/log.ts';
import type { StationSettings } from '../settings/station-settings.ts';
import type { Station } from '../station/station.ts';
import type { DayList } from './day-pdf.ts';
import { DAY, freeName, isPersonal, type Exporter } from './export-sheet.ts';
import type { Readiness } from './ready-pdf.ts';
import type { Medium } from './removable-media.ts';

export interface ExportFilesParts {
  readonly station: Pick<Station, 'state' | 'execute'>;
  readonly exporter: Exporter;
  /** The station's own folder, used where IT has named no destination. */
  readonly ownFolder: string;
  readonly settings: StationSettings['exports'];
  readonly media: () => Promise<readonly Medium[]>;
  /** Make the PDFs that are printed: for people to read, of a day, of a trial by a named person. */
  readonly pdfs: {
    readonly notice: (document: PrintedDocument) => Promise<Uint8Array>;
    readonly day: (day: DayList) => Promise<Uint8Array>;
    readonly ready: (checks: Readiness['checks'], by: string) => Promise<Uint8Array>;
  };
  /** IANA zone of the institution. */
  readonly zone: () => string;
  readonly clock: Pick<Clock, 'now'>;
  readonly nameOf: (staff: string) => string;
  readonly newId: () => string;
  readonly report: Report;
}

type Wanted = CallPayload<'tracking.export'>;
type Printed = Result<PrintedFile, Refusal>;
type Written = Result<{ readonly files: readonly string[]; readonly rows: number }, Refusal>;

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Where exports go, which of them may still be readable, and how they are erased (R53, R62): every export is recorded
 * with who wrote it, and none stays in the clear longer than the settings say.
 */
export class ExportFiles {
  readonly #parts: ExportFilesParts;

  constructor(parts: ExportFilesParts) {
    this.#parts = parts;
  }

  /** What the page shows: where an export can go now, and the exports that have not been erased, newest first. */
  async view(): Promise<ExportsView> {
    const { station, settings, nameOf } = this.#parts;
    const exports = Object.entries(station.state.exports)
      .map(([id, { by, ...record }]): ExportView => ({ id, by: nameOf(by), ...record }))
      .toSorted((a, b) => b.at - a.at);
    return {
      destinations: await this.#destinations(),
      removableMedia: settings.removableMedia,
      keepDays: Number(settings.keepDays),
      exports,
    };
  }

  /** Writes a period for this person and records it. Refuses a destination that is not among {@link view}'s. */
  async write(wanted: Wanted, language: 'en' | 'fr', by: string): Promise<Written> {
    const destinations = await this.#destinations();
    const destination = destinations.find(
      ({ kind, path: folder }) => kind === wanted.destination.kind && folder === wanted.destination.path,
    );
    if (destination === undefined) return refuse({ code: 'export-destination-gone', values: {} });
    const written = await this.#parts.exporter.export(wanted, language, destination.path);
    if (!written.ok) return written;
    const { from, to, format } = wanted;
    const { files, rows } = written.value;
    return this.#record({ from, to, format, destination: destination.kind, files, rows }, by);
  }

  async #record(made: Omit<ExportBody, 'export'>, by: string): Promise<Written> {
    const written = { export: this.#parts.newId(), ...made };
    const recorded = this.#parts.station.execute({ type: 'note-export', by, written });
    if (recorded.ok) return ok({ files: made.files, rows: made.rows });
    // What is not on record must not stay on a disk either.
    for (const file of made.files) await rm(file, { force: true });
    return recorded;
  }

  /** Writes files that the institution made to the first destination, and records them as one export (R53, R64). */
  async keep({ format, from, to, rows, files }: MadeExport, by: string): Promise<Written> {
    const [destination] = await this.#destinations();
    if (destination === undefined) return refuse({ code: 'export-destination-gone', values: {} });
    const written: string[] = [];
    try {
      makeFolder(destination.path, 0o700);
      for (const { name, content } of files) {
        const { name: base, ext } = path.parse(name);
        const file = path.join(destination.path, freeName(destination.path, base, ext.slice(1)));
        writeFileAtomically(file, content);
        written.push(file);
      }
    } catch (error) {
      const fault = errorCode(error);
      if (fault === null) throw error;
      for (const file of written) await rm(file, { force: true });
      return refuse({ code: 'export-failed', values: { file: destination.path, fault } });
    }
    return this.#record({ from, to, format, destination: destination.kind, files: written, rows }, by);
  }

  /** Writes what is printed for people to read (R25); it holds nothing personal. */
  print(document: PrintedDocument): Promise<Printed> {
    return this.#print(
      () => printedFileName(document),
      () => this.#parts.pdfs.notice(document),
    );
  }

  /** Writes what a trial of the equipment found; of persons, it names the one who tried. */
  printReady(checks: Readiness['checks'], by: string): Promise<Printed> {
    return this.#print(
      () => 'child-link-ready_en-fr.pdf',
      () => this.#parts.pdfs.ready(checks, by),
    );
  }

  /** Writes the list of today's visits and records it: it holds names, and is erased like every export. */
  async writeDay(schedule: readonly BookingView[], by: string): Promise<Printed> {
    const { clock, pdfs } = this.#parts;
    const zone = this.#parts.zone();
    const date = calendarDate(clock.now(), zone);
    const bookings = schedule.filter(({ startsAt }) => calendarDate(startsAt, zone) === date);
    if (bookings.length === 0) return refuse({ code: 'nothing-to-export', values: {} });
    const written = await this.#print(
      (folder) => freeName(folder, `${DAY}_${date}_en-fr`, 'pdf'),
      () => pdfs.day({ date, zone, bookings }),
    );
    if (!written.ok) return written;
    const { file, destination } = written.value;
    const made = {
      from: date,
      to: date,
      format: 'day',
      destination,
      files: [file],
      rows: bookings.length,
    } as const;
    const recorded = await this.#record(made, by);
    return recorded.ok ? written : recorded;
  }

  /** Writes a PDF to the first destination. */
  async #print(nameIn: (folder: string) => string, pdf: () => Promise<Uint8Array>): Promise<Printed> {
    const [destination] = await this.#destinations();
    if (destination === undefined) return refuse({ code: 'export-destination-gone', values: {} });
    const file = path.join(destination.path, nameIn(destination.path));
    try {
      makeFolder(destination.path, 0o700);
      writeFileAtomically(file, await pdf());
      return ok({ file, destination: destination.kind });
    } catch (error) {
      const fault = errorCode(error);
      if (fault === null) throw error;
      return refuse({ code: 'export-failed', values: { file, fault } });
    }
  }

  /** Erases an export's files by hand. Refuses where they cannot be reached. */
  async erase(id: string, by: string): Promise<Result<null, Refusal>> {
    const record = this.#parts.station.state.exports[id];
    if (record === undefined) return refuse({ code: 'export-unknown', values: {} });
    if (!record.files.every((file) => existsSync(file)))
      return refuse({ code: 'export-out-of-reach', values: { file: path.dirname(record.files[0] ?? '') } });
    return this.#erase(id, record, 'asked', by);
  }

  /** Erases what has been readable for longer than the settings say; called every hour and at the start. */
  async sweep(): Promise<void> {
    const { station, settings, clock } = this.#parts;
    const before = clock.now() - Number(settings.keepDays) * DAY_MS;
    for (const [id, record] of Object.entries(station.state.exports)) {
      if (record.at > before) continue;
      const isThere = record.files.some((file) => existsSync(file));
      const folder = path.dirname(record.files[0] ?? '');
      // A share that cannot be reached is tried again; a medium was taken along, and a missing file was moved.
      if (!isThere && record.destination === 'folder' && !existsSync(folder)) continue;
      const erased = await this.#erase(id, record, isThere ? 'expired' : 'gone', null);
      if (!erased.ok) this.#parts.report('export-not-erased', erased.refusal.code);
    }
    await this.#sweepOwnFolder(before);
  }

  async #erase(
    id: string,
    { files }: ExportRecord,
    why: ErasedWhy,
    by: string | null,
  ): Promise<Result<null, Refusal>> {
    try {
      for (const file of files) await rm(file, { force: true });
    } catch (error) {
      const fault = errorCode(error);
      if (fault === null) throw error;
      return refuse({ code: 'export-out-of-reach', values: { file: path.dirname(files[0] ?? ''), fault } });
    }
    const noted = this.#parts.station.execute({ type: 'note-export-erased', export: id, by, why });
    return noted.ok ? ok(null) : noted;
  }

  /** Files of an export that was never recorded: the station ended while it wrote them. */
  async #sweepOwnFolder(before: number): Promise<void> {
    const { ownFolder, report, station } = this.#parts;
    const recorded = new Set(Object.values(station.state.exports).flatMap(({ files }) => files));
    try {
      for (const name of await readdir(ownFolder)) {
        const file = path.join(ownFolder, name);
        if (!isPersonal(name) || recorded.has(file)) continue;
        if ((await stat(file)).mtimeMs < before) await rm(file, { force: true });
      }
    } catch (error) {
      const fault = errorCode(error);
      if (fault === null) throw error;
      if (fault !== 'ENOENT') report('export-not-erased', fault);
    }
  }

  async #destinations(): Promise<readonly ExportDestination[]> {
    const { settings, ownFolder, media } = this.#parts;
    const named: readonly ExportDestination[] =
      settings.folder === null ? [] : [{ kind: 'folder', path: settings.folder }];
    if (!settings.removableMedia) return named.length > 0 ? named : [{ kind: 'station', path: ownFolder }];
    const attached = (await media()).map((medium): ExportDestination => ({ kind: 'medium', ...medium }));
    return [...named, ...attached];
  }
}
