import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SystemClock } from '../../electron/platform/system-clock.ts';
import { IDENTITY_FILE, KEY_FILE, RECORD_FILE } from '../../electron/journal/file-names.ts';
import type { Journal } from '../../electron/journal/journal.ts';
import { fileKeyStore } from '../../electron/journal/keys/key-store.ts';
import { openJournal } from '../../electron/journal/open.ts';
import { openIdentity } from '../../electron/sync/identity.ts';
import type { Clock } from '../../shared/clock.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { INITIAL_STATE, STATE_VERSION, type StationState } from '../../shared/session/state.ts';

export { RECORD_FILE };

/** A journal with the station's real fold, in `folder`, with its own clock. Throws if it cannot be opened. */
export function openBenchJournal(folder: string, clock: Clock = new SystemClock()): Journal<StationState> {
  mkdirSync(folder, { recursive: true });
  const keyStore = fileKeyStore(join(folder, KEY_FILE));
  const identity = openIdentity({ file: join(folder, IDENTITY_FILE), keyStore, clock });
  if (!identity.ok) throw new Error(identity.refusal.code);
  const journal = openJournal<StationState>({
    file: join(folder, RECORD_FILE),
    clock,
    keyStore,
    identity: identity.value.current(),
    appVersion: '1.0.0',
    boot: randomUUID(),
    fold: { initial: INITIAL_STATE, evolve, version: STATE_VERSION },
  });
  if (!journal.ok) throw new Error(`${journal.refusal.code} ${journal.refusal.detail}`);
  return journal.value;
}
