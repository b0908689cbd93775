import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { ok, refuse, type Result } from '../../../shared/result.ts';
import { createFileAtomically, errorCode } from '../../platform/atomic-file.ts';

/**
 * Keeps the key that seals the journal and the station's own signing key. `key-unavailable` may pass (a keyring
 * that is still locked); it never causes a new key. `key-malformed` is permanent.
 */
export interface KeyStore {
  /** Name of the store, for diagnostics: `file`, `safe-storage:dpapi`. */
  readonly kind: string;
  /** Returns the key of 32 bytes; makes one where there is none. */
  obtain(): Result<Uint8Array, KeyRefusal>;
}

export type KeyRefusal = { readonly code: 'key-unavailable' | 'key-malformed'; readonly detail: string };

const KEY_BYTES = 32;

/** Keeps the key in a file of mode 0600, for machines without a keyring (R62). */
export function fileKeyStore(file: string): KeyStore {
  return {
    kind: 'file',
    obtain() {
      try {
        // A read-only folder can still hold a key.
        if (!existsSync(file)) create(file);
        if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
        const key = readFileSync(file);
        if (key.length === KEY_BYTES) return ok(key);
        return refuse({ code: 'key-malformed', detail: `${key.length} bytes instead of ${KEY_BYTES}` });
      } catch (error) {
        // Errors of node:fs: no such folder, no permission, no space.
        const code = errorCode(error);
        if (code === null) throw error;
        return refuse({ code: 'key-unavailable', detail: code });
      }
    },
  };
}

function create(file: string): void {
  try {
    createFileAtomically(file, randomBytes(KEY_BYTES));
  } catch (error) {
    // Another process was faster; use its key.
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}
