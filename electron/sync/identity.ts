import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { jcs, sha256, toB64u } from '../../shared/sync/encoding.ts';
import { newSeed, type Signer, signerFromSeed } from '../../shared/sync/keys.ts';
import { Enrolment } from '../../shared/sync/rows.ts';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import { setAside } from '../journal/recovery/set-aside.ts';
import { fileFaultOf, type FileFault } from '../journal/sqlite/faults.ts';
import type { KeyStore, KeyRefusal } from '../journal/keys/key-store.ts';
import { type JournalIdentity, unenrolledStation } from '../journal/entry-builder.ts';
import { type Sealer, sealerOf } from '../journal/keys/seal.ts';

/**
 * The station's identity (R3): installation id, sealed Ed25519 key, and enrolment. Kept in a file beside the journal, so
 * that losing the journal does not lose the station's name.
 */
export interface IdentityStore {
  /** The author of journal entries; named `unenrolled-…` before enrolment. */
  current(): JournalIdentity;
  /** Null before enrolment. */
  enrolment(): Enrolment | null;
  /** Saves the enrolment; on disk when this returns. */
  enrol(enrolment: Enrolment): Result<void, IdentityRefusal>;
  /** The next key; on disk when this returns, and the same one until it is in use. */
  nextKey(): Result<Signer, IdentityRefusal>;
  /** Makes the next key the present one, under the id that the server gave it. */
  useNextKey(keyId: string): Result<void, IdentityRefusal>;
  /** The previous key: a restored server may not know a newer one. */
  formerKey(): { readonly keyId: string; readonly signer: Signer } | null;
  /** Sets the server's id of the present key. */
  nameKey(keyId: string): Result<void, IdentityRefusal>;
  /** Path of an identity file that was set aside as unusable, or null. The station must then enrol again. */
  readonly setAside: string | null;
}

export type IdentityRefusal = { readonly code: FileFault | KeyRefusal['code']; readonly detail: string };

const SEED = 'station-seed';
const BINDING = 'station-identity';
const IdentityFile = z.object({
  v: z.literal(1),
  install: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  /** The Ed25519 seed, sealed, b64u. */
  seed: z.string(),
  enrolment: Enrolment.nullable(),
  /** As `seed`. */
  nextSeed: z.string().nullable().default(null),
  former: z.object({ keyId: z.string(), seed: z.string() }).nullable().default(null),
});
type IdentityFile = z.infer<typeof IdentityFile>;
/** The file: the hash of everything else, sealed, so that nobody without the station's key can exchange a part of it. */
const BoundFile = IdentityFile.extend({ binding: z.string() });

/**
 * Returns the enrolment in the text of an identity file, or null. `binding` says whether the station's key vouches for it:
 * `unchecked` without a sealer, because the operating system may keep the key.
 */
export function enrolmentIn(
  text: string,
  sealer: Sealer | null,
): { readonly enrolment: Enrolment; readonly binding: 'good' | 'broken' | 'unchecked' } | null {
  const file = BoundFile.safeParse(parseJson(text));
  if (!file.success) return null;
  const { binding, ...content } = file.data;
  const { enrolment } = content;
  if (enrolment === null) return null;
  const isBound = sealer === null ? null : isBoundBy(binding, content, sealer);
  return {
    enrolment,
    binding: isBound === null ? 'unchecked' : isBound ? 'good' : 'broken',
  };
}

/** Reads the station's identity, or makes one. A file that cannot be used is renamed, never overwritten. */
export function openIdentity(options: {
  readonly file: string;
  readonly keyStore: KeyStore;
  readonly clock: Clock;
}): Result<IdentityStore, IdentityRefusal> {
  const { file, keyStore, clock } = options;
  const key = keyStore.obtain();
  if (!key.ok) return key;
  const sealer = sealerOf(key.value);
  return attempt(() => {
    const found = existsSync(file) ? read(file, sealer) : null;
    if (found !== null) return ok(storeOf(file, found.content, sealer, found.seed, null));
    const aside = existsSync(file) ? setAside(file, clock.now()) : ok(null);
    if (!aside.ok) return refuse({ code: 'cannot-open', detail: aside.refusal.detail });
    const seed = newSeed();
    const content: IdentityFile = {
      v: 1,
      install: toB64u(randomBytes(16)),
      seed: sealSeed(seed, sealer),
      enrolment: null,
      nextSeed: null,
      former: null,
    };
    write(file, content, sealer);
    return ok(storeOf(file, content, sealer, seed, aside.value));
  });
}

function storeOf(
  file: string,
  first: IdentityFile,
  sealer: Sealer,
  seed: Uint8Array,
  aside: string | null,
): IdentityStore {
  let signer = signerFromSeed(seed);
  let content = first;
  const keep = (next: IdentityFile): Result<void, IdentityRefusal> =>
    attempt(() => {
      write(file, next, sealer);
      content = next;
      return ok(undefined);
    });
  const named = (keyId: string): Enrolment | null =>
    content.enrolment === null ? null : { ...content.enrolment, keyId };
  return {
    current: () => ({
      ...signer,
      install: content.install,
      station: content.enrolment?.station ?? unenrolledStation(content.install),
    }),
    enrolment: () => content.enrolment,
    enrol: (enrolment) => keep({ ...content, enrolment }),
    nextKey() {
      const kept = content.nextSeed === null ? null : openSeed(content.nextSeed, sealer);
      if (kept !== null) return ok(signerFromSeed(kept));
      const fresh = newSeed();
      const done = keep({ ...content, nextSeed: sealSeed(fresh, sealer) });
      return done.ok ? ok(signerFromSeed(fresh)) : done;
    },
    useNextKey(keyId) {
      const next = content.nextSeed === null ? null : openSeed(content.nextSeed, sealer);
      const formerId = content.enrolment?.keyId;
      if (content.nextSeed === null || next === null || formerId === undefined) {
        return refuse({ code: 'key-malformed', detail: 'there is no next key' });
      }
      const former = { keyId: formerId, seed: content.seed };
      const done = keep({
        ...content,
        seed: content.nextSeed,
        nextSeed: null,
        former,
        enrolment: named(keyId),
      });
      if (done.ok) signer = signerFromSeed(next);
      return done;
    },
    formerKey() {
      const { former } = content;
      const formerSeed = former === null ? null : openSeed(former.seed, sealer);
      return former === null || formerSeed === null
        ? null
        : { keyId: former.keyId, signer: signerFromSeed(formerSeed) };
    },
    nameKey: (keyId) => keep({ ...content, enrolment: named(keyId) }),
    setAside: aside,
  };
}

function sealSeed(seed: Uint8Array, sealer: Sealer): string {
  return toB64u(sealer.seal(SEED, seed));
}

function openSeed(sealed: string, sealer: Sealer): Uint8Array | null {
  const seed = sealer.unseal(SEED, Buffer.from(sealed, 'base64url'));
  return seed?.length === 32 ? seed : null;
}

function read(
  file: string,
  sealer: Sealer,
): { readonly content: IdentityFile; readonly seed: Uint8Array } | null {
  const found = BoundFile.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (!found.success) return null;
  const { binding, ...content } = found.data;
  const seed = openSeed(content.seed, sealer);
  return seed === null || !isBoundBy(binding, content, sealer) ? null : { content, seed };
}

function write(file: string, content: IdentityFile, sealer: Sealer): void {
  const binding = toB64u(sealer.seal(BINDING, sha256(jcs(content))));
  writeFileAtomically(file, Buffer.from(`${JSON.stringify({ ...content, binding }, null, 2)}\n`, 'utf8'));
}

function isBoundBy(binding: string, content: IdentityFile, sealer: Sealer): boolean {
  const hash = sealer.unseal(BINDING, Buffer.from(binding, 'base64url'));
  return hash !== null && Buffer.from(hash).equals(sha256(jcs(content)));
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
