import { syncEntry } from './entry-bodies.ts';
import type { ChainRecord } from './sqlite/chain-table.ts';
import { readable, type ErasableRow } from './sqlite/entry-table.ts';
import type { Journal } from './journal.ts';

export type EraseOptions = {
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** How long a body stays after it was written, whatever the server has. */
  readonly retentionMs: number;
};

/** How long headers are kept (SYNC.md, Erasing). */
export const HEADERS_MS = 400 * 24 * 3_600_000;

const BATCH = 500;

/** Bookkeeping entries: erased with others, but never alone, or each erasure would need another one. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['journal.erased']);

/**
 * Erases salt and body of entries that are in every backup of the server and older than the retention (SYNC.md,
 * Erasing; R62), in every chain that holds a copy. Keeps what an unfinished session still needs, and entries that the
 * server received without a body. Each step is recorded as an entry. Returns the number of erased bodies. Throws
 * `JournalFault`.
 */
export function eraseSettled<S>(journal: Journal<S>, { nowMs, retentionMs }: EraseOptions): number {
  const { ledger } = journal;
  const needed = journal.neededSessions();
  let count = 0;
  for (const record of ledger.chains.all()) count += eraseChain(journal, record, nowMs - retentionMs, needed);
  if (count === 0) return 0;
  // The saved fold may still contain what was just erased.
  journal.saveFold();
  journal.checkpoint();
  return count;
}

function eraseChain<S>(
  { ledger }: Journal<S>,
  { chain, settledSeq, commonSeq, erasedSeq }: ChainRecord,
  beforeMs: number,
  needed: ReadonlySet<string>,
): number {
  const upToSeq = Math.min(settledSeq, commonSeq ?? settledSeq);
  let afterSeq = erasedSeq;
  let count = 0;
  for (;;) {
    const range = { afterSeq, upToSeq, beforeMs, limit: BATCH };
    const found = ledger.entries.erasable(chain, range);
    const last = found.at(-1);
    if (last === undefined) break;
    afterSeq = last.seq;
    const rows = found.filter(({ session }) => session === null || !needed.has(session));
    const [first] = rows;
    if (first === undefined || rows.every(({ type }) => BOOKKEEPING.has(type))) continue;
    eraseRows(ledger, chain, rows, first.seq);
    count += rows.length;
  }
  const left = ledger.entries.firstWithBody(chain, erasedSeq);
  const floor = Math.min(upToSeq, left === null ? upToSeq : left - 1);
  if (floor > erasedSeq) ledger.transaction(() => ledger.chains.keepErased(chain, floor));
  ledger.refresh();
  return count;
}

/**
 * Erases all bodies of these visits, in every chain that holds a copy, where the institution in this station disposes of its
 * records (R62, R64): no server has them, and none is waited for. A visit that is not finished keeps what it needs. Each step
 * is recorded as an entry. Returns the number of erased bodies. Throws `JournalFault`.
 */
export function eraseSessions<S>(journal: Journal<S>, sessions: readonly string[]): number {
  const { ledger } = journal;
  const needed = journal.neededSessions();
  let count = 0;
  for (const session of sessions) {
    if (needed.has(session)) continue;
    const rows = readable(ledger.entries.ofSession(session))
      .filter(({ wire }) => wire.body !== null)
      .map(({ wire }) => wire.header);
    for (const chain of new Set(rows.map((row) => row.chain))) {
      const ofChain = rows.filter((row) => row.chain === chain);
      const [first] = ofChain;
      if (first === undefined) continue;
      eraseRows(ledger, chain, ofChain, first.seq);
      count += ofChain.length;
    }
  }
  if (count === 0) return 0;
  ledger.refresh();
  // The saved fold may still contain what was just erased.
  journal.saveFold();
  journal.checkpoint();
  return count;
}

function eraseRows(
  ledger: Journal<unknown>['ledger'],
  chain: string,
  rows: readonly Pick<ErasableRow, 'id' | 'seq'>[],
  fromSeq: number,
): void {
  const toSeq = rows.at(-1)?.seq ?? fromSeq;
  const body = { chain, fromSeq, toSeq, count: rows.length };
  ledger.write([syncEntry({ type: 'journal.erased', body })], {
    within: () => {
      for (const { id } of rows) ledger.entries.eraseBody(id);
    },
  });
}

/**
 * Removes headers older than 400 days whose bodies are erased. The last entry of a chain and the one that the newest
 * receipt names are always kept. Returns the number of removed headers. Throws `JournalFault`.
 */
export function pruneHeaders<S>({ ledger }: Journal<S>, nowMs: number): number {
  let count = 0;
  for (const { chain, settledSeq, ackedSeq, receipt, pruned, commonSeq } of ledger.chains.all()) {
    const firstKept = ledger.entries.firstWithAnyBody(chain) ?? Number.MAX_SAFE_INTEGER;
    const signedSeq = Math.min(receipt?.seq ?? 0, commonSeq ?? Number.MAX_SAFE_INTEGER);
    const upToSeq = Math.min(settledSeq, ackedSeq - 1, signedSeq - 1, firstKept - 1);
    const last = ledger.entries.lastBefore(chain, upToSeq, nowMs - HEADERS_MS);
    const from = pruned?.seq ?? 0;
    if (last === null || last.seq <= from) continue;
    ledger.transaction(() => {
      ledger.chains.keepPruned(chain, last);
      ledger.entries.prune(chain, last.seq);
    });
    count += last.seq - from;
  }
  ledger.refresh();
  return count;
}
