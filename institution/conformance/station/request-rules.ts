import { MAX_ENTRY_BYTES, verifyGenesis, wireBytes } from '../../../shared/sync/chain.ts';
import { keyChangeMessage } from '../../../shared/sync/key-change.ts';
import { verifySignature } from '../../../shared/sync/keys.ts';
import { COMPONENTS } from '../../../shared/sync/request-signature.ts';
import { ChainRequest, EntriesRequest, KeyRequest, type WireEntry } from '../../../shared/sync/wire.ts';
import { expectEqual, expectShape, expectThat, NotTried } from '../expectations.ts';
import type { Rule } from '../rule.ts';
import { PreciseInstant, UuidV7 } from '../shapes.ts';
import { readSignatureInput } from './authenticate.ts';
import type { StationBench } from './bench.ts';
import { LIMITS } from './chains.ts';
import { isEnrolment, isKey, isOpening, isPush, isState, type Match, type Observed } from './observed.ts';

const KIB = 1024;

/** What holds of every request that came: the last rules of the table. */
export const STATION_REQUEST_RULES: readonly Rule<StationBench>[] = [
  {
    id: 'request-version',
    sentences: ['request-headers'],
    check: (bench) =>
      expectOfAll(
        bench,
        any,
        'Child-Link-Version: 1',
        ({ headers }) => headers['child-link-version'] === '1',
      ),
  },
  {
    id: 'request-station',
    sentences: ['request-headers'],
    check: (bench) =>
      expectOfAll(
        bench,
        (request) => !isEnrolment(request),
        'Child-Link-Station',
        ({ headers }) => headers['child-link-station'] !== undefined,
      ),
  },
  {
    id: 'request-digest',
    sentences: ['request-headers'],
    check: (bench) =>
      expectOfAll(
        bench,
        ({ body }) => body !== null,
        'Content-Digest: sha-256=:…:',
        ({ headers }) => /^sha-256=:[A-Za-z0-9+/]{43}=:$/.test(headers['content-digest'] ?? ''),
      ),
  },
  {
    id: 'signature-input',
    sentences: ['signature-input', 'target-uri'],
    check: (bench) =>
      expectOfAll(
        bench,
        (request) => !isEnrolment(request),
        'a signature labelled station over all components and no others',
        (request) => {
          const { body } = request;
          const wanted = COMPONENTS.filter((name) => name !== 'content-digest' || body !== null);
          const covered = readSignatureInput(request)?.components ?? [];
          return covered.length === wanted.length && wanted.every((name) => covered.includes(name));
        },
      ),
  },
  {
    id: 'signature-good',
    sentences: ['request-headers', 'gzip', 'error-signature'],
    check: (bench) =>
      expectOfAll(
        bench,
        ({ isMeddled }) => !isMeddled,
        'a good digest and signature',
        ({ outcome }) => outcome?.code !== 'signature-invalid' && outcome?.code !== 'key-unknown',
      ),
  },
  {
    id: 'body-json',
    sentences: ['json'],
    check: (bench) =>
      expectOfAll(
        bench,
        ({ body }) => body !== null,
        'JSON in UTF-8',
        ({ json }) => json !== undefined,
      ),
  },
  {
    id: 'body-as-agreed',
    sentences: ['wire', 'header', 'commit', 'hash', 'b64u', 'jcs', 'head-signature', 'call-entries'],
    check: (bench) => {
      const bad = ['malformed', 'hash-mismatch', 'too-large'];
      expectOfAll(
        bench,
        ({ isMeddled }) => !isMeddled,
        'a request as agreed, with hashes that hold',
        ({ outcome }) => !bad.includes(outcome?.code ?? ''),
      );
    },
  },
  {
    id: 'gzip-over-1-kib',
    sentences: ['gzip'],
    check: (bench) => {
      const isGzip: Match = ({ headers }) => headers['content-encoding'] !== undefined;
      expectOfAll(
        bench,
        isGzip,
        'gzip, of a body over 1 KiB',
        ({ headers, json }) =>
          headers['content-encoding'] === 'gzip' && JSON.stringify(json ?? '').length > KIB,
      );
    },
  },
  {
    id: 'entry-instants',
    sentences: ['instants'],
    check: (bench) => {
      for (const { header } of sentEntries(bench)) expectShape('at', header.at, PreciseInstant);
    },
  },
  {
    id: 'entry-ids',
    sentences: ['ids'],
    check: (bench) => {
      for (const { header } of sentEntries(bench)) expectShape('id', header.id, UuidV7);
    },
  },
  {
    id: 'entry-size',
    sentences: ['entry-size'],
    check: (bench) => {
      for (const entry of sentEntries(bench))
        expectThat(wireBytes(entry) <= MAX_ENTRY_BYTES, 'an entry of at most 16 KiB', wireBytes(entry));
    },
  },
  {
    id: 'batch-size',
    sentences: ['batch-size'],
    check: (bench) =>
      expectOfAll(
        bench,
        isPush,
        `at most ${LIMITS.maxEntries} entries and ${LIMITS.maxBytes} bytes`,
        ({ json }) => {
          const entries = EntriesRequest.safeParse(json).data?.entries ?? [];
          const bytes = entries.reduce((sum, entry) => sum + wireBytes(entry), 0);
          return entries.length <= LIMITS.maxEntries && bytes <= LIMITS.maxBytes;
        },
      ),
  },
  {
    id: 'state-before-push',
    sentences: ['why-compare', 'call-state'],
    check: (bench) => {
      const { observed } = bench.server;
      for (const push of pushesOf(bench)) {
        // The answer to a push names the head as well.
        const before = observed
          .slice(0, push.number)
          .findLast((request) => isState(request) || isPush(request));
        const knows = before !== undefined && before.outcome?.status === 200;
        const didFail = before !== undefined && isPush(before) && before.outcome?.status !== 200;
        const [, chain = ''] = /^\/v1\/chains\/([^/]+)/.exec(push.path) ?? [];
        const isHalved = didFail && [400, 409, 413, 422].includes(before.outcome?.status ?? 0);
        expectThat(knows || isHalved, `the heads compared before a push to ${chain}`, 'a push without');
      }
    },
  },
  {
    id: 'genesis-signed',
    sentences: ['call-chains', 'genesis'],
    check: (bench) =>
      expectOfAll(bench, isOpening, 'a genesis signed by the key that it names', ({ json }) => {
        const parsed = ChainRequest.safeParse(json);
        return parsed.success && verifyGenesis(parsed.data.genesis, parsed.data.signature);
      }),
  },
  {
    id: 'key-rotated',
    sentences: ['call-keys', 'keys-both-good'],
    check: (bench) => {
      const rotations = bench.since(0, (request) => isKey(request) && request.outcome?.status === 201);
      if (rotations.length === 0) throw new NotTried('nobody had the station change its key');
      for (const { json } of rotations) {
        const { publicKey, signature } = expectShape('a key', json, KeyRequest);
        const isSigned = bench.server.calls.allKeys.some((key) =>
          verifySignature(key.publicKey, keyChangeMessage(publicKey), signature),
        );
        expectThat(isSigned, 'a new key signed by the old one', publicKey);
      }
      const isTold = sentEntries(bench).some(({ header }) => header.type === 'key.rotated');
      expectEqual('an entry key.rotated:', isTold, true);
    },
  },
];

const any: Match = () => true;

function expectOfAll(
  bench: StationBench,
  match: Match,
  expected: string,
  isKept: (request: Observed) => boolean,
): void {
  const requests = bench.since(0, match);
  if (requests.length === 0) throw new NotTried('no such request came');
  const bad = requests.find((request) => !isKept(request));
  if (bad === undefined) return;
  const headers = JSON.stringify({
    digest: bad.headers['content-digest'],
    input: bad.headers['signature-input'],
  });
  const answer = bad.outcome?.code ?? bad.outcome?.status ?? 'no answer';
  expectThat(false, expected, `${bad.method} ${bad.target.slice(0, 80)}: ${answer}, ${headers}`);
}

function pushesOf(bench: StationBench): readonly Observed[] {
  const pushes = bench.since(0, isPush);
  if (pushes.length === 0) throw new NotTried('nothing was pushed');
  return pushes;
}

function sentEntries(bench: StationBench): readonly WireEntry[] {
  return pushesOf(bench).flatMap(({ json }) => EntriesRequest.safeParse(json).data?.entries ?? []);
}
