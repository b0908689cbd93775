import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Clock } from '../../shared/clock.ts';
import { ok, refuse } from '../../shared/result.ts';
import type { EntryDraft } from '../../shared/session/entries.ts';
import type { Fold, Journal } from '../../electron/journal/journal.ts';
import { fileKeyStore } from '../../electron/journal/keys/key-store.ts';
import { openJournal } from '../../electron/journal/open.ts';
import { fetchHttp } from '../../electron/network/fetch-http.ts';
import type { Http, HttpAnswer, HttpRequest } from '../../electron/network/http.ts';
import { openIdentity } from '../../electron/sync/identity.ts';
import { createSync, type Sync } from '../../electron/sync/sync.ts';
import type { Timers } from '../../electron/platform/timers.ts';

/** A clock and its timers, which advance only by hand. */
export type Hands = Clock &
  Pick<Timers, 'after'> & {
    /** Advances, and runs due timers in order. */
    advance(ms: number): void;
    /** When the next timer is due, milliseconds from now; null when there is none. */
    dueInMs(): number | null;
  };

export function hands(startMs = Date.UTC(2026, 10, 22, 14, 0, 0)): Hands {
  let now = startMs;
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  const next = () => [...timers].sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    monotonicMs: () => now - startMs,
    status: () => 'synced',
    after(delayMs, run) {
      const timer = { at: now + delayMs, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const until = now + ms;
      for (let due = next(); due !== undefined && due.at <= until; due = next()) {
        timers.delete(due);
        now = Math.max(now, due.at);
        due.run();
      }
      now = until;
    },
    dueInMs() {
      const due = next();
      return due === undefined ? null : due.at - now;
    },
  };
}

/** Replaces answers; `null` leaves an answer unchanged. */
export type Tampering = (request: HttpRequest, answer: HttpAnswer) => HttpAnswer | null;

/** The real network, which a test can disconnect or tamper with. */
export type Network = Http & { away: boolean; tamper: Tampering | null; readonly requests: string[] };

export function network(): Network {
  const real = fetchHttp();
  const self: Network = {
    away: false,
    tamper: null,
    requests: [],
    async send(request) {
      self.requests.push(`${request.method} ${request.url.pathname}`);
      if (self.away) return refuse('unreachable');
      const answer = await real.send(request);
      return answer.ok ? ok(self.tamper?.(request, answer.value) ?? answer.value) : answer;
    },
  };
  return self;
}

/** The body of a request as text, decompressed. */
export function bodyText({ body, headers }: HttpRequest): string {
  if (body === null) return '';
  return (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : Buffer.from(body)).toString('utf8');
}

/** The answer with its JSON changed. */
export function changed(answer: HttpAnswer, change: (json: Record<string, unknown>) => unknown): HttpAnswer {
  const json: Record<string, unknown> = JSON.parse(Buffer.from(answer.body).toString('utf8'));
  return { ...answer, body: Buffer.from(JSON.stringify(change(json))) };
}

export type Station<S = number> = {
  readonly journal: Journal<S>;
  readonly sync: Sync;
  readonly network: Network;
  readonly hands: Hands;
  readonly bugs: unknown[];
  note(detail: string): void;
  /** Waits for what is running and leaves the files as a killed process would. */
  kill(): Promise<void>;
  /** Restarts from the same folder. */
  restart(): Promise<Station<S>>;
  stop(): Promise<void>;
};

const COUNT: Fold<number> = { initial: 0, evolve: (count) => count + 1, version: 1 };

/** A station's journal and sync in their own folder, without windows. */
export function station(serverUrl: string, folder: string, time: Hands = hands()): Station {
  return stationWith(COUNT, serverUrl, folder, time);
}

/** The same with a state folded from its journal. */
export function stationWith<S>(fold: Fold<S>, serverUrl: string, folder: string, time: Hands): Station<S> {
  const keyStore = fileKeyStore(join(folder, 'key'));
  const identity = openIdentity({ file: join(folder, 'identity.json'), keyStore, clock: time });
  if (!identity.ok) throw new Error(identity.refusal.code);
  const opened = openJournal<S>({
    file: join(folder, 'journal.db'),
    clock: time,
    keyStore,
    identity: identity.value.current(),
    appVersion: '1.0.0',
    boot: randomUUID(),
    fold,
  });
  if (!opened.ok) throw new Error(opened.refusal.code);
  const journal = opened.value;
  const bugs: unknown[] = [];
  const net = network();
  const sync = createSync({
    journal,
    identity: identity.value,
    http: net,
    clock: time,
    timers: time,
    serverUrl: new URL(serverUrl),
    appVersion: '1.0.0',
    platform: 'test',
    vitals: () => ({
      phase: 'idle',
      devices: {},
      diskFreeBytes: null,
      health: [],
      system: { platform: 'linux', release: '6.1', electron: '', tzdata: '' },
    }),
    random: () => 0.5,
    onBug: (error) => bugs.push(error),
  });
  const stop = async (): Promise<void> => {
    await sync.stop();
    journal.close();
  };
  return {
    ...{ journal, sync, network: net, hands: time, bugs, stop },
    note(detail) {
      const draft: EntryDraft = {
        type: 'station.note',
        body: { code: 'test', detail },
        actor: 'station',
        session: null,
      };
      journal.append([draft]);
    },
    async kill() {
      await sync.stop();
      journal.ledger.connection.close();
    },
    async restart() {
      await stop();
      return stationWith(fold, serverUrl, folder, time);
    },
  };
}

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'station-'));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}
