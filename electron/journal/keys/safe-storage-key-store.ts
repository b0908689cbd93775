import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { Clock } from '../../../shared/clock.ts';
import { ok, refuse, type Result } from '../../../shared/result.ts';
import { createFileAtomically, errorCode } from '../../platform/atomic-file.ts';
import type { SafeStorage } from '../../platform/safe-storage.ts';
import { fileKeyStore, type KeyStore, type KeyRefusal } from './key-store.ts';
import { setAside } from '../recovery/set-aside.ts';

export type KeyStoreOptions = {
  readonly safeStorage: SafeStorage;
  readonly clock: Clock;
  /** Files of the sealed key and of the plain key (mode 0600). */
  readonly sealedFile: string;
  readonly plainFile: string;
  /** True while only the `enrol` verb has sealed anything: its key may still move to the system's store. */
  readonly isFirstStart: boolean;
};

const KEY_BYTES = 32;
/** A hard-coded password protects nothing, and an unknown store may be no better. */
const WORTHLESS: ReadonlySet<string> = new Set(['basic_text', 'unknown', '']);

/**
 * An existing key stays in its store: the store never changes silently. A new key goes to the operating
 * system where that protects it, otherwise into a file of mode 0600 (R62). `kind` names the choice in diagnostics.
 */
export function chooseKeyStore(options: KeyStoreOptions): KeyStore {
  const { safeStorage, sealedFile, plainFile } = options;
  if (existsSync(plainFile)) {
    const isMoved = options.isFirstStart && isWorthUsing(safeStorage) && moveKey(options);
    return isMoved ? safeStorageKeyStore(options) : fileKeyStore(plainFile);
  }
  return existsSync(sealedFile) || isWorthUsing(safeStorage)
    ? safeStorageKeyStore(options)
    : fileKeyStore(plainFile);
}

/**
 * Keeps the key sealed by the operating system. A store that does not answer, or that changed, may be back at
 * the next start: no new key is made because of it. A key that the same store no longer opens is lost: its file is set
 * aside and a new one made; the journal, which does not open with it, continues in a new chain.
 */
export function safeStorageKeyStore({
  safeStorage,
  clock,
  sealedFile,
}: Pick<KeyStoreOptions, 'safeStorage' | 'clock' | 'sealedFile'>): KeyStore {
  return {
    get kind() {
      return `safe-storage:${safeStorage.backend()}`;
    },
    obtain() {
      try {
        if (!safeStorage.isEncryptionAvailable())
          return unavailable('the store of the system does not answer');
        if (!existsSync(sealedFile)) return make(safeStorage, sealedFile);
        const kept = sealedKeyOf(readFileSync(sealedFile, 'utf8'));
        if (kept === null) return replaceLost('the file of the key is damaged');
        const { backend, sealed } = kept;
        const key = open(safeStorage, sealed);
        if (key !== null) return ok(key);
        if (backend !== safeStorage.backend()) {
          return unavailable(`kept by ${backend}, and the system now offers ${safeStorage.backend()}`);
        }
        return replaceLost('the store no longer opens the key');
      } catch (error) {
        const code = errorCode(error);
        if (code === null) throw error;
        return unavailable(code);
      }
    },
  };

  function replaceLost(detail: string): Result<Uint8Array, KeyRefusal> {
    if (WORTHLESS.has(safeStorage.backend())) return unavailable(detail);
    const aside = setAside(sealedFile, clock.now());
    return aside.ok ? make(safeStorage, sealedFile) : unavailable(aside.refusal.detail);
  }
}

/** Moves the key from the file to the system's store; removes the file only after the store has returned the same key. */
function moveKey({ safeStorage, sealedFile, plainFile }: KeyStoreOptions): boolean {
  try {
    const key = readFileSync(plainFile);
    if (key.length !== KEY_BYTES || existsSync(sealedFile) || !keep(safeStorage, sealedFile, key).ok)
      return false;
    rmSync(plainFile);
    return true;
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return false;
  }
}

function make(safeStorage: SafeStorage, sealedFile: string): Result<Uint8Array, KeyRefusal> {
  if (WORTHLESS.has(safeStorage.backend())) return unavailable(`${safeStorage.backend()} protects nothing`);
  return keep(safeStorage, sealedFile, randomBytes(KEY_BYTES));
}

function keep(safeStorage: SafeStorage, sealedFile: string, key: Buffer): Result<Uint8Array, KeyRefusal> {
  const sealed = seal(safeStorage, key);
  // A store that cannot return what it just took would lose the journal at the next start.
  if (sealed === null || open(safeStorage, sealed)?.equals(key) !== true) {
    return unavailable('the store does not give back what it takes');
  }
  const content = { v: 1, backend: safeStorage.backend(), sealed: Buffer.from(sealed).toString('base64') };
  createFileAtomically(sealedFile, Buffer.from(`${JSON.stringify(content)}\n`, 'utf8'));
  return ok(key);
}

function seal(safeStorage: SafeStorage, key: Uint8Array): Uint8Array | null {
  try {
    return safeStorage.encrypt(Buffer.from(key).toString('base64'));
  } catch {
    // Electron throws plain errors for every keyring fault.
    return null;
  }
}

function open(safeStorage: SafeStorage, sealed: Uint8Array): Buffer | null {
  try {
    const key = Buffer.from(safeStorage.decrypt(sealed), 'base64');
    return key.length === KEY_BYTES ? key : null;
  } catch {
    // As above: the wrong user, another machine, a keyring that was replaced.
    return null;
  }
}

function isWorthUsing(safeStorage: SafeStorage): boolean {
  return safeStorage.isEncryptionAvailable() && !WORTHLESS.has(safeStorage.backend());
}

function unavailable(detail: string): Result<never, KeyRefusal> {
  return refuse({ code: 'key-unavailable', detail });
}

/** Parses a sealed key's file; null when malformed. By hand, because loading zod would delay the first screen. */
function sealedKeyOf(text: string): { readonly backend: string; readonly sealed: Buffer } | null {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof found !== 'object' || found === null) return null;
  const { v, backend, sealed } = { v: null, backend: null, sealed: null, ...found };
  if (v !== 1 || typeof backend !== 'string' || typeof sealed !== 'string') return null;
  const bytes = Buffer.from(sealed, 'base64');
  return bytes.toString('base64') === sealed ? { backend, sealed: bytes } : null;
}
