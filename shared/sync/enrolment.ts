import { toB64u } from './encoding.ts';
import type { Signer } from './keys.ts';

/** What a station signs when it enrols: the code, its public key, its installation. */
export type EnrolmentClaim = { readonly code: string; readonly publicKey: string; readonly install: string };

export function signEnrolment(code: string, install: string, signer: Signer): string {
  return toB64u(signer.sign(enrolmentMessage({ code, publicKey: signer.publicKey, install })));
}

export function enrolmentMessage(claim: EnrolmentClaim): Uint8Array {
  return Buffer.from(`child-link/1/enrol\n${claim.code}\n${claim.publicKey}\n${claim.install}`, 'utf8');
}
