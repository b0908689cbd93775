import { isDeepStrictEqual } from 'node:util';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import type { Stage } from '../practice/stage.ts';
import type { VisitRecord } from './records.ts';

/** What the institution's server has of a visit. */
export interface ServerSide {
  readonly entries: number;
  readonly held: {
    readonly url: string;
    readonly chain: string;
    readonly entries: readonly { readonly seq: number; readonly type: string; readonly at: string }[] | null;
    /** The rows of its tracking sheet for this session; null where it shows none. */
    readonly tracking: readonly unknown[] | null;
  };
  /** Whether its tracking row is the station's own. Null where it shows no sheet. */
  matches(row: TrackingRow): boolean | null;
}

/**
 * Asks the server what it holds: the test institution for the entries themselves, any other server for its signed
 * receipt, which says how many it has.
 */
export async function askServer(
  stage: Stage,
  record: Pick<VisitRecord, 'chain' | 'receipt' | 'session'>,
): Promise<ServerSide> {
  const own = (await stage.institution?.listEntries(record.chain))?.map(({ header }) => header) ?? null;
  const sheet = (await stage.institution?.trackingRows()) ?? (await trackingOf(stage.server.url));
  const rows = sheet?.filter((row) => isRecord(row) && row['session'] === record.session) ?? null;
  return {
    entries: own?.length ?? (record.receipt?.chain === record.chain ? record.receipt.seq : 0),
    held: {
      url: stage.server.url,
      chain: record.chain,
      entries: own?.map(({ seq, type, at }) => ({ seq, type, at })) ?? null,
      tracking: rows,
    },
    matches: (row) => (rows === null ? null : rows.some((candidate) => covers(candidate, row))),
  };
}

/** The server may add members of its own; every one of the station's must be there and equal. */
function covers(candidate: unknown, row: TrackingRow): boolean {
  return (
    isRecord(candidate) &&
    Object.entries(row).every(([key, value]) => isDeepStrictEqual(candidate[key], value))
  );
}

async function trackingOf(url: string): Promise<readonly unknown[] | null> {
  const answer = await fetch(new URL('/tracking', url), { headers: { accept: 'application/json' } }).catch(
    () => null,
  );
  if (answer?.ok !== true) return null;
  const body: unknown = await answer.json().catch(() => null);
  const rows = isRecord(body) ? body['rows'] : body;
  return Array.isArray(rows) ? rows : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
