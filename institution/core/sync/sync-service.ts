import { toInstant } from '../../../shared/clock.ts';
import { ok } from '../../../shared/result.ts';
import type { Enrolment, FeedName } from '../../../shared/sync/rows.ts';
import type {
  ChainRequest,
  EnrolmentRequest,
  EntriesAnswer,
  EntriesRequest,
  EvidenceRequest,
  FeedAnswer,
  Head,
  HeartbeatRequest,
  KeyRequest,
} from '../../../shared/sync/wire.ts';
import { type FeedContext, feedPage, type FeedPosition, type FeedQuery } from '../feeds.ts';
import { keepEvidence, openChain, takeHeartbeat } from './chains.ts';
import type { Caller, SyncContext } from './context.ts';
import { generationAt, markRestored } from './epoch.ts';
import { push } from './push.ts';
import { CHAIN_UNKNOWN, refuseSync, type SyncOutcome } from './refusal.ts';
import { enrol, rotateKey } from './stations.ts';
import type { ChainStatus, FeedPositions } from './sync-store.ts';

/** `GET /v1/state`, without what depends on the transport. */
export type ChainState = {
  readonly epoch: string;
  readonly time: string;
  readonly chain: string;
  readonly head: Head | null;
  readonly settledSeq: number;
  readonly status: ChainStatus | 'unknown';
  readonly feeds: FeedPositions;
};

/** Tells of changed feeds, whichever instance changed them. */
export interface FeedSignal {
  /** Resolves with true when the feed may have changed, with false at `abort` or after `waitMs`. */
  next(institution: string, feed: FeedName, waitMs: number, abort: AbortSignal): Promise<boolean>;
}

/** The server's half of SYNC.md, without a transport. Each call belongs to one station, and sees its institution alone. */
export interface SyncService {
  epoch(): Promise<string>;
  /** A station's good key. Null for none, also where the station is not known. */
  findKey(
    station: string,
    keyId: string,
  ): Promise<{ readonly caller: Caller; readonly isRevoked: boolean; readonly hasOlder: boolean } | null>;
  /** Call once a request signed with it was verified: the key before it ends. */
  keyUsed(caller: Caller): Promise<void>;
  enrol(request: EnrolmentRequest, address: string): Promise<SyncOutcome<Enrolment>>;
  openChain(caller: Caller, request: ChainRequest): Promise<SyncOutcome<'created' | 'known'>>;
  state(caller: Caller, chain: string): Promise<ChainState>;
  hashAt(
    caller: Caller,
    chain: string,
    seq: number,
  ): Promise<SyncOutcome<{ readonly seq: number; readonly hash: string }>>;
  push(caller: Caller, chain: string, request: EntriesRequest): Promise<SyncOutcome<EntriesAnswer>>;
  keepEvidence(caller: Caller, chain: string, request: EvidenceRequest): Promise<SyncOutcome<null>>;
  /** Waits for news up to `waitMs`, or until `abort`. */
  feed(
    caller: Caller,
    feed: FeedName,
    query: FeedQuery,
    wait: { readonly ms: number; readonly abort: AbortSignal },
  ): Promise<SyncOutcome<FeedAnswer>>;
  heartbeat(caller: Caller, request: HeartbeatRequest): Promise<SyncOutcome<null>>;
  rotateKey(caller: Caller, request: KeyRequest): Promise<SyncOutcome<{ readonly keyId: string }>>;
}

export interface SyncServiceParts extends SyncContext {
  readonly feeds: (institution: string) => Promise<FeedContext>;
  readonly signal: FeedSignal;
}

/** No data is restored this often between two questions of a station: a larger distance is the caller's mistake. */
const MOST_RESTORES = 1000;

export function createSyncService(parts: SyncServiceParts): SyncService {
  const { store, clock, feeds, signal } = parts;

  async function hasNews(
    institution: string,
    feed: FeedName,
    position: FeedPosition | null,
  ): Promise<boolean> {
    if (position === null) return true;
    const { gen, ver } = (await store.query((reader) => reader.positions(institution)))[feed];
    return position.gen !== gen || position.ver !== ver;
  }

  async function newsOf(
    institution: string,
    feed: FeedName,
    position: FeedPosition | null,
    { ms, abort }: { readonly ms: number; readonly abort: AbortSignal },
  ): Promise<void> {
    const enough = new AbortController();
    const end = AbortSignal.any([abort, enough.signal]);
    const until = clock.monotonicMs() + ms;
    try {
      do {
        // Listens before it reads, so that no change falls in between.
        const change = signal.next(institution, feed, until - clock.monotonicMs(), end);
        if (await hasNews(institution, feed, position)) return;
        if (!(await change)) return;
      } while (clock.monotonicMs() < until);
    } finally {
      enough.abort();
    }
  }

  return {
    epoch: () => store.query((reader) => reader.epoch()),
    async findKey(station, keyId) {
      const known = await store.query((reader) => reader.key(station, keyId));
      if (known === null) return null;
      const { isRevoked, hasOlder, ...of } = known;
      return { caller: { ...of, station, keyId }, isRevoked, hasOlder };
    },
    async keyUsed({ station, keyId }) {
      const at = toInstant(clock.now());
      await store.write((writer) => writer.retireOlderKeys(station, keyId, at));
    },
    enrol: (request, address) => enrol(parts, request, address),
    openChain: (caller, request) => openChain(parts, caller, request),
    async state({ institution, station }, chain) {
      const { row, epoch, settledSeq } = await store.query((reader) => reader.chainState(station, chain));
      return {
        epoch,
        time: toInstant(clock.now()),
        chain,
        head: row?.head ?? null,
        settledSeq: row === null ? 0 : settledSeq,
        status: row?.status ?? 'unknown',
        feeds: await store.query((reader) => reader.positions(institution)),
      };
    },
    hashAt: ({ station }, chain, seq) =>
      store.read(async (reader) => {
        if ((await reader.chain(station, chain)) === null) return refuseSync(CHAIN_UNKNOWN);
        const hash = await reader.hashAt(chain, seq);
        return hash === null
          ? refuseSync({ code: 'no-such-entry', detail: 'The chain has no entry at this place.' })
          : ok({ seq, hash });
      }),
    push: (caller, chain, request) => push(parts, caller, chain, request),
    keepEvidence: (caller, chain, request) => keepEvidence(parts, caller, chain, request),
    async feed({ institution }, feed, query, { ms, abort }) {
      if (ms > 0) await newsOf(institution, feed, query.position, { ms, abort });
      const page = await feedPage(await feeds(institution), feed, query);
      if (page.ok) return page;
      const known = query.position?.gen ?? 0;
      await store.write(async (writer) => {
        // Whatever it knows that this data does not, it learned before a restore.
        const latest = Math.max(await writer.generation(institution), generationAt(clock.now()));
        if (known - latest < MOST_RESTORES) await markRestored(parts, writer, known);
      });
      return refuseSync({
        code: 'feed-reset',
        detail: 'The server has not reached this position: ask for the whole.',
      });
    },
    heartbeat: (caller, request) => takeHeartbeat(parts, caller, request),
    rotateKey: (caller, request) => rotateKey(parts, caller, request),
  };
}
