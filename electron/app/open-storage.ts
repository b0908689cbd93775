import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import type { Message } from '../../shared/ipc/snapshot.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { evolve } from '../../shared/session/evolve.ts';
import {
  INITIAL_STATE,
  STATE_VERSION,
  unfinishedSessions,
  type StationState,
} from '../../shared/session/state.ts';
import { IDENTITY_FILE, RECORD_FILE } from '../journal/file-names.ts';
import type { Journal } from '../journal/journal.ts';
import type { KeyStore } from '../journal/keys/key-store.ts';
import { stationKey } from '../journal/keys/station-key.ts';
import { openJournal } from '../journal/open.ts';
import type { SafeStorage } from '../platform/safe-storage.ts';
import { openIdentity, type IdentityStore } from '../sync/identity.ts';

export interface StorageParts {
  readonly dataFolder: string;
  readonly appVersion: string;
  readonly clock: Clock;
  readonly safeStorage: SafeStorage;
}

export interface OpenedStorage {
  readonly journal: Journal<StationState>;
  readonly identity: IdentityStore;
  readonly keyStore: KeyStore;
  /** Where the key of the journal is kept (R62): `file`, `safe-storage:dpapi`. */
  readonly keyStoreKind: string;
}

/** Opens keys, identity and journal in the data folder. The refusal is worded under `fault`. */
export async function openStorage(parts: StorageParts): Promise<Result<OpenedStorage, Message>> {
  const { dataFolder, appVersion, clock, safeStorage } = parts;
  const cannotOpen = (code: string): Result<OpenedStorage, Message> =>
    refuse({ code: `record-${code}`, values: { folder: dataFolder } });
  const keyStore = await stationKey(dataFolder, { clock, safeStorage });
  const identity = openIdentity({ file: path.join(dataFolder, IDENTITY_FILE), keyStore, clock });
  if (!identity.ok) return cannotOpen(identity.refusal.code);
  const journal = openJournal<StationState>({
    file: path.join(dataFolder, RECORD_FILE),
    nativeBinding: __BUILD__ === 'production' ? undefined : process.env['CHILD_LINK_SQLITE_ADDON'],
    clock,
    keyStore,
    identity: identity.value.current(),
    appVersion,
    boot: randomUUID(),
    fold: { initial: INITIAL_STATE, evolve, version: STATE_VERSION, needs: unfinishedSessions },
  });
  if (!journal.ok) return cannotOpen(journal.refusal.code);
  return ok({ journal: journal.value, identity: identity.value, keyStore, keyStoreKind: keyStore.kind });
}
