import { COMPONENTS, contentDigest } from '../../../shared/sync/request-signature.ts';
import { newSeed, signerFromSeed } from '../../../shared/sync/keys.ts';
import { PROBLEM_MEDIA_TYPE, problemCode, Problem, PROBLEMS } from '../../../shared/sync/problem.ts';
import { expectRefusal, expectRefused, expectStatus, expectThat, NotTried, shown } from '../expectations.ts';
import type { Rule } from '../rule.ts';
import type { ServerBench } from './bench.ts';
import { NO_SUCH_FEED } from './feed-rules.ts';
import type { Exchange } from './http.ts';

/** A read that every station may make. */
const READ = '/v1/feeds/settings';

/** What every request must have (SYNC.md, Requests). */
export const REQUEST_RULES: readonly Rule<ServerBench>[] = [
  {
    id: 'https',
    sentences: ['https'],
    check: ({ url }) => {
      if (url.protocol !== 'https:') throw new NotTried('plain HTTP is for this machine alone');
    },
  },
  {
    id: 'version-other',
    sentences: ['error-version', 'request-headers'],
    check: async (bench) => {
      const headers = { 'child-link-version': '2' };
      expectRefusal(await bench.station().get(READ, { headers }), 'version-unsupported');
    },
  },
  {
    id: 'version-missing',
    sentences: ['request-headers'],
    check: async (bench) => {
      expectRefused(await bench.station().get(READ, { headers: { 'child-link-version': null } }));
    },
  },
  {
    id: 'station-missing',
    sentences: ['request-headers'],
    check: async (bench) => {
      expectRefused(await bench.station().get(READ, { headers: { 'child-link-station': null } }));
    },
  },
  {
    id: 'key-unknown',
    sentences: ['error-signature'],
    check: async (bench) => {
      const station = bench.station();
      expectRefusal(await station.get(READ, { keyId: 'no-such-key' }), 'key-unknown');
      const headers = { 'child-link-station': 'no-such-station' };
      expectRefusal(await station.get(READ, { headers }), 'key-unknown');
    },
  },
  {
    id: 'signature-missing',
    sentences: ['request-headers', 'digest-and-signature'],
    check: async (bench) => {
      const afterwards = { signature: null, 'signature-input': null };
      expectRefusal(await bench.station().get(READ, { afterwards }), 'signature-invalid');
    },
  },
  {
    id: 'signature-of-another-key',
    sentences: ['error-signature', 'digest-and-signature'],
    check: async (bench) => {
      const signer = signerFromSeed(newSeed());
      expectRefusal(await bench.station().get(READ, { signer }), 'signature-invalid');
    },
  },
  {
    id: 'signature-label',
    sentences: ['request-headers'],
    check: async (bench) => {
      expectRefused(await bench.station().get(READ, { label: 'another' }));
    },
  },
  {
    id: 'signature-covers-all',
    sentences: ['signature-input'],
    check: async (bench) => {
      const { chain, entries } = await bench.station().filledChain({});
      for (const uncovered of COMPONENTS) {
        const answer = await bench
          .station()
          .post(`/v1/chains/${chain.id}/evidence`, { entries }, { uncovered });
        expectThat(answer.status === 401, `401 for a signature that leaves out ${uncovered}`, shown(answer));
      }
    },
  },
  {
    id: 'signature-for-another-call',
    sentences: ['signature-input'],
    check: async (bench) => {
      const station = bench.station();
      const signedPaths = [`${READ}?limit=1`, '/v1/feeds/sites'];
      for (const signedPath of signedPaths)
        expectRefusal(await station.get(READ, { signedPath }), 'signature-invalid');
    },
  },
  {
    id: 'digest-missing',
    sentences: ['request-headers'],
    check: async (bench) => {
      const headers = { 'content-digest': null };
      expectRefused(await bench.station().post('/v1/chains', bench.station().chain().request, { headers }));
    },
  },
  {
    id: 'digest-wrong',
    sentences: ['digest-and-signature'],
    check: async (bench) => {
      const station = bench.station();
      const bodySent = JSON.stringify(station.chain().request);
      const answer = await station.post('/v1/chains', station.chain().request, { bodySent });
      expectRefusal(answer, 'signature-invalid', 'malformed');
    },
  },
  {
    id: 'read-too-old',
    sentences: ['created-of-reads', 'error-clock'],
    check: async (bench) => {
      for (const createdOffset of [-400, 400, -1_000_000])
        expectRefusal(await bench.station().get(READ, { createdOffset }), 'clock-skewed');
    },
  },
  {
    id: 'read-in-time',
    sentences: ['created-of-reads'],
    check: async (bench) => {
      for (const createdOffset of [-250, 250])
        expectStatus(await bench.station().get(READ, { createdOffset }), 200);
    },
  },
  {
    id: 'write-at-any-time',
    sentences: ['created-of-writes'],
    check: async (bench) => {
      const station = bench.station();
      for (const createdOffset of [-100_000_000, 100_000_000])
        expectStatus(await station.post('/v1/chains', station.chain().request, { createdOffset }), 201);
    },
  },
  {
    id: 'gzip',
    sentences: ['gzip'],
    check: async (bench) => {
      const station = bench.station();
      const chain = await station.openChain();
      const entries = chain.entries(null, { body: { text: 'x'.repeat(2000) } });
      expectStatus(await chain.push(null, entries, undefined, { gzip: true }), 200);
    },
  },
  {
    id: 'gzip-digest',
    sentences: ['gzip'],
    check: async (bench) => {
      const station = bench.station();
      const { request } = station.chain();
      const ofPlain = contentDigest(Buffer.from(JSON.stringify(request), 'utf8'));
      const headers = { 'content-digest': ofPlain };
      const answer = await station.post('/v1/chains', request, { gzip: true, headers });
      expectRefusal(answer, 'signature-invalid', 'malformed');
    },
  },
  {
    id: 'gzip-broken',
    sentences: ['error-malformed'],
    check: async (bench) => {
      const afterwards = { 'content-encoding': 'gzip' };
      expectRefusal(await bench.station().post('/v1/chains', '{}', { afterwards }), 'malformed');
    },
  },
];

/** What holds of every answer that came: the last rules of the table. */
export const ANSWER_RULES: readonly Rule<ServerBench>[] = [
  {
    id: 'answer-epoch',
    sentences: ['answer-headers'],
    check: ({ exchanges }) =>
      expectOfAll(exchanges.filter(isCall), 'Child-Link-Epoch', ({ headers }) =>
        isText(headers['child-link-epoch']),
      ),
  },
  {
    id: 'answer-date',
    sentences: ['answer-headers'],
    check: ({ exchanges }) =>
      expectOfAll(
        exchanges.filter(isCall),
        'Date',
        ({ headers }) => !Number.isNaN(Date.parse(headers.date ?? '')),
      ),
  },
  {
    // A cache on the way would keep what only a signed request may see.
    id: 'answer-not-cached',
    sentences: ['created-of-reads'],
    check: ({ exchanges }) =>
      expectOfAll(
        exchanges.filter(isCall).filter(({ method, status }) => method === 'GET' && status === 200),
        'Cache-Control: no-store',
        ({ headers }) => (headers['cache-control'] ?? '').includes('no-store'),
      ),
  },
  {
    id: 'answer-json',
    sentences: ['json'],
    check: ({ exchanges }) =>
      expectOfAll(
        exchanges.filter(isCall).filter(({ status, text }) => status < 300 && text !== ''),
        'JSON in UTF-8 with integers below 2^53, as application/json',
        ({ headers, json }) =>
          json !== undefined &&
          /^application\/json\b/i.test(headers['content-type'] ?? '') &&
          numbersOf(json).every((value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER),
      ),
  },
  {
    id: 'problem-media-type',
    sentences: ['problem-documents'],
    check: ({ exchanges }) =>
      expectOfAll(
        refusals(exchanges),
        PROBLEM_MEDIA_TYPE,
        ({ headers }) => headers['content-type']?.toLowerCase().startsWith(PROBLEM_MEDIA_TYPE) === true,
      ),
  },
  {
    id: 'problem-type',
    sentences: ['problem-documents'],
    check: ({ exchanges }) =>
      expectOfAll(
        refusals(exchanges),
        'a type urn:child-link:problem:<code> with the status of that code',
        ({ json, status }) => {
          const problem = Problem.safeParse(json);
          const code = problem.success ? problemCode(problem.data) : null;
          return problem.success && (code === null || PROBLEMS[code] === status);
        },
      ),
  },
];

function refusals(exchanges: readonly Exchange[]): readonly Exchange[] {
  return exchanges.filter(isCall).filter(({ status }) => status >= 400 && status < 500);
}

/** An address that the contract has; at others a server may answer as it likes. */
function isCall({ path }: Exchange): boolean {
  return path.startsWith('/v1/') && !path.startsWith(NO_SUCH_FEED);
}

function expectOfAll(
  exchanges: readonly Exchange[],
  expected: string,
  isKept: (exchange: Exchange) => boolean,
): void {
  if (exchanges.length === 0) throw new NotTried('no such answer came');
  const bad = exchanges.find((exchange) => !isKept(exchange));
  if (bad === undefined) return;
  const { method, path, status } = bad;
  const headers = JSON.stringify({ 'content-type': bad.headers['content-type'], date: bad.headers.date });
  expectThat(
    false,
    expected,
    `${method} ${path.slice(0, 80)}: ${status}, ${headers} ${bad.text.slice(0, 100)}`,
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function numbersOf(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}
