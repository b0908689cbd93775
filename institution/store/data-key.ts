import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  randomBytes,
  scrypt,
} from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { fromB64u } from '../../shared/sync/encoding.ts';
import type { Database } from './database.ts';
import type { RowSealer } from './row-sealer.ts';

/**
 * Rows of the institutions, their signing keys among them, are sealed with a random data key. That key is in the database,
 * sealed itself with what the key file holds: a random key, or a passphrase.
 */
export interface DataKey {
  /** A row moved to another institution does not open. */
  sealerFor(institution: string): RowSealer;
}

const stretch = promisify<string, Uint8Array, number, object, Buffer>(scrypt);
const COST = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const NAME = 'data-key';
const Wrapped = z.object({ salt: z.base64(), sealed: z.base64() });

/** Opens the data key, or makes it in a new database. `secret`: the content of the key file. */
export async function openDataKey(
  database: Database,
  secret: string,
): Promise<Result<DataKey, { readonly code: 'wrong-key' }>> {
  const wrapped = (await readWrapped(database)) ?? (await addWrapped(database, secret));
  const { salt, sealed } = Wrapped.parse(JSON.parse(wrapped));
  const key = open(
    await wrappingKey(secret, Buffer.from(salt, 'base64')),
    NAME,
    Buffer.from(sealed, 'base64'),
  );
  return key === null ? refuse({ code: 'wrong-key' }) : ok(dataKeyOf(key));
}

/** Seals the data key with another secret. Instances that run keep working. */
export async function changeSecret(
  database: Database,
  secrets: { readonly from: string; readonly to: string },
): Promise<Result<null, { readonly code: 'wrong-key' }>> {
  const wrapped = await readWrapped(database);
  if (wrapped === null) return refuse({ code: 'wrong-key' });
  const { salt, sealed } = Wrapped.parse(JSON.parse(wrapped));
  const from = await wrappingKey(secrets.from, Buffer.from(salt, 'base64'));
  const key = open(from, NAME, Buffer.from(sealed, 'base64'));
  if (key === null) return refuse({ code: 'wrong-key' });
  const value = await wrap(secrets.to, key);
  await database.write((trx) => trx.updateTable('service').set({ value }).where('name', '=', NAME).execute());
  return ok(null);
}

async function readWrapped(database: Database): Promise<string | null> {
  const found = await database.read((trx) =>
    trx.selectFrom('service').select('value').where('name', '=', NAME).executeTakeFirst(),
  );
  return found?.value ?? null;
}

/** Of two instances that start at once, the first one's key stays. */
async function addWrapped(database: Database, secret: string): Promise<string> {
  const value = await wrap(secret, randomBytes(32));
  await database.write((trx) =>
    trx
      .insertInto('service')
      .values({ name: NAME, value })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
  return (await readWrapped(database)) ?? value;
}

async function wrap(secret: string, key: Uint8Array): Promise<string> {
  const salt = randomBytes(16);
  const sealed = seal(await wrappingKey(secret, salt), NAME, key);
  return JSON.stringify({
    salt: salt.toString('base64'),
    sealed: Buffer.from(sealed).toString('base64'),
  });
}

/** 32 random bytes are a key already; anything else is taken for a passphrase, and stretched. */
async function wrappingKey(secret: string, salt: Uint8Array): Promise<Uint8Array> {
  const random = fromB64u(secret, 32);
  return random === null
    ? stretch(secret, salt, 32, COST)
    : new Uint8Array(hkdfSync('sha256', random, salt, 'child-link/1/data-key', 32));
}

function dataKeyOf(key: Uint8Array): DataKey {
  return {
    sealerFor: (institution) => ({
      seal: (about, plain) => seal(key, `${institution}/${about}`, plain),
      unseal: (about, sealed) => open(key, `${institution}/${about}`, sealed),
    }),
  };
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM: nonce, tag, ciphertext; `about` is bound in. */
function seal(key: Uint8Array, about: string, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', createSecretKey(key), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(about, 'utf8'));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

function open(key: Uint8Array, about: string, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', createSecretKey(key), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(about, 'utf8'));
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    // final() throws when the tag does not match: another key, another place, changed bytes.
    return null;
  }
}
