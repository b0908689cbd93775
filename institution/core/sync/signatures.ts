import { headMessage } from '../../../shared/sync/chain.ts';
import { toB64u } from '../../../shared/sync/encoding.ts';
import { type EnrolmentClaim, enrolmentMessage } from '../../../shared/sync/enrolment.ts';
import { feedMessage, type FeedSeal } from '../../../shared/sync/feed.ts';
import { keyChangeMessage } from '../../../shared/sync/key-change.ts';
import { type Signer, verifySignature } from '../../../shared/sync/keys.ts';
import { receiptMessage } from '../../../shared/sync/receipt.ts';
import type { Receipt, SignedHead, UnsignedReceipt } from '../../../shared/sync/wire.ts';

/** The server's halves of SYNC.md's signatures; the station's are in `shared/sync`. */

export function signReceipt(unsigned: UnsignedReceipt, signer: Signer): Receipt {
  return { ...unsigned, signature: toB64u(signer.sign(receiptMessage(unsigned))) };
}

export function signFeed(seal: FeedSeal, signer: Signer): string {
  return toB64u(signer.sign(feedMessage(seal)));
}

export function verifyEnrolment(claim: EnrolmentClaim & { readonly signature: string }): boolean {
  return verifySignature(claim.publicKey, enrolmentMessage(claim), claim.signature);
}

export function verifyKeyChange(publicKey: string, signature: string, oldPublicKey: string): boolean {
  return verifySignature(oldPublicKey, keyChangeMessage(publicKey), signature);
}

export function verifyHead(chain: string, head: SignedHead, publicKey: string): boolean {
  return verifySignature(publicKey, headMessage(chain, head), head.signature);
}
