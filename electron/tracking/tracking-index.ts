import { setImmediate } from 'node:timers/promises';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { visitDate, visitInstant, type Period } from '../../shared/tracking/sheet.ts';
import type { StationState } from '../../shared/session/state.ts';
import type { Journal, StoredEntry } from '../journal/journal.ts';

/** Location and sort keys of the newest version of a session's row. */
export interface IndexedRow {
  readonly session: string;
  readonly version: number;
  /** When its entry was written, milliseconds since 1970. */
  readonly at: number;
  /** When the visit was, milliseconds since 1970. */
  readonly instant: number;
  /** The institution's calendar date of the visit. */
  readonly date: string;
}

const TYPES = ['tracking.completed', 'tracking.amended'] as const;
type IndexedJournal = Pick<Journal<StationState>, 'entriesOfType'>;
type TrackingEntry = Extract<StoredEntry, { type: (typeof TYPES)[number] }>;

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long headers are kept. Older entries, or ones dated in the future, are read in one piece. */
const HEADER_DAYS = 410;
/** Days read per slice, short enough not to block. */
const SLICE_DAYS = 3;
/** Entries further apart than this are read separately. */
const NEAR_MS = DAY_MS;

/**
 * Indexes where every row of the tracking sheet is, not its content (R53): a sheet of any length is sorted and counted at
 * once, and rows are read a page at a time. Built in slices after the start.
 */
export class TrackingIndex {
  readonly #journal: IndexedJournal;
  readonly #rows = new Map<string, IndexedRow>();
  #sorted: readonly IndexedRow[] | null = null;
  /** Resolves when the entries of the start are indexed. */
  readonly ready: Promise<void>;

  /** @param after indexing waits for this, so as not to delay it */
  constructor(journal: IndexedJournal, now: number, after: Promise<void> = Promise.resolve()) {
    this.#journal = journal;
    this.ready = after.then(() => this.#build(now));
  }

  /** Indexes entries just recorded. */
  note(entries: readonly StoredEntry[]): void {
    for (const entry of entries) if (isTracking(entry)) this.#take(entry);
  }

  /** The rows of a period, by the time of the visit. Both dates inclusive; an inverted period is empty. */
  async of({ from, to }: Period): Promise<readonly IndexedRow[]> {
    await this.ready;
    this.#sorted ??= [...this.#rows.values()].toSorted(
      (a, b) => a.instant - b.instant || (a.session < b.session ? -1 : 1),
    );
    return ofPeriod(this.#sorted, { from, to });
  }

  /** Every row, the oldest visit first. */
  async all(): Promise<readonly IndexedRow[]> {
    await this.ready;
    return [...this.#rows.values()].toSorted((a, b) => a.instant - b.instant);
  }

  /** Leaves out the rows of visits that were erased. */
  forget(sessions: readonly string[]): void {
    for (const session of sessions) this.#rows.delete(session);
    this.#sorted = null;
  }

  /** Reads these rows in order; omits rows erased meanwhile. */
  read(wanted: readonly IndexedRow[]): readonly TrackingRow[] {
    const found = new Map<string, TrackingRow>();
    const bySession = new Map(wanted.map((row) => [row.session, row]));
    for (const { fromMs, untilMs } of spans(wanted)) {
      const limit = Number.MAX_SAFE_INTEGER;
      for (const { body, session } of this.#journal.entriesOfType(TYPES, { fromMs, untilMs, limit })) {
        const key = session ?? body.row.session;
        if (bySession.get(key)?.version === body.row.version) found.set(key, body.row);
      }
    }
    return wanted.flatMap(({ session }) => found.get(session) ?? []);
  }

  async #build(now: number): Promise<void> {
    let fromMs = 0;
    let untilMs = now - HEADER_DAYS * DAY_MS;
    while (fromMs < now + DAY_MS) {
      this.note(this.#journal.entriesOfType(TYPES, { fromMs, untilMs, limit: Number.MAX_SAFE_INTEGER }));
      fromMs = untilMs;
      untilMs += SLICE_DAYS * DAY_MS;
      await setImmediate();
    }
    this.note(this.#journal.entriesOfType(TYPES, { fromMs, limit: Number.MAX_SAFE_INTEGER }));
  }

  #take({ at, body, session }: TrackingEntry): void {
    const { row } = body;
    const key = session ?? row.session;
    const known = this.#rows.get(key);
    if (known !== undefined && known.version >= row.version) return;
    this.#rows.set(key, {
      session: key,
      version: row.version,
      at,
      instant: visitInstant(row),
      date: visitDate(row),
    });
    this.#sorted = null;
  }
}

/**
 * The rows of a period. A calendar date begins and ends within a day of the same date in UTC: only rows near an end of
 * the period are compared by their own date.
 */
function ofPeriod(rows: readonly IndexedRow[], { from, to }: Period): readonly IndexedRow[] {
  const [begins, ends] = [Date.parse(from), Date.parse(to) + DAY_MS];
  const isIn = ({ date }: IndexedRow): boolean => date >= from && date <= to;
  const first = firstSince(rows, begins - DAY_MS);
  const last = firstSince(rows, ends + DAY_MS);
  const surelyFirst = firstSince(rows, begins + DAY_MS);
  const surelyLast = firstSince(rows, ends - DAY_MS);
  if (surelyFirst >= surelyLast) return rows.slice(first, last).filter(isIn);
  const before = rows.slice(first, surelyFirst).filter(isIn);
  return before.concat(rows.slice(surelyFirst, surelyLast), rows.slice(surelyLast, last).filter(isIn));
}

/** Index of the first row whose visit was at this instant or later. */
function firstSince(rows: readonly IndexedRow[], instant: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.instant ?? Number.POSITIVE_INFINITY) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isTracking(entry: StoredEntry): entry is TrackingEntry {
  return TYPES.some((type) => type === entry.type);
}

/** The time ranges in which these entries were written, without long gaps. */
function spans(
  rows: readonly IndexedRow[],
): readonly { readonly fromMs: number; readonly untilMs: number }[] {
  const times = rows.map(({ at }) => at).toSorted((a, b) => a - b);
  const found: { fromMs: number; untilMs: number }[] = [];
  for (const at of times) {
    const last = found.at(-1);
    if (last !== undefined && at - last.untilMs <= NEAR_MS) last.untilMs = at + 1;
    else found.push({ fromMs: at, untilMs: at + 1 });
  }
  return found;
}
