import type { Clock } from '../../shared/clock.ts';
import { toInstant } from '../../shared/clock.ts';
import { signHead } from '../../shared/sync/chain.ts';
import { type Enrolment, FEED_NAMES, type FeedName } from '../../shared/sync/rows.ts';
import type { HeartbeatRequest, Json, StateAnswer } from '../../shared/sync/wire.ts';
import type { Ledger } from '../journal/ledger.ts';
import { backOffMs } from './back-off.ts';
import type { Caller, Client } from './client.ts';
import { callFault, type SyncFault } from './fault.ts';
import type { FeedStore } from './feeds.ts';
import { type Repaired, ChainSync } from './chain-sync.ts';
import { pullFeed } from './pull.ts';
import { safeSeq, unsafeCount } from './push.ts';
import { writtenAt } from './backlog.ts';

/** What the station says of itself with each heartbeat. Never a name. */
export type Vitals = {
  readonly phase: string;
  readonly devices: Readonly<Record<string, Json>>;
  readonly diskFreeBytes: number | null;
};

export type RoundOptions = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly ledger: Ledger;
  readonly feeds: FeedStore;
  readonly appVersion: string;
  readonly vitals: () => Vitals;
  /** How far this machine's clock is behind the server's, milliseconds; told once a round. */
  readonly onServerTime: (offsetMs: number) => void;
  /** Whether a feed is followed by a request of its own. */
  readonly isWatched: (feed: FeedName) => boolean;
};

export type RoundEnd = {
  /** The server's answer to the handshake; null when there was none. */
  readonly state: StateAnswer | null;
  /** What went wrong on the way of the entries, or with the server altogether. */
  readonly fault: SyncFault | null;
  /** The first feed that is not good, if any. */
  readonly feedFault: SyncFault | null;
  /** What the two sides disagreed about and the station put right by itself; null when they agreed. */
  readonly healed: Repaired | null;
};

const HEARTBEAT_MS = 60_000;
/** A feed is confirmed anew after so long, so that its age says how long the server was away. */
const MOST_CONFIRM_MS = 10 * 60_000;

type FeedTrouble = { readonly fault: SyncFault; readonly failures: number; readonly notBeforeMs: number };

/** One exchange with the server after the other; remembers between them what failed. Nothing here waits. */
export class SyncCycle {
  readonly #options: RoundOptions;
  readonly #feedTroubles = new Map<FeedName, FeedTrouble>();
  readonly #journey: ChainSync;
  #lastHeartbeatMs = Number.NEGATIVE_INFINITY;
  #clockOffsetMs: number | null = null;

  constructor(options: RoundOptions) {
    this.#options = options;
    this.#journey = new ChainSync(options.clock, options.ledger);
  }

  /** Former chains whose receipts a restored server has not confirmed yet. */
  get unconfirmed(): ReadonlySet<string> {
    return this.#journey.unconfirmed;
  }

  /** Entries first, then the sign of life, then the feeds. */
  async run(enrolment: Enrolment, client: Client): Promise<RoundEnd> {
    const { ledger, clock } = this.#options;
    const { station, keyId, serverKey } = enrolment;
    const caller = { station, keyId, signer: ledger.signer };
    const gone = await this.#journey.run({ client, caller, serverKey, view: ledger });
    const { state, healed } = gone;
    if (state === null) return { ...gone, feedFault: this.#firstFeedFault() };
    this.#clockOffsetMs = Math.round(Date.parse(state.time) - clock.now());
    this.#options.onServerTime(this.#clockOffsetMs);

    const beat = gone.sent > 0 || clock.monotonicMs() - this.#lastHeartbeatMs >= HEARTBEAT_MS;
    const beaten = beat ? await this.#heartbeat(caller, client) : null;
    for (const feed of FEED_NAMES) await this.#refresh(feed, state, { caller, client, serverKey });
    return { state, healed, fault: gone.fault ?? beaten, feedFault: this.#firstFeedFault() };
  }

  async #heartbeat(caller: Caller, client: Client): Promise<SyncFault | null> {
    const { ledger, clock, appVersion, vitals } = this.#options;
    const { head } = ledger;
    const acked = safeSeq(ledger);
    const oldestAt = writtenAt(ledger, acked + 1);
    const { phase, devices, diskFreeBytes } = vitals();
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
    };
    const answered = await client.call(caller, { method: 'POST', path: '/v1/heartbeat', body, answer: null });
    if (!answered.ok) return callFault(answered.refusal);
    this.#lastHeartbeatMs = clock.monotonicMs();
    return null;
  }

  async #refresh(
    feed: FeedName,
    state: StateAnswer,
    way: { readonly client: Client; readonly caller: Caller; readonly serverKey: Enrolment['serverKey'] },
  ): Promise<void> {
    const { clock, feeds, random } = this.#options;
    if (this.#options.isWatched(feed)) {
      this.#feedTroubles.delete(feed);
      return;
    }
    const trouble = this.#feedTroubles.get(feed);
    if (trouble === undefined ? !this.#hasNews(feed, state) : clock.monotonicMs() < trouble.notBeforeMs)
      return;
    // What did not add up is asked for as a whole: applied to a good state it may add up again.
    const whole = trouble?.fault.code === 'feed-state-mismatch';
    const pulled = await pullFeed(feed, { ...way, feeds, clock, whole, waitSeconds: 0 });
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
    const known = feeds.standing(feed);
    if (known === null) return true;
    const theirs = state.feeds[feed];
    if (theirs !== undefined && (theirs.gen !== known.gen || theirs.ver !== known.ver)) return true;
    const lifetimeMs = Date.parse(known.expiresAt) - known.receivedAtMs;
    const ageMs = clock.now() - known.receivedAtMs;
    return ageMs < 0 || ageMs >= Math.min(MOST_CONFIRM_MS, lifetimeMs / 4);
  }

  #firstFeedFault(): SyncFault | null {
    for (const feed of FEED_NAMES) {
      const trouble = this.#feedTroubles.get(feed);
      if (trouble !== undefined) return trouble.fault;
    }
    return null;
  }
}
