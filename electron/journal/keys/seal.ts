import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import { randomSlice } from '../../../shared/sync/random.ts';

/**
 * Sealing at rest (R62): AES-256-GCM, laid out as nonce (12 bytes), tag (16), ciphertext. `about` is bound in as
 * additional data, so that a sealed value moved elsewhere does not open.
 */
export interface Sealer {
  seal(about: string, plain: Uint8Array): Uint8Array;
  /** The plain bytes, or null when key, `about` or content do not match. */
  unseal(about: string, sealed: Uint8Array): Uint8Array | null;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A sealer for a key of 32 bytes. */
export function sealerOf(keyBytes: Uint8Array): Sealer {
  const key = createSecretKey(keyBytes);
  return {
    seal(about, plain) {
      const nonce = randomSlice(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(about, 'utf8'));
      const sealed = Buffer.allocUnsafe(NONCE_BYTES + TAG_BYTES + plain.length);
      sealed.set(nonce, 0);
      sealed.set(cipher.update(plain), NONCE_BYTES + TAG_BYTES);
      cipher.final();
      sealed.set(cipher.getAuthTag(), NONCE_BYTES);
      return sealed;
    },
    unseal(about, sealed) {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(about, 'utf8'));
      decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        const plain = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
        const rest = decipher.final();
        // GCM is a stream cipher: final() returns no more bytes.
        return rest.length === 0 ? plain : Buffer.concat([plain, rest]);
      } catch {
        // final() throws when the tag does not match: another key, another `about`, changed bytes.
        return null;
      }
    },
  };
}
