import {
  verifyHead,
  verifyEnrolment,
  signFeed,
  signReceipt,
} from '../../institution/core/sync/signatures.ts';
import { verifyRequest } from '../../institution/http/verify-request.ts';
import { scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import vectors from '../vectors/sync-vectors.json' with { type: 'json' };
import {
  bodyMatches,
  buildEntry,
  chainId,
  signGenesis,
  signHead,
  verifyEntry,
  verifyGenesis,
} from '../../shared/sync/chain.ts';
import { fromB64u, jcs, toB64u } from '../../shared/sync/encoding.ts';
import { signEnrolment } from '../../shared/sync/enrolment.ts';
import { feedStateHash, verifyFeed } from '../../shared/sync/feed.ts';
import { signerFromSeed } from '../../shared/sync/keys.ts';
import { verifyReceipt } from '../../shared/sync/receipt.ts';
import { contentDigest, signRequest } from '../../shared/sync/request-signature.ts';
import { Genesis, type Head, Receipt, WireEntry } from '../../shared/sync/wire.ts';

const station = signerFromSeed(fromB64u(vectors.stationSeed, 32)!);
const server = signerFromSeed(fromB64u(vectors.serverSeed, 32)!);
const genesis = Genesis.parse(vectors.genesis);
const entries = vectors.entries.map((entry) => WireEntry.parse(entry));

describe('The test vectors of the contract', () => {
  it('give the public key of a seed', () => {
    expect(server.publicKey).toBe(vectors.serverPublicKey);
    expect(station.publicKey).toBe(vectors.enrolment.publicKey);
  });

  it.each(vectors.jcs.map(([value, expected]) => ({ value, expected })))(
    'give canonical JSON %#',
    ({ value, expected }) => {
      expect(Buffer.from(jcs(value)).toString('utf8')).toBe(expected);
    },
  );

  it('give the enrolment signature', () => {
    const { code, install, signature } = vectors.enrolment;
    expect(signEnrolment(code, install, station)).toBe(signature);
    expect(verifyEnrolment(vectors.enrolment)).toBe(true);
    expect(verifyEnrolment({ ...vectors.enrolment, code: 'ABCD-EFGH-JKLM-NPQS' })).toBe(false);
  });

  it('give the genesis signature and the name of the chain', () => {
    expect(signGenesis(genesis, station)).toBe(vectors.genesisSignature);
    expect(verifyGenesis(genesis, vectors.genesisSignature)).toBe(true);
    expect(verifyGenesis({ ...genesis, station: 'st_0002' }, vectors.genesisSignature)).toBe(false);
    expect(chainId(genesis)).toBe(vectors.chain);
  });

  it('give every entry from its header, salt and body', () => {
    for (const entry of entries) {
      const { v: _v, commit: _commit, ...fields } = entry.header;
      expect(buildEntry(fields, entry.body!, fromB64u(entry.salt!, 16)!)).toEqual(entry);
    }
  });

  it('verify as a chain, whole and erased', () => {
    for (const run of [entries, entries.map((entry) => ({ ...entry, salt: null, body: null }))]) {
      let head: Head | null = null;
      for (const entry of run) {
        const verified = verifyEntry(vectors.chain, head, entry);
        expect(verified).toEqual({ ok: true, value: { seq: entry.header.seq, hash: entry.hash } });
        head = verified.ok ? verified.value : null;
      }
    }
  });

  it('give the head signature', () => {
    const { signature, ...head } = vectors.head;
    expect(signHead(vectors.chain, head, station)).toEqual(vectors.head);
    expect(verifyHead(vectors.chain, vectors.head, station.publicKey)).toBe(true);
    expect(verifyHead(vectors.chain, { ...head, seq: 2, signature }, station.publicKey)).toBe(false);
  });

  it('give the receipt', () => {
    const { signature, ...unsigned } = vectors.receipt;
    expect(signReceipt(unsigned, server).signature).toBe(signature);
    expect(verifyReceipt(Receipt.parse(vectors.receipt), server.publicKey)).toBe(true);
    expect(verifyReceipt({ ...vectors.receipt, seq: 4 }, server.publicKey)).toBe(false);
    expect(verifyReceipt(vectors.receipt, station.publicKey)).toBe(false);
  });

  it('give the state hash and the signature of a feed', () => {
    const { signature, keyId: _keyId, ...seal } = vectors.feed;
    expect(feedStateHash(new Map(Object.entries(vectors.feedRows)))).toBe(seal.stateHash);
    expect(signFeed(seal, server)).toBe(signature);
    expect(verifyFeed(seal, signature, server.publicKey)).toBe(true);
    expect(verifyFeed({ ...seal, ver: 3 }, signature, server.publicKey)).toBe(false);
  });

  it('give the signature of a request', async () => {
    const { request } = vectors;
    const body = Buffer.from(request.body, 'utf8');
    expect(contentDigest(body)).toBe(request.contentDigest);
    const headers = signRequest(
      {
        method: request.method,
        url: new URL(`https://${request.authority}${request.path}`),
        body,
        station: genesis.station,
        keyId: 'k1',
        createdSeconds: 1763773324,
      },
      station,
    );
    expect(headers).toEqual({
      'child-link-version': '1',
      'child-link-station': genesis.station,
      'content-digest': request.contentDigest,
      'signature-input': request.signatureInput,
      signature: request.signature,
    });
    expect(
      await verifyRequest(
        { method: request.method, authority: request.authority, target: request.path, headers, body },
        () => Promise.resolve(station.publicKey),
      ),
    ).toEqual({ ok: true, value: { keyId: 'k1', createdSeconds: 1763773324, station: genesis.station } });
  });

  it('give the hash of a PIN', () => {
    const { pin, salt, N, r, p, hash } = vectors.pin;
    const derived = scryptSync(pin, fromB64u(salt, 16)!, 32, { N, r, p, maxmem: 256 * N * r });
    expect(toB64u(derived)).toBe(hash);
  });
});

describe('An entry out of place', () => {
  const first = entries[0]!;
  const second = entries[1]!;
  const head: Head = { seq: 1, hash: first.hash };

  it.each([
    ['of another chain', vectors.head.hash, head, second, 'chain-mismatch'],
    ['that skips a number', vectors.chain, null, second, 'seq-mismatch'],
    ['after another entry', vectors.chain, { seq: 1, hash: vectors.chain }, second, 'prev-mismatch'],
    [
      'with a changed header',
      vectors.chain,
      head,
      { ...second, header: { ...second.header, actor: 'staff-18' } },
      'hash-mismatch',
    ],
    [
      'with a changed body',
      vectors.chain,
      head,
      { ...second, body: { kind: 'adult-child' } },
      'commit-mismatch',
    ],
    ['with a body but no salt', vectors.chain, head, { ...second, salt: null }, 'commit-mismatch'],
  ] as const)('is refused: %s', (_name, chain, before, entry, fault) => {
    expect(verifyEntry(chain, before, WireEntry.parse(entry))).toEqual({ ok: false, refusal: fault });
  });

  it('does not match a salt spelt another way', () => {
    expect(bodyMatches({ ...second, salt: second.salt!.slice(0, -1) + 'R' })).toBe(false);
  });
});
