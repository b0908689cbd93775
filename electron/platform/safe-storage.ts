import { safeStorage } from 'electron';

/** The operating system's store of secrets. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean;
  /** The store in use: `gnome_libsecret`, `kwallet6`, `basic_text`, `unknown`; `dpapi` on Windows. */
  backend(): string;
  /** May throw, as Electron's does. */
  encrypt(text: string): Uint8Array;
  /** Throws when these bytes cannot be decrypted. */
  decrypt(sealed: Uint8Array): string;
}

/** Electron's `safeStorage`; usable once the app is ready. */
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
