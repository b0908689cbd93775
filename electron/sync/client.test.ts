import { verifyRequest } from '../../institution/http/verify-request.ts';
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { signerFromSeed } from '../../shared/sync/keys.ts';

import { type CallFault, createClient } from './client.ts';
import type { HttpAnswer, HttpRefusal, HttpRequest } from '../network/http.ts';

const signer = signerFromSeed(new Uint8Array(32).fill(7));
const caller = { station: 'st_0001', keyId: 'k1', signer };
const NOW = Date.UTC(2026, 10, 22, 1, 2, 3);

function answer(
  status: number,
  type: string | null,
  body: string,
  retryAfter?: string,
): Result<HttpAnswer, HttpRefusal> {
  const headers = new Headers();
  if (type !== null) headers.set('content-type', type);
  if (retryAfter !== undefined) headers.set('retry-after', retryAfter);
  return ok({ status, header: (name) => headers.get(name), body: Buffer.from(body) });
}

async function call(
  given: Result<HttpAnswer, HttpRefusal>,
  seen: HttpRequest[] = [],
  signedAuthority: string | null = null,
): Promise<Result<unknown, CallFault>> {
  const client = createClient({
    http: { send: (request) => (seen.push(request), Promise.resolve(given)) },
    clock: { now: () => NOW, monotonicMs: () => 0, status: () => 'synced' },
    serverUrl: new URL('https://institution.example/child-link/'),
    signal: () => new AbortController().signal,
    signedAuthority,
  });
  return client.call(caller, {
    method: 'POST',
    path: '/v1/heartbeat?a=b',
    body: { hello: 'world' },
    answer: z.looseObject({ n: z.int() }),
  });
}

it.each([
  ['the place it goes to', null, 'institution.example'],
  // From the field (R63).
  ['what a gateway makes of `Host`', 'inside.example:8443', 'inside.example:8443'],
])('A call is signed for %s, under the path of the server', async (_, signedAuthority, authority) => {
  const seen: HttpRequest[] = [];
  const given = answer(200, 'application/json; charset=utf-8', '{"n":1,"new":true}');
  expect(await call(given, seen, signedAuthority)).toEqual({ ok: true, value: { n: 1, new: true } });
  const [request] = seen;
  expect(request!.url.href).toBe('https://institution.example/child-link/v1/heartbeat?a=b');
  const received = {
    method: 'POST',
    authority,
    target: '/child-link/v1/heartbeat?a=b',
    headers: request!.headers,
    body: request!.body,
  };
  expect(await verifyRequest(received, () => Promise.resolve(signer.publicKey))).toMatchObject({ ok: true });
});

const PROBLEM = 'application/problem+json';
it.each([
  ['a page of HTML', answer(200, 'text/html', '<!doctype html>'), 'answer-not-json', null],
  [
    'a page that says it is JSON',
    answer(200, 'application/json', '<!doctype html>'),
    'answer-not-json',
    null,
  ],
  ['nothing', answer(200, null, ''), 'answer-not-json', null],
  ['JSON of another shape', answer(200, 'application/json', '{"n":"one"}'), 'answer-malformed', null],
  ['JSON that is no object', answer(200, 'application/json', 'null'), 'answer-malformed', null],
  ['a page of HTML that forbids', answer(403, 'text/html', '<p>no'), 'answer-not-json', null],
  ['a gateway without its server', answer(502, 'text/html', '<p>bad gateway'), 'unavailable', null],
  [
    'a problem',
    answer(403, PROBLEM, '{"type":"urn:child-link:problem:station-revoked"}'),
    'station-revoked',
    null,
  ],
  ['a problem of later', answer(418, PROBLEM, '{"type":"urn:child-link:problem:later"}'), 'refused', null],
  [
    'a later problem of the server',
    answer(500, PROBLEM, '{"type":"urn:child-link:problem:later"}'),
    'unavailable',
    null,
  ],
  ['a pause in seconds', answer(503, PROBLEM, '{"type":"about:blank"}', '120'), 'unavailable', 120_000],
  [
    'a pause until a date',
    answer(429, null, '', new Date(NOW + 60_000).toUTCString()),
    'too-many-requests',
    60_000,
  ],
  ['a pause of a year', answer(429, null, '', '31536000'), 'too-many-requests', 3_600_000],
  ['a pause that is none', answer(507, null, '', 'soon'), 'storage-full', null],
  ['no network', refuse<HttpRefusal>('unreachable'), 'unreachable', null],
] as const)('%s is a fault with a name', async (_name, given, code, retryAfterMs) => {
  expect(await call(given)).toMatchObject({ ok: false, refusal: { code, retryAfterMs } });
});

it('A large body is packed on a slow line and not on a fast one, a small one never', async () => {
  let [nowMs, tookMs] = [0, 1000];
  const packed: boolean[] = [];
  const client = createClient({
    http: {
      send: async ({ headers }) => {
        packed.push(headers['content-encoding'] === 'gzip');
        nowMs += tookMs;
        return answer(200, 'application/json', '{}');
      },
    },
    clock: { now: () => NOW, monotonicMs: () => nowMs, status: () => 'synced' },
    serverUrl: new URL('https://institution.example/'),
    signal: () => new AbortController().signal,
  });
  const send = (bytes: number): Promise<unknown> =>
    client.call(caller, {
      ...{ method: 'POST', path: '/v1/heartbeat', answer: null },
      body: { noise: randomBytes(bytes / 2).toString('hex') },
    });
  await send(400);
  await send(400_000);
  tookMs = 10;
  await send(400_000);
  await send(400_000);
  tookMs = 5000;
  await send(400_000);
  await send(400_000);
  expect(packed).toEqual([false, true, true, false, false, true]);
});
