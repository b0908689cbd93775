import { ascii, concat, jcs } from './encoding.ts';
import { verifySignature } from './keys.ts';
import type { Receipt, UnsignedReceipt } from './wire.ts';

/** The server's promise that it holds the chain up to `seq` (SYNC.md, Requests). */
export function verifyReceipt(receipt: Receipt, serverPublicKey: string): boolean {
  const { signature, ...unsigned } = receipt;
  return verifySignature(serverPublicKey, receiptMessage(unsigned), signature);
}

export function receiptMessage(unsigned: UnsignedReceipt): Uint8Array {
  return concat(ascii('child-link/1/receipt\n'), jcs(unsigned));
}
