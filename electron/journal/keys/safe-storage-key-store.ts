import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { Clock } from '../../../shared/clock.ts';
import { ok, refuse, type Result } from '../../../shared/result.ts';
import { createFileAtomically, errorCode, writeFileAtomically } from '../../platform/atomic-file.ts';
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
 * Obtains the station's key. An existing key stays in its store: the store never changes silently. A new key goes to the
 * operating system where that protects it, otherwise into a file of mode 0600 (R62). `kind` names the choice in
 * diagnostics.
 */
export async function chooseKeyStore(options: KeyStoreOptions): Promise<KeyStore> {
  const { safeStorage, sealedFile, plainFile } = options;
  if (existsSync(plainFile)) {
    const mayMove = options.isFirstStart && (await isWorthUsing(safeStorage));
    return mayMove && (await moveKey(options)) ? sealedKeyStore(options) : fileKeyStore(plainFile);
  }
  return existsSync(sealedFile) || (await isWorthUsing(safeStorage))
    ? sealedKeyStore(options)
    : fileKeyStore(plainFile);
}

async function sealedKeyStore(options: KeyStoreOptions): Promise<KeyStore> {
  const key = await obtain(options);
  return { kind: `safe-storage:${options.safeStorage.backend()}`, obtain: () => key };
}

/**
 * Obtains the key sealed by the operating system. A store that does not answer, or that changed, may be back at
 * the next start: no new key is made because of it. A key that the same store no longer opens is lost: its file is set
 * aside and a new one made; the journal, which does not open with it, continues in a new chain.
 */
async function obtain({
  safeStorage,
  clock,
  sealedFile,
}: KeyStoreOptions): Promise<Result<Uint8Array, KeyRefusal>> {
  try {
    if (!(await safeStorage.isEncryptionAvailable()))
      return unavailable('the store of the system does not answer');
    if (!existsSync(sealedFile)) return await make(safeStorage, sealedFile);
    const kept = sealedKeyOf(readFileSync(sealedFile, 'utf8'));
    if (kept === null) return await replaceLost('the file of the key is damaged');
    const { backend, sealed } = kept;
    const opened = await open(safeStorage, sealed);
    if (opened !== null) {
      if (opened.isOutdated) await sealAgain(safeStorage, sealedFile, opened.key);
      return ok(opened.key);
    }
    if (backend !== safeStorage.backend()) {
      return unavailable(`kept by ${backend}, and the system now offers ${safeStorage.backend()}`);
    }
    return await replaceLost('the store no longer opens the key');
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    return unavailable(code);
  }

  async function replaceLost(detail: string): Promise<Result<Uint8Array, KeyRefusal>> {
    if (WORTHLESS.has(safeStorage.backend())) return unavailable(detail);
    const aside = setAside(sealedFile, clock.now());
    return aside.ok ? make(safeStorage, sealedFile) : unavailable(aside.refusal.detail);
  }
}

/** A store that has changed its own protection may stop opening the old form; where sealing fails, the old form stays. */
async function sealAgain(safeStorage: SafeStorage, sealedFile: string, key: Buffer): Promise<void> {
  try {
    await keep(safeStorage, sealedFile, key, writeFileAtomically);
  } catch (error) {
    if (errorCode(error) === null) throw error;
  }
}

/** Moves the key from the file to the system's store; removes the file only after the store has returned the same key. */
async function moveKey({ safeStorage, sealedFile, plainFile }: KeyStoreOptions): Promise<boolean> {
  try {
    const key = readFileSync(plainFile);
    if (key.length !== KEY_BYTES || existsSync(sealedFile)) return false;
    if (!(await keep(safeStorage, sealedFile, key)).ok) return false;
    rmSync(plainFile);
    return true;
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return false;
  }
}

async function make(safeStorage: SafeStorage, sealedFile: string): Promise<Result<Uint8Array, KeyRefusal>> {
  if (WORTHLESS.has(safeStorage.backend())) return unavailable(`${safeStorage.backend()} protects nothing`);
  return keep(safeStorage, sealedFile, randomBytes(KEY_BYTES));
}

async function keep(
  safeStorage: SafeStorage,
  sealedFile: string,
  key: Buffer,
  write = createFileAtomically,
): Promise<Result<Uint8Array, KeyRefusal>> {
  const sealed = await seal(safeStorage, key);
  const returned = sealed === null ? null : await open(safeStorage, sealed);
  // A store that cannot return what it just took would lose the journal at the next start.
  if (sealed === null || returned?.key.equals(key) !== true) {
    return unavailable('the store does not give back what it takes');
  }
  const content = { v: 1, backend: safeStorage.backend(), sealed: Buffer.from(sealed).toString('base64') };
  write(sealedFile, Buffer.from(`${JSON.stringify(content)}\n`, 'utf8'));
  return ok(key);
}

async function seal(safeStorage: SafeStorage, key: Uint8Array): Promise<Uint8Array | null> {
  try {
    return await safeStorage.encrypt(Buffer.from(key).toString('base64'));
  } catch {
    // Electron throws plain errors for every keyring fault.
    return null;
  }
}

async function open(
  safeStorage: SafeStorage,
  sealed: Uint8Array,
): Promise<{ readonly key: Buffer; readonly isOutdated: boolean } | null> {
  try {
    const { text, isOutdated } = await safeStorage.decrypt(sealed);
    const key = Buffer.from(text, 'base64');
    return key.length === KEY_BYTES ? { key, isOutdated } : null;
  } catch {
    // As above: the wrong user, another machine, a keyring that was replaced.
    return null;
  }
}

async function isWorthUsing(safeStorage: SafeStorage): Promise<boolean> {
  return (await safeStorage.isEncryptionAvailable()) && !WORTHLESS.has(safeStorage.backend());
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
