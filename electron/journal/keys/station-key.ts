import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../../shared/clock.ts';
import { KEY_FILE, RECORD_FILE, SEALED_KEY_FILE } from '../file-names.ts';
import type { KeyStore } from './key-store.ts';
import type { SafeStorage } from '../../platform/safe-storage.ts';
import { chooseKeyStore } from './safe-storage-key-store.ts';

/** The key store of a station's data folder (R62). */
export function stationKey(
  dataFolder: string,
  { clock, safeStorage }: { readonly clock: Clock; readonly safeStorage: SafeStorage },
): Promise<KeyStore> {
  return chooseKeyStore({
    safeStorage,
    clock,
    sealedFile: path.join(dataFolder, SEALED_KEY_FILE),
    plainFile: path.join(dataFolder, KEY_FILE),
    isFirstStart: !existsSync(path.join(dataFolder, RECORD_FILE)),
  });
}
