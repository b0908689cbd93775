import { type RequestToVerify, verifyRequest } from './verify-request.ts';
import { describe, expect, it } from 'vitest';
import { signerFromSeed } from '../../shared/sync/keys.ts';
import { signRequest } from '../../shared/sync/request-signature.ts';

const signer = signerFromSeed(new Uint8Array(32).fill(7));
const url = new URL('http://127.0.0.1:8080/v1/state?chain=abc');

function signed(
  overrides: Partial<RequestToVerify> = {},
  station: string | null = 'st_0001',
): RequestToVerify {
  const headers = signRequest(
    { method: 'GET', url, body: null, station, keyId: 'k1', createdSeconds: 1 },
    signer,
  );
  return {
    method: 'GET',
    authority: '127.0.0.1:8080',
    target: '/v1/state?chain=abc',
    headers,
    body: null,
    ...overrides,
  };
}
const verify = (request: RequestToVerify) =>
  verifyRequest(request, (id) => Promise.resolve(id === 'k1' ? signer.publicKey : null));

describe('A signed request', () => {
  it('without a body is accepted, with its query and port', async () => {
    expect(await verify(signed())).toEqual({
      ok: true,
      value: { keyId: 'k1', createdSeconds: 1, station: 'st_0001' },
    });
  });

  it('without a station is accepted: enrolment comes before the name', async () => {
    expect(await verify(signed({}, null))).toMatchObject({ ok: true, value: { station: null } });
  });

  it.each([
    ['another method', { method: 'DELETE' }],
    ['another authority', { authority: 'elsewhere.example' }],
    ['another path', { target: '/v1/heartbeat?chain=abc' }],
    ['another query', { target: '/v1/state?chain=abd' }],
    ['another station', { headers: { ...signed().headers, 'child-link-station': 'st_0002' } }],
    ['another version', { headers: { ...signed().headers, 'child-link-version': '2' } }],
    ['a signature that is not base64', { headers: { ...signed().headers, signature: 'station=:???:' } }],
    [
      'another label',
      {
        headers: {
          ...signed().headers,
          signature: String(signed().headers['signature']).replace('station', 'other'),
        },
      },
    ],
  ])('with %s is refused', async (_name, change) => {
    expect(await verify(signed(change))).toEqual({ ok: false, refusal: 'signature-invalid' });
  });

  it('whose body is not covered by the signature is refused', async () => {
    const body = Buffer.from('{"hello":"world"}');
    const request = signed({ body });
    expect(await verify(request)).toEqual({ ok: false, refusal: 'digest-mismatch' });
  });

  it('whose body was changed is refused', async () => {
    const headers = signRequest(
      {
        method: 'POST',
        url,
        body: Buffer.from('{"a":1}'),
        station: 'st_0001',
        keyId: 'k1',
        createdSeconds: 1,
      },
      signer,
    );
    const request = signed({ method: 'POST', headers, body: Buffer.from('{"a":2}') });
    expect(await verify(request)).toEqual({ ok: false, refusal: 'digest-mismatch' });
  });

  it('that does not cover the station it names is refused', async () => {
    const unsigned = signed({}, null);
    const request = { ...unsigned, headers: { ...unsigned.headers, 'child-link-station': 'st_0002' } };
    expect(await verify(request)).toEqual({ ok: false, refusal: 'signature-invalid' });
  });

  it('by a key that is not known is refused as such', async () => {
    expect(await verifyRequest(signed(), () => Promise.resolve(null))).toEqual({
      ok: false,
      refusal: 'key-unknown',
    });
  });

  it('without a signature is refused as such', async () => {
    expect(await verify(signed({ headers: {} }))).toEqual({ ok: false, refusal: 'signature-missing' });
  });
});
