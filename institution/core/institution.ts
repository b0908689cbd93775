import type { FeedName } from '../../shared/sync/rows.ts';
import type { FeedAnswer } from '../../shared/sync/wire.ts';
import { firstBrokenEntry, type AuditEntry } from './audit.ts';
import { wholeAudit, type WholeAudit } from './whole-audit.ts';
import { createBookings, type Bookings } from './bookings.ts';
import type { Context } from './context.ts';
import { createDirectives, type Directives } from './directives.ts';
import { feedPage, type FeedQuery } from './feeds.ts';
import type { Outcome } from './refusal.ts';
import { knownNames } from './known-names.ts';
import { createMoves, type Moves } from './moves.ts';
import { createRecords, type Records } from './records/records.ts';
import { createSettings, type Settings } from './settings.ts';
import { createSites, type Sites } from './sites.ts';
import { createStaff, type Staff } from './staff.ts';

/** Everything that the institution can be asked, by area. Who may ask is decided in `api/`. */
export interface Institution {
  readonly bookings: Bookings;
  readonly sites: Sites;
  readonly staff: Staff;
  readonly directives: Directives;
  readonly settings: Settings;
  readonly records: Records;
  readonly moves: Moves;
  feedPage(feed: FeedName, query: FeedQuery): Promise<Outcome<FeedAnswer>>;
  /**
   * Entries after `after`, or the last ones for null, oldest first. `broken`: the first of them that does not follow on the one
   * before, or null.
   */
  audit(
    after: number | null,
    limit: number,
  ): Promise<{ readonly entries: readonly AuditEntry[]; readonly broken: number | null }>;
  /** Every act, those of an institution that moved here included, with the names of the people as far as they are known. */
  wholeAudit(): Promise<WholeAudit>;
  /** The names of the people whom the audit names by an id. */
  names(): Promise<ReadonlyMap<string, string>>;
  /** Tells which feeds may have changed, once that is durable. Returns a function that stops listening. */
  onChange(listener: (feeds: readonly FeedName[]) => void): () => void;
}

export function createInstitution(parts: Omit<Context, 'changed'>): Institution {
  const listeners = new Set<(feeds: readonly FeedName[]) => void>();
  const context: Context = {
    ...parts,
    changed: (feeds) => {
      for (const listener of listeners) listener(feeds);
    },
  };
  return {
    bookings: createBookings(context),
    sites: createSites(context),
    staff: createStaff(context),
    directives: createDirectives(context),
    settings: createSettings(context),
    records: createRecords(context, context.visits),
    moves: createMoves(context),
    feedPage: (feed, query) => feedPage(context, feed, query),
    audit: (position, limit) =>
      parts.store.read(async (reader) => {
        const after = position ?? Math.max(0, ((await reader.lastAuditEntry())?.seq ?? 0) - limit);
        const [before] = after === 0 ? [] : await reader.auditAfter(after - 1, 1);
        const entries = await reader.auditAfter(after, limit);
        return { entries, broken: firstBrokenEntry(entries, before?.hash) };
      }),
    wholeAudit: () => wholeAudit(context.store),
    names: () => context.store.read(knownNames),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
