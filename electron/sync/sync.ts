import type { Clock } from '../../shared/clock.ts';
import { refuse, type Result } from '../../shared/result.ts';
import type { Enrolment } from '../../shared/sync/rows.ts';
import { fileFaultOf, JournalFault } from '../journal/sqlite/faults.ts';
import type { Ledger } from '../journal/ledger.ts';
import { backOffMs } from './back-off.ts';
import { createClient, type Client } from './client.ts';
import { enrol, type EnrolRefusal } from './enrol.ts';
import { fault, type SyncFault, treatmentOf } from './fault.ts';
import { type FeedStore, openFeeds } from './feeds.ts';
import type { Http } from '../network/http.ts';
import type { IdentityStore } from './identity.ts';
import { SyncWarnings } from './warnings.ts';
import { safeSeq, unsafeCount } from './push.ts';
import { renewKey, rotateKey, type RotateRefusal } from './rotate.ts';
import { type SyncCycleResult, SyncCycle, type Vitals } from './sync-cycle.ts';
import { sameStatus, type SyncStatus } from './status.ts';
import { Emitter } from '../platform/emitter.ts';
import type { Timers } from '../platform/timers.ts';
import { oldestWaiting, formerBacklog, unsettledSince } from './backlog.ts';
import { FeedLongPoll } from './feed-long-poll.ts';

export type SyncOptions = {
  readonly journal: { readonly ledger: Ledger };
  readonly identity: IdentityStore;
  readonly http: Http;
  readonly clock: Clock;
  readonly timers: Pick<Timers, 'after'>;
  /** Null without a configured server: nothing is sent, and enrolling is refused. */
  readonly serverUrl: URL | null;
  /** `host:port` to sign for, where a gateway rewrites `Host` (setting `network.signedAuthority`). */
  readonly signedAuthority?: string | null;
  readonly appVersion: string;
  readonly platform: string;
  readonly vitals: () => Vitals;
  /** [0, 1), for jitter. */
  readonly random?: () => number;
  /** The first attempt after a start is random within this time. */
  readonly firstAttemptWithinMs?: number;
  /** How far this machine's clock is behind the server's, milliseconds. */
  readonly onServerTime?: (offsetMs: number) => void;
  /** Reports an exception that is a bug; sync continues. */
  readonly onBug: (error: unknown) => void;
};

/** Sync with the institution's server (R61; SYNC.md). */
export interface Sync {
  readonly feeds: FeedStore;
  status(): SyncStatus;
  /** Notifies of every change of the status. Returns a function that stops listening. */
  onStatus(listener: (status: SyncStatus) => void): () => void;
  /** Redeems an enrolment code, continues in the station's own chain, and starts sending. */
  enrol(code: string): Promise<Result<Enrolment, EnrolRefusal>>;
  start(): void;
  /** Attempts now, even while backing off: staff asked, or the network is back. Resolves when done. */
  syncNow(): Promise<void>;
  /** Rotates the station's key (SYNC.md, `POST /v1/keys`). */
  rotateKey(): Promise<Result<{ readonly keyId: string }, RotateRefusal>>;
  /** For the watchdog; null while there is nothing to watch. */
  pulse(): Pulse | null;
  /** Aborts the running cycle and schedules a new one. */
  restart(): void;
  /** Aborts and stops. Resolves when nothing runs. */
  stop(): Promise<void>;
}

/** Signs of life of the machine, on the monotonic clock. */
export type Pulse = {
  /** Since the last request or the start. */
  readonly idleMs: number;
  /** Until the next attempt; negative when overdue, null when none is scheduled. */
  readonly dueInMs: number | null;
};

const FIRST_ATTEMPT_WITHIN_MS = 15_000;
const GATHER_MS = 1_000;
const SHORTEST_POLL_MS = 1_000;
const LONGEST_POLL_MS = 60_000;

export function createSync(options: SyncOptions): Sync {
  const { journal, identity, http, clock, timers, serverUrl, random = Math.random } = options;
  const { ledger } = journal;
  const feeds = openFeeds(ledger);
  const changes = new Emitter<SyncStatus>();
  const stopped = new AbortController();
  const shared = {
    compression: { accepted: true, fastLine: false },
    serverClock: { offsetMs: 0 },
    signedAuthority: options.signedAuthority ?? null,
  };
  const warnings = new SyncWarnings();
  let lastTriedMs = clock.monotonicMs();
  /** Requests abort with `signal`; each resets the watchdog's idle time. */
  const clientFor = (url: URL, signal: AbortSignal): Client => {
    const counted: Http = {
      send(request) {
        lastTriedMs = clock.monotonicMs();
        return http.send(request);
      },
    };
    return createClient({ http: counted, clock, serverUrl: url, signal: () => signal, ...shared });
  };
  const feedLongPoll =
    serverUrl === null
      ? null
      : new FeedLongPoll({
          ...{ clock, ledger, feeds, onBug: options.onBug },
          client: createClient({ http, clock, serverUrl, signal: () => stopped.signal, ...shared }),
        });
  const syncCycle = new SyncCycle({
    ...options,
    ...{ ledger, feeds, random },
    onServerTime: options.onServerTime ?? (() => undefined),
    isWatched: (feed) => feedLongPoll?.isWatching(feed) ?? false,
  });

  let running: Promise<void> | null = null;
  let brokenOff = new AbortController();
  let dueMs: number | null = null;
  // Cached: former chains change only in a cycle or when a chain starts.
  let formerBacklogCount = formerBacklog(ledger, syncCycle.unconfirmed);
  let started = false;
  let cancelTimer: () => void = () => undefined;
  let nextTryAt: number | null = null;
  let lastReachedAt: number | null = null;
  let failures = 0;
  let current: SyncFault | null = null;
  let enrolRefusal: EnrolRefusal['code'] | null = null;
  const oldest = oldestWaiting(ledger);
  let lastStatus = status();
  let lastHeadSeq = ledger.head?.seq ?? 0;
  let lastChain = ledger.chain;

  function status(): SyncStatus {
    const total = ledger.head?.seq ?? 0;
    const safe = safeSeq(ledger);
    const { receipt } = ledger.record;
    const waiting = total - safe + formerBacklogCount;
    const code = current?.code ?? null;
    const state = stateOf(waiting, code);
    return {
      state,
      total,
      waiting,
      oldestWaitingAt: total === safe ? null : oldest.at(safe + 1),
      lastReachedAt,
      nextTryAt,
      receiptAt: receipt === null ? null : Date.parse(receipt.at),
      code: state === 'not-enrolled' ? enrolRefusal : code,
      warnings: warnings.list(clock.now()),
    };
  }

  function stateOf(waiting: number, code: SyncFault['code'] | null): SyncStatus['state'] {
    if (identity.enrolment() === null) return 'not-enrolled';
    if (code !== null && treatmentOf(code).kind === 'attention') return 'attention';
    return waiting === 0 && ledger.record.receipt !== null ? 'safe' : 'waiting';
  }

  function notifyListeners(): void {
    const next = status();
    if (sameStatus(next, lastStatus)) return;
    lastStatus = next;
    changes.emit(next);
  }

  function schedule(delayMs: number): void {
    cancelTimer();
    cancelTimer = () => undefined;
    nextTryAt = null;
    dueMs = null;
    if (started && serverUrl !== null && identity.enrolment() !== null) {
      nextTryAt = clock.now() + delayMs;
      dueMs = clock.monotonicMs() + delayMs;
      cancelTimer = timers.after(delayMs, () => void attempt());
    }
    notifyListeners();
  }

  /** Runs one cycle at a time; concurrent callers share it. */
  function attempt(): Promise<void> {
    if (running !== null) return running;
    const thisRun = runCycle().finally(() => {
      // After a restart another run has taken its place.
      if (running === thisRun) running = null;
    });
    running = thisRun;
    return thisRun;
  }

  async function runCycle(): Promise<void> {
    const enrolment = identity.enrolment();
    if (serverUrl === null || enrolment === null) return;
    cancelTimer();
    dueMs = null;
    lastTriedMs = clock.monotonicMs();
    const { signal } = brokenOff;
    const exchanged = exchange(enrolment, clientFor(serverUrl, signal)).catch(endOfException);
    const end = await unlessBrokenOff(exchanged, signal);
    if (signal.aborted || end.fault?.code === 'stopped') return;
    if (end.state !== null) lastReachedAt = clock.now();
    if (end.repaired !== null) warnings.add(end.repaired, clock.now());
    warnings.settle(unsettledSince(ledger));
    failures = end.fault === null ? 0 : failures + 1;
    if (started && end.fault === null) feedLongPoll?.start(enrolment);
    current = end.fault ?? end.feedFault;
    formerBacklogCount = formerBacklog(ledger, syncCycle.unconfirmed);
    schedule(delayAfter(end));
  }

  async function exchange(enrolment: Enrolment, client: Client): Promise<SyncCycleResult> {
    if (ledger.fault !== null && !ledger.recover()) throw ledger.fault;
    feeds.setSigner(enrolment.serverKey.publicKey);
    // Repeats what the disk may have refused right after enrolling.
    ledger.adopt(identity.current());
    const end = await syncCycle.run(enrolment, client);
    if (end.fault?.code !== 'key-unknown' || !(await renewKey({ client, identity }))) return end;
    return syncCycle.run(identity.enrolment() ?? enrolment, client);
  }

  function endOfException(error: unknown): SyncCycleResult {
    const ofFile = error instanceof JournalFault || fileFaultOf(error) !== null;
    if (!ofFile) options.onBug(error);
    return endOf(fault(ofFile ? 'journal-unwritable' : 'internal-error'));
  }

  function delayAfter({ state, fault: why }: SyncCycleResult): number {
    if (why !== null) {
      const { atLeastMs } = treatmentOf(why.code);
      return Math.max(atLeastMs, why.retryAfterMs ?? 0, backOffMs(failures, random));
    }
    if (unsafeCount(ledger) > 0) return GATHER_MS;
    const pollMs = (state?.pollSeconds ?? 60) * 1000;
    return Math.min(LONGEST_POLL_MS, Math.max(SHORTEST_POLL_MS, pollMs));
  }

  /** Sends a new entry within a second, except while backing off. */
  const stopListening = ledger.onWrite(() => {
    const seq = ledger.head?.seq ?? 0;
    const isNew = seq !== lastHeadSeq;
    lastHeadSeq = seq;
    if (ledger.chain !== lastChain) {
      lastChain = ledger.chain;
      formerBacklogCount = formerBacklog(ledger, syncCycle.unconfirmed);
    }
    const soonMs = clock.now() + GATHER_MS;
    if (isNew && running === null && failures === 0 && nextTryAt !== null && nextTryAt > soonMs)
      schedule(GATHER_MS);
    else notifyListeners();
  });

  return {
    feeds,
    status,
    onStatus: (listener) => changes.on(listener),
    async enrol(code) {
      const enrolled =
        serverUrl === null
          ? refuse({ code: 'server-unknown' as const })
          : await enrol(code, { ...options, serverUrl, signal: stopped.signal });
      if (!enrolled.ok) {
        // For the screen: a machine that nobody visits is enrolled at its first start.
        enrolRefusal = enrolled.refusal.code;
        notifyListeners();
        return enrolled;
      }
      ledger.adopt(identity.current());
      failures = 0;
      schedule(0);
      return enrolled;
    },
    start() {
      started = true;
      schedule(Math.round(random() * (options.firstAttemptWithinMs ?? FIRST_ATTEMPT_WITHIN_MS)));
    },
    async syncNow() {
      // A running cycle may have read the journal before the newest entries.
      if (running !== null) await running;
      failures = 0;
      await attempt();
    },
    async rotateKey() {
      if (serverUrl === null) return refuse({ code: 'not-enrolled' });
      // No cycle may run meanwhile: its push would use a retired key.
      while (running !== null) await running;
      const rotated = rotateKey({ client: clientFor(serverUrl, stopped.signal), identity, ledger });
      const thisRun = rotated.then(
        () => undefined,
        () => undefined,
      );
      running = thisRun;
      await thisRun;
      if (running === thisRun) running = null;
      return rotated;
    },
    pulse() {
      if (!started || serverUrl === null || identity.enrolment() === null) return null;
      const nowMs = clock.monotonicMs();
      return { idleMs: nowMs - lastTriedMs, dueInMs: dueMs === null ? null : dueMs - nowMs };
    },
    restart() {
      if (!started) return;
      brokenOff.abort();
      brokenOff = new AbortController();
      running = null;
      failures = 0;
      lastTriedMs = clock.monotonicMs();
      schedule(0);
    },
    async stop() {
      started = false;
      stopListening();
      cancelTimer();
      nextTryAt = null;
      brokenOff.abort();
      stopped.abort();
      await running;
      await feedLongPoll?.stop();
    },
  };
}

function endOf(why: SyncFault): SyncCycleResult {
  return { state: null, fault: why, feedFault: null, repaired: null };
}

/** Resolves early on abort, because an aborted request may hang. `exchanged` never rejects. */
function unlessBrokenOff(exchanged: Promise<SyncCycleResult>, signal: AbortSignal): Promise<SyncCycleResult> {
  return new Promise((resolve) => {
    const stop = (): void => resolve(endOf(fault('stopped')));
    signal.addEventListener('abort', stop, { once: true });
    void exchanged.then((end) => {
      // The signal lives for months: a listener left on it would leak.
      signal.removeEventListener('abort', stop);
      resolve(end);
    });
  });
}
