import { randomBytes } from 'node:crypto';
import { accessSync, constants, readdirSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import type { CopiesPort, CopyState } from '../../institution/api/copies.ts';
import { recordAct } from '../../institution/core/audit.ts';
import { CODE_LENGTH, oneTimeCode } from '../../institution/core/one-time-code.ts';
import { refuse } from '../../institution/core/refusal.ts';
import type { Store } from '../../institution/core/store.ts';
import { type Clock, toInstant } from '../../shared/clock.ts';
import { ok } from '../../shared/result.ts';
import { IDENTITY_FILE, INSTITUTION_FILE, KEY_FILE, RECORD_FILE } from '../journal/file-names.ts';
import type { KeyStore } from '../journal/keys/key-store.ts';
import { errorCode } from '../platform/atomic-file.ts';
import type { Report } from '../platform/log.ts';
import { SerialQueue } from '../platform/serial-queue.ts';
import { COPY_ENDING, copyKeyOf, readCopy, writeCopy, type CopyPart } from './copy-file.ts';

export interface CopiesParts {
  readonly dataFolder: string;
  /** Where IT wants the copies; null where IT has named no folder. */
  readonly folder: string | null;
  readonly store: Store;
  readonly institutionFile: Database.Database;
  readonly journalFile: () => Database.Database;
  readonly keyStore: KeyStore;
  readonly clock: Clock;
  readonly report: Report;
  /** Called after the state has changed. */
  readonly changed: () => void;
}

export interface Copies extends CopiesPort {
  readonly current: CopyState;
  /** Reads what was kept of earlier copies; call once before anything else. */
  load(): Promise<void>;
  /** Takes a copy if one is due: a day after the last one. */
  takeIfDue(): Promise<void>;
}

const KEPT = 14;
const DAY_MS = 24 * 3_600_000;
const ROW = 'copies';
const Kept = z.object({ key: z.string().nullable(), takenAt: z.number().nullable() });
type Kept = z.infer<typeof Kept>;

/** Sealed copies of the whole station, in a folder that IT names (R64). The newest fourteen are kept. */
export function createCopies(parts: CopiesParts): Copies {
  const { dataFolder, folder, store, clock, report, changed } = parts;
  const queue = new SerialQueue();
  let kept: Kept = { key: null, takenAt: null };
  let failed: string | null = null;

  function state(): CopyState {
    const fault =
      folder === null ? 'no-folder' : kept.key === null ? 'no-key' : failed === null ? null : 'failed';
    return { takenAt: kept.takenAt, folder, fault, detail: failed ?? '' };
  }

  async function keep(next: Kept, act: { readonly actor: string; readonly action: string }): Promise<void> {
    await store.write(async (writer) => {
      await writer.put('own', ROW, next);
      const at = toInstant(clock.now());
      await recordAct(writer, { ...act, at, subject: ROW, detail: {} });
    });
    kept = next;
    changed();
  }

  async function take(actor: string): Promise<CopyState | null> {
    if (folder === null || kept.key === null) return null;
    const nowMs = clock.now();
    try {
      await writeTo(folder, new Uint8Array(Buffer.from(kept.key, 'base64url')), nowMs);
      failed = null;
      await keep({ ...kept, takenAt: nowMs }, { actor, action: 'copy.taken' });
      await removeOld(folder);
      return state();
    } catch (error) {
      const code = errorCode(error) ?? (error instanceof CopyUnreadable ? 'unreadable' : null);
      if (code === null) throw error;
      failed = code;
      report('copy-failed', code);
      changed();
      return null;
    }
  }

  async function writeTo(destination: string, key: Uint8Array, nowMs: number): Promise<void> {
    const sealKey = parts.keyStore.obtain();
    if (!sealKey.ok) throw new CopyUnreadable();
    // A removable medium that is not there must not become a folder of this disk.
    accessSync(destination, constants.W_OK);
    const work = await mkdtemp(path.join(dataFolder, 'copy-'));
    try {
      const place = (name: string): string => path.join(work, name);
      // Each is consistent in itself; a restore raises the generation, so that their difference does no harm.
      await parts.journalFile().backup(place(RECORD_FILE));
      await parts.institutionFile.backup(place(INSTITUTION_FILE));
      await writeFile(place(KEY_FILE), sealKey.value, { mode: 0o600 });
      const sources: readonly CopyPart[] = [
        { name: RECORD_FILE, file: place(RECORD_FILE) },
        { name: INSTITUTION_FILE, file: place(INSTITUTION_FILE) },
        { name: IDENTITY_FILE, file: path.join(dataFolder, IDENTITY_FILE) },
        { name: KEY_FILE, file: place(KEY_FILE) },
      ];
      const at = toInstant(nowMs);
      const name = `child-link-${at.replaceAll(/[:.]/gu, '')}${COPY_ENDING}`;
      const temporary = path.join(destination, `${name}.tmp`);
      await rm(temporary, { force: true });
      await writeCopy(temporary, key, { at, parts: sources });
      // A medium that does not give back what it took is found now, not on the day of need.
      if (!(await readCopy(temporary, key, null)).ok) throw new CopyUnreadable();
      await rename(temporary, path.join(destination, name));
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }

  return {
    get current() {
      return state();
    },
    async load() {
      const found = await store.read((reader) => reader.row('own', ROW));
      if (found !== null) kept = Kept.parse(found.row);
      // Left by a copy that a power cut broke off.
      for (const name of readdirSync(dataFolder))
        if (/^copy-\w{6}$/u.test(name))
          await rm(path.join(dataFolder, name), { recursive: true, force: true });
    },
    state: () => Promise.resolve(state()),
    async newKey(actor) {
      // 160 bits: it protects everything for as long as a copy exists.
      const code = [oneTimeCode(randomBytes(CODE_LENGTH)), oneTimeCode(randomBytes(CODE_LENGTH))].join('-');
      const key = Buffer.from(copyKeyOf(code)).toString('base64url');
      await keep({ ...kept, key }, { actor, action: 'copy.key-made' });
      return { code };
    },
    async take(actor) {
      if (folder === null) return refuse('copy-no-folder');
      if (kept.key === null) return refuse('copy-no-key');
      const taken = await queue.add(() => take(actor));
      return taken === null ? refuse('copy-failed', { folder, detail: failed ?? '' }) : ok(taken);
    },
    takeIfDue: () =>
      queue.add(async () => {
        const age = clock.now() - (kept.takenAt ?? 0);
        // A clock that was set back counts as due.
        if (age < 0 || age >= DAY_MS) await take('station');
      }),
  };
}

class CopyUnreadable extends Error {
  constructor() {
    super('The copy cannot be read back');
  }
}

async function removeOld(folder: string): Promise<void> {
  const names = readdirSync(folder).filter(
    (name) => name.startsWith('child-link-') && name.endsWith(COPY_ENDING),
  );
  for (const name of names.toSorted().slice(0, -KEPT)) await rm(path.join(folder, name), { force: true });
}
