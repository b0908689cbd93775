import { safeStorage } from 'electron';

/** The operating system's store of secrets. */
export interface SafeStorage {
  isEncryptionAvailable(): Promise<boolean>;
  /** The store in use: `gnome_libsecret`, `kwallet6`, `basic_text`, `unknown`; `dpapi` on Windows. */
  backend(): string;
  /** May reject, as Electron's does. */
  encrypt(text: string): Promise<Uint8Array>;
  /** Rejects when these bytes cannot be decrypted. `isOutdated`: the store now protects secrets in another way. */
  decrypt(sealed: Uint8Array): Promise<{ readonly text: string; readonly isOutdated: boolean }>;
}

type ElectronStorage = Pick<
  Electron.SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>;
type SynchronousStorage = Pick<
  Electron.SafeStorage,
  'isEncryptionAvailable' | 'encryptString' | 'decryptString' | 'getSelectedStorageBackend'
>;

/** Electron's `safeStorage`; usable once the app is ready. */
export const systemStorage: SafeStorage = storageOf(safeStorage, process.platform);

/**
 * Uses Electron's asynchronous calls where it has them: 46 removes the synchronous ones. Both read what either wrote.
 */
export function storageOf(
  electron: ElectronStorage | SynchronousStorage,
  platform: NodeJS.Platform,
): SafeStorage {
  const backend = (): string =>
    platform === 'linux' ? electron.getSelectedStorageBackend() : platform === 'win32' ? 'dpapi' : 'keychain';
  if ('encryptStringAsync' in electron) {
    return {
      backend,
      isEncryptionAvailable: () => electron.isAsyncEncryptionAvailable(),
      encrypt: (text) => electron.encryptStringAsync(text),
      async decrypt(sealed) {
        const { result, shouldReEncrypt } = await electron.decryptStringAsync(Buffer.from(sealed));
        return { text: result, isOutdated: shouldReEncrypt };
      },
    };
  }
  return {
    backend,
    isEncryptionAvailable: async () => electron.isEncryptionAvailable(),
    encrypt: async (text) => electron.encryptString(text),
    decrypt: async (sealed) => ({ text: electron.decryptString(Buffer.from(sealed)), isOutdated: false }),
  };
}
