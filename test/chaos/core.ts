import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { EntryDraft } from '../../shared/session/entries.ts';
import { errorCode } from '../../electron/platform/atomic-file.ts';
import { IDENTITY_FILE, KEY_FILE, RECORD_FILE } from '../../electron/journal/file-names.ts';
import type { Journal, StoredEntry } from '../../electron/journal/journal.ts';
import { fileKeyStore } from '../../electron/journal/keys/key-store.ts';
import { openJournal } from '../../electron/journal/open.ts';
import type { Http } from '../../electron/network/http.ts';
import { openIdentity, type IdentityStore } from '../../electron/sync/identity.ts';
import { createSync, type Sync } from '../../electron/sync/sync.ts';
import type { Timers } from '../../electron/platform/timers.ts';

export { IDENTITY_FILE, KEY_FILE, RECORD_FILE };

export type CoreOptions = {
  readonly folder: string;
  /** Null for a station without a server. */
  readonly serverUrl: string | null;
  readonly http: Http;
  readonly clock: Clock;
  readonly timers: Pick<Timers, 'after'>;
  /** [0, 1), for jitter. */
  readonly random: () => number;
  readonly firstAttemptWithinMs?: number;
};

/** A station's real journal and sync in their own folder, without windows. */
export type Core = {
  readonly journal: Journal<number>;
  readonly identity: IdentityStore;
  readonly sync: Sync;
  readonly bugs: readonly unknown[];
  note(...details: readonly string[]): readonly StoredEntry[];
  /** Stops sending, then closes the journal as an orderly shutdown does. */
  stop(): Promise<void>;
};

export function openCore(options: CoreOptions): Result<Core, string> {
  const { folder, serverUrl, http, clock, timers, random, firstAttemptWithinMs } = options;
  const keyStore = fileKeyStore(join(folder, KEY_FILE));
  const identity = openIdentity({ file: join(folder, IDENTITY_FILE), keyStore, clock });
  if (!identity.ok) return refuse(`identity: ${identity.refusal.code}`);
  const opened = openJournal<number>({
    file: join(folder, RECORD_FILE),
    clock,
    keyStore,
    identity: identity.value.current(),
    appVersion: '1.0.0',
    boot: randomUUID(),
    fold: { initial: 0, evolve: (count) => count + 1, version: 1 },
  });
  if (!opened.ok) return refuse(`journal: ${opened.refusal.code} ${opened.refusal.detail}`);
  const journal = opened.value;
  const bugs: unknown[] = [];
  const sync = createSync({
    journal,
    identity: identity.value,
    http,
    clock,
    timers,
    serverUrl: serverUrl === null ? null : new URL(serverUrl),
    appVersion: '1.0.0',
    platform: 'test',
    vitals: () => ({
      phase: 'idle',
      devices: {},
      diskFreeBytes: null,
      health: [],
      system: { platform: 'linux', release: '6.1', electron: '', tzdata: '' },
    }),
    random,
    ...(firstAttemptWithinMs === undefined ? {} : { firstAttemptWithinMs }),
    onBug: (error) => bugs.push(error),
  });
  return ok({
    ...{ journal, identity: identity.value, sync, bugs },
    note: (...details) => journal.append(details.map((detail) => noteOf(detail))),
    async stop() {
      await sync.stop();
      try {
        journal.close();
      } catch (error) {
        // A full or failing disk may refuse the last snapshot; the appended entries are durable.
        if (errorCode(error) === null) throw error;
      }
    },
  });
}

export function noteOf(detail: string): EntryDraft {
  return { type: 'station.note', body: { code: 'chaos', detail }, actor: 'station', session: null };
}
