import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildEntry,
  hashHeader,
  skeletonOf,
  textBytes,
  textOf,
  verifyEntry,
  verifyOwnText,
  wireText,
  writeEntry,
} from './chain.ts';
import { jcs, sha256, toB64u } from './encoding.ts';
import { FeedOp, Header, type Json, Receipt, WireEntry } from './wire.ts';

const B64 = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const UUID = '0199a000-0000-7000-8000-000000000001';
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const fields = fc.record({
  chain: fc.constant(B64),
  seq: fc.constant(1),
  id: fc.constant(UUID),
  prev: fc.constant(B64),
  type: text,
  at: fc.constant('2026-11-22T14:00:00.000Z'),
  boot: fc.constant(UUID),
  monotonicMs: fc.nat(),
  clock: fc.constantFrom('synced' as const, 'unsynced' as const, 'stepped' as const),
  actor: text,
  session: fc.constantFrom(null, UUID),
});
const body = fc.dictionary(text, fc.jsonValue({ stringUnit: 'grapheme' })) as fc.Arbitrary<
  Record<string, Json>
>;

describe('The text of an entry', () => {
  it('is canonical JSON, and hashes as the contract says', () => {
    fc.assert(
      fc.property(fields, body, (given, content) => {
        const { entry, text: written } = writeEntry(given, content);
        expect(written.header).toBe(Buffer.from(jcs(entry.header)).toString('utf8'));
        const label = Buffer.from('child-link/1/entry\n', 'ascii');
        expect(hashHeader(entry.header)).toBe(toB64u(sha256(label, jcs(entry.header))));
        expect(textOf(entry)).toEqual(written);
      }),
    );
  });

  it('is the entry itself when it arrives, and verifies there and here', () => {
    fc.assert(
      fc.property(fields, body, (given, content) => {
        const { text: written } = writeEntry(given, content);
        expect(textBytes(written)).toBe(Buffer.byteLength(wireText(written), 'utf8'));
        const arrived = WireEntry.parse(JSON.parse(wireText(written)));
        const bare = textOf(skeletonOf(arrived));
        expect(textBytes(bare)).toBe(Buffer.byteLength(wireText(bare), 'utf8'));
        expect(verifyEntry(B64, null, arrived)).toMatchObject({ ok: true, value: { seq: 1 } });
        expect(verifyOwnText(B64, null, written)).toEqual(verifyEntry(B64, null, arrived));
      }),
    );
  });

  const good = textOf(
    buildEntry(
      {
        ...{ chain: B64, seq: 1, id: UUID, prev: B64, type: 'station.note', at: '2026-11-22T14:00:00.000Z' },
        ...{ boot: UUID, monotonicMs: 5, clock: 'synced', actor: 'station', session: null },
      },
      { code: 'a' },
    ),
  );
  it.each([
    ['a header of other words', { ...good, header: good.header.replace('"station"', '"stadion"') }, 'hash'],
    ['another hash', { ...good, hash: B64 }, 'hash'],
    ['a body of other words', { ...good, body: '{"code":"b"}' }, 'commit'],
    ['a body without its salt', { ...good, salt: null }, 'commit'],
  ])('with %s does not verify', (_what, changed, code) => {
    expect(verifyOwnText(B64, null, changed)).toEqual({ ok: false, refusal: `${code}-mismatch` });
  });

  it('does not verify at another place', () => {
    expect(verifyOwnText(B64, { seq: 1, hash: good.hash }, good)).toMatchObject({ refusal: 'seq-mismatch' });
    expect(verifyOwnText(`${B64.slice(1)}B`, null, good)).toMatchObject({ refusal: 'chain-mismatch' });
  });
});

describe('What is under a signature is only accepted with a canonical form', () => {
  const receipt = {
    ...{ chain: B64, seq: 1, hash: B64, epoch: 'e1', at: '2026-11-22T14:00:00.000Z' },
    ...{ keyId: 'k1', signature: 'A'.repeat(86) },
  };
  it.each([
    ['epoch', '\ud800', false],
    ['keyId', 'half \udfff', false],
    ['later', '\ud800', false],
    ['later', { '\ud800': 1 }, false],
    ['\ud800', 1, false],
    ['later', { name: 'Zoé', list: [1, null, true] }, true],
  ])('a receipt with %j as %j: %s', (name, value, accepted) => {
    expect(Receipt.safeParse({ ...receipt, [name]: value }).success).toBe(accepted);
  });
  it.each(['put', 'delete'])('the key of a row of a feed, %s', (op) => {
    expect(FeedOp.safeParse({ op, key: 'one', row: 1 }).success).toBe(true);
    expect(FeedOp.safeParse({ op, key: 'one \ud800', row: 1 }).success).toBe(false);
  });
});

it('Text that has no UTF-8 is not accepted from outside', () => {
  const { entry } = writeEntry(
    {
      ...{ chain: B64, seq: 1, id: UUID, prev: B64, type: 'station.note', at: '2026-11-22T14:00:00.000Z' },
      ...{ boot: UUID, monotonicMs: 5, clock: 'synced', actor: 'station', session: null },
    },
    { code: 'a' },
  );
  expect(Header.safeParse(entry.header).success).toBe(true);
  expect(Header.safeParse({ ...entry.header, actor: 'half \ud800' }).success).toBe(false);
  expect(WireEntry.safeParse({ ...entry, body: { code: '\udfff' } }).success).toBe(false);
  expect(WireEntry.safeParse({ ...entry, body: { '\ud800': 1 } }).success).toBe(false);
  const deep: unknown = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`);
  expect(WireEntry.safeParse({ ...entry, body: { deep } }).success).toBe(false);
});
