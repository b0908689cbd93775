import type { Clock } from '../../shared/clock.ts';
import { toInstant } from '../../shared/clock.ts';
import { signHead } from '../../shared/sync/chain.ts';
import { type Enrolment, FEED_NAMES, type FeedName } from '../../shared/sync/rows.ts';
import type { HeartbeatRequest, Json, StateAnswer } from '../../shared/sync/wire.ts';
import type { Ledger } from '../journal/ledger.ts';
import { backOffMs } from './back-off.ts';
import type { Caller, Client } from './client.ts';
import { callFault, type SyncFault } from './fault.ts';
import { serverFeeds } from './feed-source.ts';
import type { FeedStore } from './feeds.ts';
import { type Repaired, ChainSync } from './chain-sync.ts';
import { pullFeed } from './pull.ts';
import { safeSeq, unsafeCount } from './push.ts';
import { writtenAt } from './backlog.ts';

/** What the heartbeat says about the station. Never a name. */
export type Vitals = {
  readonly phase: string;
  readonly devices: Readonly<Record<string, Json>>;
  readonly diskFreeBytes: number | null;
  readonly health: readonly HeartbeatRequest['health'][number][];
  readonly system: HeartbeatRequest['system'];
};

export type SyncCycleOptions = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly ledger: Ledger;
  readonly feeds: FeedStore;
  readonly appVersion: string;
  readonly vitals: () => Vitals;
  /** Called once a cycle with how far this machine's clock is behind the server's, milliseconds. */
  readonly onServerTime: (offsetMs: number) => void;
  /** Whether a long poll watches the feed. */
  readonly isWatched: (feed: FeedName) => boolean;
};

export type SyncCycleResult = {
  /** The server's answer to the handshake; null when there was none. */
  readonly state: StateAnswer | null;
  /** Fault of sending entries, or of the connection. */
  readonly fault: SyncFault | null;
  /** Fault of the first feed that failed, if any. */
  readonly feedFault: SyncFault | null;
  /** A disagreement that was repaired automatically; null if none. */
  readonly repaired: Repaired | null;
};

const HEARTBEAT_MS = 60_000;
/** A feed is confirmed at least this often, so that its age shows how long the server was away. */
const MAX_CONFIRM_MS = 10 * 60_000;

type FeedTrouble = { readonly fault: SyncFault; readonly failures: number; readonly notBeforeMs: number };

/** Runs exchanges with the server and remembers what failed between them. Schedules nothing. */
export class SyncCycle {
  readonly #options: SyncCycleOptions;
  readonly #feedTroubles = new Map<FeedName, FeedTrouble>();
  readonly #chainSync: ChainSync;
  #lastHeartbeatMs = Number.NEGATIVE_INFINITY;
  #clockOffsetMs: number | null = null;

  constructor(options: SyncCycleOptions) {
    this.#options = options;
    this.#chainSync = new ChainSync(options.clock, options.ledger);
  }

  /** Former chains whose receipts a restored server has not confirmed yet. */
  get unconfirmed(): ReadonlySet<string> {
    return this.#chainSync.unconfirmed;
  }

  /** Sends entries, then the heartbeat, then fetches feeds. */
  async run(enrolment: Enrolment, client: Client): Promise<SyncCycleResult> {
    const { ledger, clock } = this.#options;
    const { station, keyId, serverKey } = enrolment;
    const caller = { station, keyId, signer: ledger.signer };
    const synced = await this.#chainSync.run({ client, caller, serverKey, view: ledger });
    const { state, repaired } = synced;
    if (state === null) return { ...synced, feedFault: this.#firstFeedFault() };
    this.#clockOffsetMs = Math.round(Date.parse(state.time) - clock.now());
    this.#options.onServerTime(this.#clockOffsetMs);

    const isHeartbeatDue = synced.sent > 0 || clock.monotonicMs() - this.#lastHeartbeatMs >= HEARTBEAT_MS;
    const heartbeatFault = isHeartbeatDue ? await this.#heartbeat(caller, client) : null;
    for (const feed of FEED_NAMES) await this.#refresh(feed, state, { caller, client, serverKey });
    return { state, repaired, fault: synced.fault ?? heartbeatFault, feedFault: this.#firstFeedFault() };
  }

  async #heartbeat(caller: Caller, client: Client): Promise<SyncFault | null> {
    const { ledger, clock, appVersion, vitals } = this.#options;
    const { head } = ledger;
    const acked = safeSeq(ledger);
    const oldestAt = writtenAt(ledger, acked + 1);
    const { phase, devices, diskFreeBytes, health, system } = vitals();
    const body: HeartbeatRequest = {
      chain: ledger.chain,
      head: head === null ? null : signHead(ledger.chain, head, ledger.signer),
      ackedSeq: ledger.record.ackedSeq,
      pending: unsafeCount(ledger),
      oldestPendingAt: oldestAt === null ? null : toInstant(oldestAt),
      phase,
      devices,
      clockOffsetMs: this.#clockOffsetMs,
      diskFreeBytes,
      appVersion,
      health: [...health],
      system,
    };
    const answered = await client.call(caller, { method: 'POST', path: '/v1/heartbeat', body, answer: null });
    if (!answered.ok) return callFault(answered.refusal);
    this.#lastHeartbeatMs = clock.monotonicMs();
    return null;
  }

  async #refresh(
    feed: FeedName,
    state: StateAnswer,
    link: { readonly client: Client; readonly caller: Caller; readonly serverKey: Enrolment['serverKey'] },
  ): Promise<void> {
    const { clock, feeds, random } = this.#options;
    if (this.#options.isWatched(feed)) {
      this.#feedTroubles.delete(feed);
      return;
    }
    const trouble = this.#feedTroubles.get(feed);
    if (trouble === undefined ? !this.#hasNews(feed, state) : clock.monotonicMs() < trouble.notBeforeMs)
      return;
    // After a hash mismatch, fetch the whole feed instead of changes.
    const whole = trouble?.fault.code === 'feed-state-mismatch';
    const source = serverFeeds(link.client, link.caller);
    const { serverKey } = link;
    const pulled = await pullFeed(feed, { source, serverKey, feeds, clock, whole, waitSeconds: 0 });
    if (pulled.ok) {
      this.#feedTroubles.delete(feed);
      return;
    }
    const failures = (trouble?.failures ?? 0) + 1;
    const waitMs = Math.max(pulled.refusal.retryAfterMs ?? 0, backOffMs(failures, random));
    this.#feedTroubles.set(feed, {
      fault: pulled.refusal,
      failures,
      notBeforeMs: clock.monotonicMs() + waitMs,
    });
  }

  #hasNews(feed: FeedName, state: StateAnswer): boolean {
    const { feeds, clock } = this.#options;
    const known = feeds.position(feed);
    if (known === null) return true;
    const theirs = state.feeds[feed];
    if (theirs !== undefined && (theirs.gen !== known.gen || theirs.ver !== known.ver)) return true;
    const lifetimeMs = Date.parse(known.expiresAt) - known.receivedAtMs;
    const ageMs = clock.now() - known.receivedAtMs;
    return ageMs < 0 || ageMs >= Math.min(MAX_CONFIRM_MS, lifetimeMs / 4);
  }

  #firstFeedFault(): SyncFault | null {
    for (const feed of FEED_NAMES) {
      const trouble = this.#feedTroubles.get(feed);
      if (trouble !== undefined) return trouble.fault;
    }
    return null;
  }
}
