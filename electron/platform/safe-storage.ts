import { safeStorage } from 'electron';
import type { SafeStorage } from '../journal/keys/safe-storage-key-store.ts';

/** Electron's way to the operating system's store of secrets; to be used once the app is ready. */
export const systemStorage: SafeStorage = {
  isEncryptionAvailable: () => safeStorage.isEncryptionAvailable(),
  backend: () =>
    process.platform === 'linux'
      ? safeStorage.getSelectedStorageBackend()
      : process.platform === 'win32'
        ? 'dpapi'
        : 'keychain',
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (sealed) => safeStorage.decryptString(Buffer.from(sealed)),
};
