import { z } from 'zod';
import { toInstant } from '../../shared/clock.ts';
import { ok } from '../../shared/result.ts';
import { wallClock } from '../../shared/schedule/local-time.ts';
import { LocalText } from '../../shared/language/local-text.ts';
import { fromB64u, toB64u } from '../../shared/sync/encoding.ts';
import { type Signer, signerFromSeed } from '../../shared/sync/keys.ts';
import { Enrolment, type PinVerifier } from '../../shared/sync/rows.ts';
import { recordAct } from './audit.ts';
import type { Context } from './context.ts';
import { refuse, type Outcome } from './refusal.ts';
import type { SetUpForm } from './set-up-form.ts';
import { END_OF_TIME } from './staff-details.ts';
import type { Store } from './store.ts';

/** Who the institution is, and the key that it signs its feeds with. The row is sealed at rest. */
const Profile = z.object({
  institution: Enrolment.shape.institution,
  /** Of the station in which the institution is embedded; empty in a service. */
  station: z.string(),
  location: LocalText,
  keyId: z.string(),
  /** The Ed25519 seed, b64u. */
  seed: z.string(),
});
export type Profile = z.infer<typeof Profile>;

const KEY = 'profile';
/** The year of this program's first release: a clock that shows an earlier one is wrong. */
const EARLIEST_MS = Date.parse('2026-01-01T00:00:00Z');

/** Null before the set-up. */
export function readProfile(store: Store): Promise<Profile | null> {
  return store.read(async (reader) => {
    const found = await reader.row('own', KEY);
    return found === null ? null : Profile.parse(found.row);
  });
}

/** Makes an institution whose id and key are known, unless it is there; returns the profile that counts. */
export function writeProfile(store: Store, profile: Profile): Promise<Profile> {
  return store.write(async (writer) => {
    const known = await writer.row('own', KEY);
    if (known !== null) return Profile.parse(known.row);
    await writer.put('own', KEY, profile);
    return profile;
  });
}

/** Makes the institution and its first person, all in one transaction: a set-up that is broken off leaves nothing behind. */
export async function setUp(
  { store, clock, newId, randomBytes }: Pick<Context, 'store' | 'clock' | 'newId' | 'randomBytes'>,
  { institution, location, person }: SetUpForm,
  verifier: PinVerifier,
): Promise<Outcome<Profile>> {
  if (wallClock(0, institution.zone) === null) return refuse('zone-unknown', { zone: institution.zone });
  if (clock.now() < EARLIEST_MS) return refuse('clock-wrong');
  return store.write(async (writer) => {
    if ((await writer.row('own', KEY)) !== null) return refuse('set-up-already');
    const profile: Profile = {
      institution: { id: newId(), ...institution },
      station: `station-${newId().slice(-6)}`,
      location,
      keyId: newId(),
      seed: toB64u(randomBytes(32)),
    };
    await writer.put('own', KEY, profile);
    const id = newId();
    // No end date: a set-up under a wrong clock must not lock the only administrator out later.
    const details = { name: person, roles: ['head', 'it'], validUntil: END_OF_TIME };
    await writer.put('people', id, { ...details, codeHash: null, codeExpiresAt: null });
    await writer.put('staff', id, { ...details, id, verifier });
    const at = toInstant(clock.now());
    const subject = profile.institution.id;
    await recordAct(writer, { at, actor: id, action: 'institution.set-up', subject, detail: {} });
    return ok(profile);
  });
}

export function profileSigner({ seed }: Profile): Signer {
  const bytes = fromB64u(seed, 32);
  if (bytes === null) throw new Error('The institution’s key is not 32 bytes');
  return signerFromSeed(bytes);
}

/** The profile as a station knows its institution: the same shape as an enrolment at a server. */
export function profileEnrolment(profile: Profile): Enrolment {
  const { institution, station, location, keyId } = profile;
  return {
    ...{ station, keyId: station, institution, location },
    serverKey: { keyId, publicKey: profileSigner(profile).publicKey },
    epoch: institution.id,
    limits: { maxEntries: 1, maxBytes: 1 },
  };
}
