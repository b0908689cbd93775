import { z } from 'zod';
import { FEED_NAMES, FEED_ROWS, type FeedName } from '../../shared/sync/rows.ts';
import type { DirectiveRow, ScheduleRow, SiteRow, StaffRow } from '../../shared/sync/rows.ts';
import type { Json } from '../../shared/sync/wire.ts';
import type { Ledger } from '../journal/ledger.ts';
import { Emitter } from '../platform/emitter.ts';

/** Version and validity of a received feed. Instants as the server wrote them. */
export type ReceivedPosition = {
  readonly gen: number;
  readonly ver: number;
  readonly issuedAt: string;
  readonly expiresAt: string;
  /** When the server last confirmed it, milliseconds since 1970. */
  readonly receivedAtMs: number;
};

/** The last valid state of the server's feeds (SYNC.md, Feeds). Empty until received. */
export interface Feeds {
  schedule(): readonly ScheduleRow[];
  sites(): readonly SiteRow[];
  staff(): readonly StaffRow[];
  settings(): ReadonlyMap<string, Json>;
  directives(): readonly DirectiveRow[];
  /** Null until the feed was received once. */
  position(feed: FeedName): ReceivedPosition | null;
  /** Called after a feed's new rows are on disk. Returns a function that stops listening. */
  onChange(listener: (feed: FeedName) => void): () => void;
  /** Called with each directive that was not there before, once it is on disk. */
  onDirective(listener: (directive: DirectiveRow) => void): () => void;
}

export type FeedRows = ReadonlyMap<string, Json>;

/** The side that sync writes to. */
export interface FeedStore extends Feeds {
  rows(feed: FeedName): FeedRows;
  /** Whether every row is of the shape that this version knows. */
  accepts(feed: FeedName, rows: FeedRows): boolean;
  /** Swaps a feed with its cursor in one transaction. `rows` must have been accepted. */
  replace(feed: FeedName, rows: FeedRows, position: ReceivedPosition): void;
  /**
   * Says who signs the feeds from here on, by public key. Where that changes (a server in place of the embedded institution,
   * R64), positions are void, so the feeds are fetched whole; the rows stay until then.
   */
  setSigner(publicKey: string): void;
}

const StoredFeed = z.object({
  feed: z.enum(FEED_NAMES),
  gen: z.int(),
  ver: z.int(),
  issued_at: z.string(),
  expires_at: z.string(),
  received_at_ms: z.int(),
  sealed: z.instanceof(Uint8Array),
});
const StoredRows: z.ZodType<readonly (readonly [string, Json])[]> = z.array(z.tuple([z.string(), z.json()]));

/** The public key that the kept feeds were verified with, in the table `meta`. */
const SIGNER = 'feed-signer';

type Known = {
  readonly rows: FeedRows;
  readonly position: ReceivedPosition | null;
};

/** Opens the feeds kept in the journal's file, sealed: they hold names (R62). */
export function openFeeds({ connection, sealer }: Pick<Ledger, 'connection' | 'sealer'>): FeedStore {
  const known = new Map<FeedName, Known>();
  const changes = new Emitter<FeedName>();
  const newDirectives = new Emitter<DirectiveRow>();
  for (const found of connection.prepare('SELECT * FROM feeds').all()) {
    const row = StoredFeed.parse(found);
    const { feed, gen, ver, issued_at: issuedAt, expires_at: expiresAt, received_at_ms: receivedAtMs } = row;
    const rows = unsealRows(feed, row.sealed);
    // Unreadable, or of a shape that this release refuses: treated as never received and fetched again.
    if (rows === null || !accepts(feed, rows)) continue;
    known.set(feed, { rows, position: { gen, ver, issuedAt, expiresAt, receivedAtMs } });
  }
  const named = connection.prepare('SELECT value FROM meta WHERE name = ?').pluck().get(SIGNER);
  let signer = Buffer.isBuffer(named) ? named.toString('utf8') : null;
  const save = connection.prepare(
    `INSERT OR REPLACE INTO feeds (feed, gen, ver, issued_at, expires_at, received_at_ms, sealed)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );

  function unsealRows(feed: FeedName, sealed: Uint8Array): FeedRows | null {
    const plain = sealer.unseal(aboutOf(feed), sealed);
    if (plain === null) return null;
    const rows = StoredRows.safeParse(JSON.parse(Buffer.from(plain).toString('utf8')));
    return rows.success ? new Map(rows.data) : null;
  }

  const rowsOf = (feed: FeedName): FeedRows => known.get(feed)?.rows ?? new Map<string, Json>();
  const typed = <T>(feed: FeedName, schema: z.ZodType<T>): readonly T[] =>
    [...rowsOf(feed).values()].map((row) => schema.parse(row));

  const directives = memo(known, 'directives', () => typed('directives', FEED_ROWS.directives));

  return {
    schedule: memo(known, 'schedule', () => typed('schedule', FEED_ROWS.schedule)),
    sites: memo(known, 'sites', () => typed('sites', FEED_ROWS.sites)),
    staff: memo(known, 'staff', () => typed('staff', FEED_ROWS.staff)),
    directives,
    settings: () => rowsOf('settings'),
    position: (feed) => known.get(feed)?.position ?? null,
    onChange: (listener) => changes.on(listener),
    onDirective: (listener) => newDirectives.on(listener),
    rows: rowsOf,
    accepts,
    replace(feed, rows, position) {
      const { gen, ver, issuedAt, expiresAt, receivedAtMs } = position;
      const sealed = sealer.seal(aboutOf(feed), Buffer.from(JSON.stringify([...rows]), 'utf8'));
      save.run(feed, gen, ver, issuedAt, expiresAt, receivedAtMs, sealed);
      const former = rowsOf(feed);
      const before = known.get(feed)?.position ?? null;
      const changed = before === null || before.gen !== gen || before.ver !== ver;
      // Unchanged rows keep their identity, so that memoized readers need not parse again.
      known.set(feed, { rows: changed ? rows : rowsOf(feed), position });
      if (!changed) return;
      const arrived = feed === 'directives' ? directives().filter(({ id }) => !former.has(id)) : [];
      for (const directive of arrived) newDirectives.emit(directive);
      changes.emit(feed);
    },
    setSigner(publicKey) {
      if (publicKey === signer) return;
      connection.transaction(() => {
        // A file of an earlier version does not name its signer.
        if (signer !== null) connection.prepare('DELETE FROM feeds').run();
        connection
          .prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)')
          .run(SIGNER, Buffer.from(publicKey, 'utf8'));
      })();
      if (signer !== null) for (const [feed, { rows }] of known) known.set(feed, { rows, position: null });
      signer = publicKey;
    },
  };
}

function accepts(feed: FeedName, rows: FeedRows): boolean {
  const schema: z.ZodType = FEED_ROWS[feed];
  return [...rows.values()].every((row) => schema.safeParse(row).success);
}

function aboutOf(feed: FeedName): string {
  return `feed/${feed}`;
}

/** Parses only after the feed was replaced. */
function memo<T>(
  known: ReadonlyMap<FeedName, Known>,
  feed: FeedName,
  read: () => readonly T[],
): () => readonly T[] {
  let of: FeedRows | null = null;
  let value: readonly T[] = [];
  return () => {
    const rows = known.get(feed)?.rows ?? null;
    if (rows !== of) {
      value = rows === null ? [] : read();
      of = rows;
    }
    return value;
  };
}
