import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { fromB64u, toB64u } from '../../shared/sync/encoding.ts';
import { newSeed, signerFromSeed } from '../../shared/sync/keys.ts';
import { Enrolment } from '../../shared/sync/rows.ts';
import { writeFileAtomically } from '../journal/atomic-file.ts';
import { setAside } from '../journal/database.ts';
import { fileFaultOf, type FileFault } from '../journal/faults.ts';
import type { KeyKeeper, KeyRefusal } from '../journal/key-keeper.ts';
import { type JournalIdentity, unenrolledStation } from '../journal/ledger.ts';
import { type Sealer, sealerOf } from '../journal/seal.ts';

/**
 * Who this station is (R3): its installation, its Ed25519 key (sealed), what the server said when it enrolled. It
 * lies beside the journal, not in it, so that a journal that is lost does not take the station's name along.
 */
export interface IdentityStore {
  /** As the journal needs it; named `unenrolled-…` before enrolment. */
  current(): JournalIdentity;
  /** Null before enrolment. */
  enrolment(): Enrolment | null;
  /** Keeps the enrolment; on disk when this returns. */
  enrol(enrolment: Enrolment): Result<void, IdentityRefusal>;
  /** Where an unusable identity file lies now; null when there was none. The station must enrol again then. */
  readonly setAside: string | null;
}

export type IdentityRefusal = { readonly code: FileFault | KeyRefusal['code']; readonly detail: string };

const SEED = 'station-seed';
const IdentityFile = z.object({
  v: z.literal(1),
  install: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  /** The Ed25519 seed, sealed, b64u. */
  seed: z.string(),
  enrolment: Enrolment.nullable(),
});
type IdentityFile = z.infer<typeof IdentityFile>;

/** Reads the station's identity, or makes one. A file that cannot be used is renamed, never overwritten. */
export function openIdentity(options: {
  readonly file: string;
  readonly keyKeeper: KeyKeeper;
  readonly clock: Clock;
}): Result<IdentityStore, IdentityRefusal> {
  const { file, keyKeeper, clock } = options;
  const key = keyKeeper.obtain();
  if (!key.ok) return key;
  const sealer = sealerOf(key.value);
  return attempt(() => {
    const found = existsSync(file) ? read(file, sealer) : null;
    if (found !== null) return ok(storeOf(file, found.content, found.seed, null));
    const aside = existsSync(file) ? setAside(file, clock.now()) : ok(null);
    if (!aside.ok) return refuse({ code: 'cannot-open', detail: aside.refusal.detail });
    const seed = newSeed();
    const content: IdentityFile = {
      v: 1,
      install: toB64u(randomBytes(16)),
      seed: toB64u(sealer.seal(SEED, seed)),
      enrolment: null,
    };
    write(file, content);
    return ok(storeOf(file, content, seed, aside.value));
  });
}

function storeOf(file: string, first: IdentityFile, seed: Uint8Array, aside: string | null): IdentityStore {
  const signer = signerFromSeed(seed);
  let content = first;
  return {
    current: () => ({
      ...signer,
      install: content.install,
      station: content.enrolment?.station ?? unenrolledStation(content.install),
    }),
    enrolment: () => content.enrolment,
    enrol: (enrolment) =>
      attempt(() => {
        const next = { ...content, enrolment };
        write(file, next);
        content = next;
        return ok(undefined);
      }),
    setAside: aside,
  };
}

function read(
  file: string,
  sealer: Sealer,
): { readonly content: IdentityFile; readonly seed: Uint8Array } | null {
  const content = IdentityFile.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (!content.success) return null;
  const bytes = Buffer.from(content.data.seed, 'base64url');
  const seed = sealer.unseal(SEED, bytes);
  return seed === null || fromB64u(toB64u(seed), 32) === null ? null : { content: content.data, seed };
}

function write(file: string, content: IdentityFile): void {
  writeFileAtomically(file, Buffer.from(`${JSON.stringify(content, null, 2)}\n`, 'utf8'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function attempt<T>(work: () => Result<T, IdentityRefusal>): Result<T, IdentityRefusal> {
  try {
    return work();
  } catch (error) {
    const code = fileFaultOf(error);
    if (code === null) throw error;
    return refuse({ code, detail: error instanceof Error ? error.message : '' });
  }
}
