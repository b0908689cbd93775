import { ascii, concat, jcs, toB64u } from './encoding.ts';
import { type Signer, verifySignature } from './keys.ts';
import type { Receipt, UnsignedReceipt } from './wire.ts';

/** The server's promise that it holds the chain up to `seq` (SYNC.md, Requests). */
export function signReceipt(unsigned: UnsignedReceipt, signer: Signer): Receipt {
  return { ...unsigned, signature: toB64u(signer.sign(message(unsigned))) };
}

export function verifyReceipt(receipt: Receipt, serverPublicKey: string): boolean {
  const { signature, ...unsigned } = receipt;
  return verifySignature(serverPublicKey, message(unsigned), signature);
}

function message(unsigned: UnsignedReceipt): Uint8Array {
  return concat(ascii('child-link/1/receipt\n'), jcs(unsigned));
}
