import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GUARDIAN_NAME, HELD_NAME, socketOf, TOKEN_NAME } from './protocol.ts';

/** The folder through which helper and station find each other. Only they may read it. */
export class StateFolder {
  readonly #folder: string;
  readonly #fileMode: number;

  /** `isShared`: the helper runs as another user, and the folder's group is the station's. */
  constructor(folder: string, isShared: boolean) {
    this.#folder = folder;
    this.#fileMode = isShared ? 0o640 : 0o600;
    mkdirSync(folder, { recursive: true, mode: isShared ? 0o750 : 0o700 });
  }

  get socket(): string {
    return socketOf(this.#folder);
  }

  get socketMode(): number {
    return this.#fileMode === 0o640 ? 0o660 : 0o600;
  }

  /** Held by the guardian while it lives. */
  get mutex(): string {
    return path.join(this.#folder, GUARDIAN_NAME);
  }

  /** The guardian's process id; null where none was ever started. */
  get guardian(): number | null {
    try {
      return Number(readFileSync(this.mutex, 'utf8')) || null;
    } catch {
      // No such file.
      return null;
    }
  }

  get originals(): string {
    return path.join(this.#folder, 'originals.json');
  }

  /** The secret that orders must carry; created at the first start. */
  token(): string {
    const file = path.join(this.#folder, TOKEN_NAME);
    if (!existsSync(file)) {
      const token = randomBytes(32).toString('base64url');
      writeFileSync(file, token, { mode: this.#fileMode, flag: 'wx' });
    }
    return readFileSync(file, 'utf8');
  }

  get isLockWanted(): boolean {
    return existsSync(path.join(this.#folder, HELD_NAME));
  }

  rememberLock(isWanted: boolean): void {
    const file = path.join(this.#folder, HELD_NAME);
    if (isWanted) writeFileSync(file, '', { mode: this.#fileMode });
    else rmSync(file, { force: true });
  }
}
