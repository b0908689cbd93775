import type { Statement } from 'better-sqlite3';
import type { EntryText } from '../../../shared/sync/chain.ts';
import { fromB64u, toB64u } from '../../../shared/sync/encoding.ts';
import { type Head, Header, JsonObject, type WireEntry } from '../../../shared/sync/wire.ts';
import { z } from 'zod';
import type { Connection } from './database.ts';
import { columnsOf, JournalFault } from './faults.ts';
import type { Sealer } from '../keys/seal.ts';

/** An entry read from disk. */
export type StoredRow = {
  readonly position: number;
  readonly carried: boolean;
  readonly wire: WireEntry;
  /** Whether the indexed columns match the header; no hash covers them. */
  readonly isFaithful: boolean;
  /** `unreadable`: the sealed body does not open. It is sent as a skeleton, like an erased one. */
  readonly bodyState: 'present' | 'erased' | 'unreadable';
};

/** An entry as the text that was hashed and is sent; the reader must verify it. */
export type TextRow = {
  readonly seq: number;
  readonly text: EntryText;
  readonly bodyState: StoredRow['bodyState'];
};

/** A row whose header is damaged. */
export type DamagedRow = { readonly position: number; readonly seq: number; readonly wire: null };

/** The rows of the journal; bodies are sealed on write and unsealed on read. */
export type EntryTable = {
  /** Returns the position, counted over all chains. */
  insert(entry: WireEntry, text: EntryText, atMs: number, carried: boolean): number;
  /** Rows of one chain, by seq. */
  range(chain: string, fromSeq: number, limit: number): readonly (StoredRow | DamagedRow)[];
  /** Same rows as {@link range}, as text. */
  texts(chain: string, fromSeq: number, limit: number): readonly TextRow[];
  /** Rows of all chains, in the order of writing. */
  after(position: number, limit: number): readonly (StoredRow | DamagedRow)[];
  /** The row at a position, if any. */
  at(position: number): readonly (StoredRow | DamagedRow)[];
  /** Rows of some types over all chains, oldest first, without copies of carried entries. */
  ofTypes(
    types: readonly string[],
    fromMs: number,
    untilMs: number,
    limit: number,
  ): readonly (StoredRow | DamagedRow)[];
  ofSession(session: string): readonly (StoredRow | DamagedRow)[];
  /** Entries of a chain that still have a body, by seq: after `afterSeq`, up to `upToSeq`, written before `beforeMs`. Withheld ones are left out. */
  erasable(chain: string, range: ErasableRange): readonly ErasableRow[];
  /** The first entry after a seq that has a body and is not withheld; null if none. */
  firstWithBody(chain: string, afterSeq: number): number | null;
  /** The first entry that has a body, withheld or not; null if none. */
  firstWithAnyBody(chain: string): number | null;
  /** Erases salt and body of this id, in every chain. */
  eraseBody(id: string): void;
  /** Marks an entry that the server received without its body: it is never erased here. */
  withhold(chain: string, seq: number): void;
  /** Removes erased rows up to a seq. The chain must have been marked as pruned up to there. */
  prune(chain: string, upToSeq: number): void;
  /** The last entry of a chain written before an instant, up to `upToSeq`; null if none. */
  lastBefore(chain: string, upToSeq: number, beforeMs: number): Head | null;
  /** The last entry of a chain; null while it has none. */
  headOf(chain: string): Head | null;
  hashAt(chain: string, seq: number): string | null;
  hashAtPosition(position: number): string | null;
};

export type ErasableRange = {
  readonly afterSeq: number;
  readonly upToSeq: number;
  /** Milliseconds since 1970, inclusive. */
  readonly beforeMs: number;
  readonly limit: number;
};
export type ErasableRow = {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly session: string | null;
};

const SALT_BYTES = 16;

const ErasableRow = z.object({
  seq: z.int(),
  id: z.string(),
  type: z.string(),
  session: z.string().nullable(),
});
const Row = z.object({
  position: z.int(),
  chain: z.string(),
  seq: z.int(),
  id: z.string(),
  type: z.string(),
  session: z.string().nullable(),
  at_ms: z.int(),
  carried: z.int(),
  header: z.string(),
  hash: z.string(),
  sealed: z.instanceof(Uint8Array).nullable(),
});

const HeadRow = z.object({ seq: z.int(), hash: z.string() });

export function entryTable(connection: Connection, sealer: Sealer): EntryTable {
  const columns = 'position, chain, seq, id, type, session, at_ms, carried, header, hash, sealed';
  const insert = connection.prepare(
    `INSERT INTO entries (chain, seq, id, type, session, at_ms, carried, header, hash, sealed)
     VALUES (@chain, @seq, @id, @type, @session, @atMs, @carried, @header, @hash, @sealed)`,
  );
  const range = connection.prepare(
    `SELECT ${columns} FROM entries WHERE chain = ? AND seq >= ? ORDER BY seq LIMIT ?`,
  );
  const texts = connection.prepare<[string, number, number]>(
    'SELECT seq, header, hash, sealed FROM entries WHERE chain = ? AND seq >= ? ORDER BY seq LIMIT ?',
  );
  const after = connection.prepare(
    `SELECT ${columns} FROM entries WHERE position > ? ORDER BY position LIMIT ?`,
  );
  const at = connection.prepare(`SELECT ${columns} FROM entries WHERE position = ?`);
  const ofTypes = connection.prepare(
    `SELECT ${columns} FROM entries
     WHERE carried = 0 AND type IN (SELECT value FROM json_each(?)) AND at_ms >= ? AND at_ms < ?
     ORDER BY position LIMIT ?`,
  );
  const ofSession = connection.prepare(
    `SELECT ${columns} FROM entries WHERE session = ? AND carried = 0 ORDER BY position`,
  );
  const headOf = connection.prepare(
    'SELECT seq, hash FROM entries WHERE chain = ? ORDER BY seq DESC LIMIT 1',
  );
  const hashAt = connection
    .prepare(
      `SELECT hash FROM entries WHERE chain = @chain AND seq = @seq
       UNION ALL SELECT pruned_hash FROM chains WHERE chain = @chain AND pruned_seq = @seq LIMIT 1`,
    )
    .pluck();
  const hashAtPosition = connection.prepare('SELECT hash FROM entries WHERE position = ?').pluck();
  const isNotWithheld =
    'NOT EXISTS (SELECT 1 FROM withheld w WHERE w.chain = entries.chain AND w.seq = entries.seq)';
  const erasable = connection.prepare(
    `SELECT seq, id, type, session FROM entries
     WHERE chain = ? AND seq > ? AND seq <= ? AND sealed IS NOT NULL AND at_ms <= ? AND ${isNotWithheld}
     ORDER BY seq LIMIT ?`,
  );
  const firstWithBody = connection
    .prepare(
      `SELECT seq FROM entries WHERE chain = ? AND seq > ? AND sealed IS NOT NULL AND ${isNotWithheld}
       ORDER BY seq LIMIT 1`,
    )
    .pluck();
  const firstWithAnyBody = connection
    .prepare('SELECT seq FROM entries WHERE chain = ? AND sealed IS NOT NULL ORDER BY seq LIMIT 1')
    .pluck();
  const eraseBody = connection.prepare(
    `UPDATE entries SET sealed = NULL
     WHERE sealed IS NOT NULL AND (chain, id) IN (SELECT chain, ? FROM chains)`,
  );
  const withhold = connection.prepare('INSERT OR IGNORE INTO withheld (chain, seq) VALUES (?, ?)');
  const prune = connection.prepare('DELETE FROM entries WHERE chain = ? AND seq <= ?');
  const lastBefore = connection.prepare(
    'SELECT seq, hash FROM entries WHERE chain = ? AND seq <= ? AND at_ms < ? ORDER BY seq DESC LIMIT 1',
  );
  const rows = (statement: Statement, ...values: unknown[]): (StoredRow | DamagedRow)[] =>
    statement.all(...values).map((row) => readRow(columnsOf(Row, row), sealer));

  return {
    insert({ header: { chain, seq, id, type, session } }, { header, hash, salt, body }, atMs, carried) {
      const sealed =
        salt === null || body === null ? null : sealer.seal(aboutOf(chain, seq, hash), packBody(salt, body));
      const values = { chain, seq, id, type, session, atMs, hash, sealed, header, carried: carried ? 1 : 0 };
      return Number(insert.run(values).lastInsertRowid);
    },
    range: (chain, fromSeq, limit) => rows(range, chain, fromSeq, limit),
    texts: (chain, fromSeq, limit) =>
      texts.all(chain, fromSeq, limit).map((row) => textRow(chain, columnsOf(TextColumns, row), sealer)),
    after: (position, limit) => rows(after, position, limit),
    at: (position) => rows(at, position),
    ofTypes: (types, fromMs, untilMs, limit) => rows(ofTypes, JSON.stringify(types), fromMs, untilMs, limit),
    ofSession: (session) => rows(ofSession, session),
    erasable: (chain, { afterSeq, upToSeq, beforeMs, limit }) =>
      erasable.all(chain, afterSeq, upToSeq, beforeMs, limit).map((row) => columnsOf(ErasableRow, row)),
    firstWithBody: (chain, afterSeq) => numberOrNull(firstWithBody.get(chain, afterSeq)),
    firstWithAnyBody: (chain) => numberOrNull(firstWithAnyBody.get(chain)),
    eraseBody: (id) => void eraseBody.run(id),
    withhold: (chain, seq) => void withhold.run(chain, seq),
    prune: (chain, upToSeq) => void prune.run(chain, upToSeq),
    lastBefore(chain, upToSeq, beforeMs) {
      const row = lastBefore.get(chain, upToSeq, beforeMs);
      return row === undefined ? null : columnsOf(HeadRow, row);
    },
    headOf(chain) {
      const row = headOf.get(chain);
      return row === undefined ? null : columnsOf(HeadRow, row);
    },
    hashAt: (chain, seq) => textOrNull(hashAt.get({ chain, seq })),
    hashAtPosition: (position) => textOrNull(hashAtPosition.get(position)),
  };
}

export function seqOf(row: StoredRow | DamagedRow): number {
  return row.wire === null ? row.seq : row.wire.header.seq;
}

/** Narrows rows to readable ones. Throws {@link JournalFault} `corrupt` at the first damaged row. */
export function readable(rows: readonly (StoredRow | DamagedRow)[]): readonly StoredRow[] {
  return rows.map((row) => {
    if (row.wire !== null) return row;
    throw new JournalFault('corrupt', new Error(`The header of seq ${row.seq} cannot be read`), true);
  });
}

function readRow(row: z.infer<typeof Row>, sealer: Sealer): StoredRow | DamagedRow {
  const { position, chain, seq, hash, sealed } = row;
  const header = Header.safeParse(parseJson(row.header));
  if (!header.success) return { position, seq, wire: null };
  const { id, type, session, at } = header.data;
  const isFaithful =
    header.data.chain === chain &&
    header.data.seq === seq &&
    id === row.id &&
    type === row.type &&
    session === row.session &&
    Date.parse(at) === row.at_ms;
  const plain = sealed === null ? null : sealer.unseal(aboutOf(chain, seq, hash), sealed);
  const content = plain === null ? null : unpackBody(plain);
  return {
    position,
    carried: row.carried === 1,
    isFaithful,
    wire: { header: header.data, hash, salt: content?.salt ?? null, body: content?.body ?? null },
    bodyState: content !== null ? 'present' : sealed === null ? 'erased' : 'unreadable',
  };
}

/** The hash names the entry and everything that was committed to. */
function aboutOf(chain: string, seq: number, hash: string): string {
  return `entry/${chain}/${seq}/${hash}`;
}

const TextColumns = z.object({
  seq: z.int(),
  header: z.string(),
  hash: z.string(),
  sealed: z.instanceof(Uint8Array).nullable(),
});

function textRow(
  chain: string,
  { seq, header, hash, sealed }: z.infer<typeof TextColumns>,
  sealer: Sealer,
): TextRow {
  const plain = sealed === null ? null : sealer.unseal(aboutOf(chain, seq, hash), sealed);
  if (plain === null) {
    const text = { header, hash, salt: null, body: null };
    return { seq, text, bodyState: sealed === null ? 'erased' : 'unreadable' };
  }
  return { seq, text: { header, hash, ...saltAndBody(plain) }, bodyState: 'present' };
}

// The salt is sealed with the body: next to the commitment it would let a short body be guessed.
function packBody(salt: string, body: string): Uint8Array {
  const saltBytes = fromB64u(salt, SALT_BYTES);
  if (saltBytes === null) throw new RangeError('A salt has 16 bytes');
  return Buffer.concat([saltBytes, Buffer.from(body, 'utf8')]);
}

function saltAndBody(plain: Uint8Array): { readonly salt: string; readonly body: string } {
  const body = Buffer.from(plain.buffer, plain.byteOffset + SALT_BYTES, plain.byteLength - SALT_BYTES);
  return { salt: toB64u(plain.subarray(0, SALT_BYTES)), body: body.toString('utf8') };
}

function unpackBody(plain: Uint8Array): { readonly salt: string; readonly body: JsonObject } | null {
  const { salt, body } = saltAndBody(plain);
  const parsed = JsonObject.safeParse(parseJson(body));
  return parsed.success ? { salt, body: parsed.data } : null;
}

/** Returns undefined for text that is not JSON, which no schema here accepts. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
