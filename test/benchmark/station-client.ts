import { randomBytes } from 'node:crypto';
import { type Agent, request } from 'node:http';
import { toInstant } from '../../shared/clock.ts';
import { chainId, signGenesis } from '../../shared/sync/chain.ts';
import { signEnrolment } from '../../shared/sync/enrolment.ts';
import { newSeed, type Signer, signerFromSeed } from '../../shared/sync/keys.ts';
import { signRequest } from '../../shared/sync/request-signature.ts';
import { EnrolmentAnswer, type Genesis } from '../../shared/sync/wire.ts';

/** A signed request that can be sent at any time. */
export type Prepared = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly body: Buffer | null;
};
export type Caller = { readonly station: string | null; readonly keyId: string; readonly signer: Signer };
export type Enrolled = {
  readonly server: string;
  readonly caller: Caller;
  readonly chain: string;
  readonly serverKey: string;
};
type Call = { readonly method: string; readonly path: string; readonly content?: unknown };

export function prepare(server: string, { method, path, content }: Call, caller: Caller): Prepared {
  const url = new URL(server + path);
  const body = content === undefined ? null : Buffer.from(JSON.stringify(content), 'utf8');
  const { station, keyId, signer } = caller;
  const createdSeconds = Math.trunc(Date.now() / 1000);
  const signed = signRequest({ method, url, body, station, keyId, createdSeconds }, signer);
  const type: Record<string, string> =
    body === null ? {} : { 'content-type': 'application/json', 'content-length': String(body.length) };
  return { method, url, body, headers: { ...signed, ...type } };
}

export function send(
  { method, url, headers, body }: Prepared,
  agent: Agent,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers, agent }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
      );
    });
    call.on('error', reject);
    call.end(body ?? undefined);
  });
}

/** Spends a code and opens a chain. */
export async function enrolStation(code: string, server: string, agent: Agent): Promise<Enrolled> {
  const signer = signerFromSeed(newSeed());
  const install = randomBytes(16).toString('base64url');
  const claim = { code, publicKey: signer.publicKey, install, appVersion: '1.0.0', platform: 'linux' };
  const nobody = { station: null, keyId: signer.publicKey, signer };
  const content = { ...claim, signature: signEnrolment(code, install, signer) };
  const enrolment = { method: 'POST', path: '/v1/enrolments', content };
  const answer = await send(prepare(server, enrolment, nobody), agent);
  const { station, keyId, serverKey } = EnrolmentAnswer.parse(JSON.parse(answer.text));
  const caller = { station, keyId, signer };
  return {
    ...{ server, caller, serverKey: serverKey.publicKey },
    chain: await openChain(server, { ...caller, station }, agent),
  };
}

/** Opens the first chain of an enrolled station. Returns its id. */
export async function openChain(
  server: string,
  caller: Caller & { readonly station: string },
  agent: Agent,
): Promise<string> {
  const { station, signer } = caller;
  const install = randomBytes(16).toString('base64url');
  const genesis: Genesis = {
    ...{ v: 1, station, install, publicKey: signer.publicKey, reason: 'enrolled' },
    ...{ previousChain: null, previousHead: null, createdAt: toInstant(Date.now()), appVersion: '1.0.0' },
  };
  const opening = {
    ...{ method: 'POST', path: '/v1/chains' },
    content: { genesis, signature: signGenesis(genesis, signer) },
  };
  const { status, text } = await send(prepare(server, opening, caller), agent);
  if (status !== 201) throw new Error(`${status} ${text}`);
  return chainId(genesis);
}
