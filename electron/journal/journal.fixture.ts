import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import type { EntryDraft } from '../../shared/session/entries.ts';
import { signerFromSeed } from '../../shared/sync/keys.ts';
import type { Fold, Journal } from './journal.ts';
import { fileKeyStore } from './keys/key-store.ts';
import { type JournalIdentity, unenrolledStation } from './entry-builder.ts';
import { openJournal, type OpenOptions } from './open.ts';

/** A clock that moves one second at every reading of `now`, from a fixed start. */
export function steppingClock(startMs = Date.UTC(2026, 10, 22, 1, 2, 3)): Clock {
  let now = startMs;
  return { now: () => (now += 1000), monotonicMs: () => now - startMs, status: () => 'synced' };
}

export const BOOT = '0199a000-0000-4000-8000-0000000000bb';
export const INSTALL = 'AwMDAwMDAwMDAwMDAwMDAw';
export const SESSION = '0199a000-0000-7000-8000-00000000000a';

export function identityOf(station: string = unenrolledStation(INSTALL), seed = 1): JournalIdentity {
  return { ...signerFromSeed(new Uint8Array(32).fill(seed)), station, install: INSTALL };
}

/** A fold whose state depends on every entry and on their order. */
export type Tally = { readonly count: number; readonly trail: string };
export const TALLY: Fold<Tally> = {
  initial: { count: 0, trail: '' },
  evolve: (state, entry) => ({
    count: state.count + 1,
    trail:
      `${state.trail} ${entry.type}@${entry.at}${entry.type === 'station.note' ? entry.body.detail : ''}`.slice(
        -300,
      ),
  }),
  version: 1,
};

export function note(detail: string): EntryDraft {
  return { type: 'station.note', body: { code: 'test', detail }, actor: 'station', session: null };
}

export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'journal-'));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

export function optionsIn(folder: string, overrides: Partial<OpenOptions<Tally>> = {}): OpenOptions<Tally> {
  return {
    file: join(folder, 'journal.db'),
    clock: steppingClock(),
    keyStore: fileKeyStore(join(folder, 'journal.key')),
    identity: identityOf(),
    appVersion: '1.0.0',
    boot: BOOT,
    fold: TALLY,
    snapshotEvery: 5,
    ...overrides,
  };
}

/** Opens or fails the test. */
export function opened(folder: string, overrides: Partial<OpenOptions<Tally>> = {}): Journal<Tally> {
  const journal = openJournal(optionsIn(folder, overrides));
  if (!journal.ok) throw new Error(`${journal.refusal.code}: ${journal.refusal.detail}`);
  return journal.value;
}
