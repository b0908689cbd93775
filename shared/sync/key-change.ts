import { toB64u } from './encoding.ts';
import type { Signer } from './keys.ts';

/** What the old key signs when it hands over to a new one (`POST /v1/keys`). */
export function signKeyChange(publicKey: string, old: Signer): string {
  return toB64u(old.sign(keyChangeMessage(publicKey)));
}

export function keyChangeMessage(publicKey: string): Uint8Array {
  return Buffer.from(`child-link/1/key\n${publicKey}`, 'ascii');
}
