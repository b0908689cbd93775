import { isDeepStrictEqual } from 'node:util';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import type { Institution } from '../institution/server.ts';
import type { VisitRecord } from './records.ts';

/** What is safe outside the station. */
export interface SafeSide {
  readonly place: 'server' | 'restored copy';
  /** How many entries of the station's chain are there. */
  readonly entries: number;
  /** Whether the tracking row there is the station's own; null where none is shown. */
  readonly rowMatches: boolean | null;
  /** A sentence when what is there is not what the station recorded. */
  readonly fault: string | null;
}

export interface ServerSide extends SafeSide {
  readonly held: {
    readonly url: string;
    readonly chain: string;
    readonly entries: readonly { readonly seq: number; readonly type: string; readonly at: string }[] | null;
    /** The rows of its tracking sheet for this session; null where it shows none. */
    readonly tracking: readonly unknown[] | null;
  };
}

/**
 * Asks the server what it holds: the test institution for the entries themselves, any other server for its signed
 * receipt, which says how many it has.
 */
export async function askServer(
  url: string,
  institution: Institution | null,
  { chain, head, receipt, row, session }: VisitRecord,
): Promise<ServerSide> {
  const own = (await institution?.listEntries(chain))?.map(({ header }) => header) ?? null;
  const sheet = (await institution?.trackingRows()) ?? (await trackingOf(url));
  const rows = sheet?.filter((found) => isRecord(found) && found['session'] === session) ?? null;
  return {
    place: 'server',
    entries: own?.length ?? (receipt?.chain === chain ? receipt.seq : 0),
    rowMatches: rows === null || row === null ? null : rows.some((candidate) => covers(candidate, row)),
    fault: receipt?.seq === head?.seq ? null : 'The newest receipt does not cover the newest entry.',
    held: {
      ...{ url, chain },
      entries: own?.map(({ seq, type, at }) => ({ seq, type, at })) ?? null,
      tracking: rows,
    },
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
