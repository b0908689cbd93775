import { verifyBytes } from '../../../shared/sync/keys.ts';
import { contentDigest, signatureBase } from '../../../shared/sync/request-signature.ts';
import type { Observed } from './observed.ts';

const INPUT = /^station=(\(([^()]*)\);created=(\d+);keyid="([^"\\]+)";alg="ed25519")$/;
const SIGNATURE = /^station=:([A-Za-z0-9+/]{86}==):$/;

export type SignatureInput = {
  readonly components: readonly string[];
  readonly createdSeconds: number;
  readonly keyId: string;
  readonly parameters: string;
};

/** Null when it is not in the form of SYNC.md. */
export function readSignatureInput({ headers }: Pick<Observed, 'headers'>): SignatureInput | null {
  const [, parameters, list, created, keyId] = INPUT.exec(headers['signature-input'] ?? '') ?? [];
  if (parameters === undefined || list === undefined || keyId === undefined) return null;
  const components = list.split(' ').map((name) => name.replaceAll('"', ''));
  return { components, createdSeconds: Number(created), keyId, parameters };
}

/** Whether digest and signature are good under the key. */
export function isAuthentic(request: Observed, publicKey: string): boolean {
  const { method, target, headers, body } = request;
  const input = readSignatureInput(request);
  const [, signature] = SIGNATURE.exec(headers['signature'] ?? '') ?? [];
  if (input === null || signature === undefined) return false;
  if (body !== null && headers['content-digest'] !== contentDigest(body)) return false;
  const authority = headers['host'] ?? '';
  const base = signatureBase(input.components, input.parameters, { method, authority, target, headers });
  return base !== null && verifyBytes(publicKey, Buffer.from(base, 'utf8'), Buffer.from(signature, 'base64'));
}
