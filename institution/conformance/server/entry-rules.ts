import { signHead, skeletonOf, wireBytes, MAX_ENTRY_BYTES } from '../../../shared/sync/chain.ts';
import { toB64u } from '../../../shared/sync/encoding.ts';
import type { WireEntry } from '../../../shared/sync/wire.ts';
import {
  expectEqual,
  expectRefusal,
  expectRefused,
  expectStatus,
  expectThat,
  NotTried,
  shown,
} from '../expectations.ts';
import type { Rule } from '../rule.ts';
import type { ServerBench } from './bench.ts';
import { accepted, expectHead, NO_HEAD, spoil } from './pushed.ts';
import { headOf, type TestChain } from './test-station.ts';

const SESSION = '0199a000-0000-7000-8000-00000000000a';

/** What an entry is, what may be wrong with one, and what the server makes of it. */
export const ENTRY_RULES: readonly Rule<ServerBench>[] = [
  ...[
    {
      id: 'entry-commit',
      sentence: 'commit',
      wrong: (entry: WireEntry) => ({ ...entry, body: { code: 'another' } }),
    },
    {
      id: 'entry-hash',
      sentence: 'hash',
      wrong: (entry: WireEntry) => ({ ...entry, hash: toB64u(new Uint8Array(32)) }),
    },
    {
      id: 'entry-header',
      sentence: 'hash',
      wrong: (entry: WireEntry) => ({ ...entry, header: { ...entry.header, type: 'another.type' } }),
    },
    {
      id: 'entry-prev',
      sentence: 'header',
      wrong: (entry: WireEntry) => ({ ...entry, header: { ...entry.header, prev: entry.hash } }),
    },
  ].map(({ id, sentence, wrong }): Rule<ServerBench> => ({
    id,
    sentences: [
      sentence === 'commit' ? 'commit' : sentence === 'hash' ? 'hash' : 'header',
      'error-malformed',
    ],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const entries = chain.entries(null, {}, {});
      const head = signHead(chain.id, headOf(entries) ?? NO_HEAD, bench.station().identity.signer);
      const problem = expectRefusal(await chain.push(null, spoil(entries, 1, wrong), head), 'hash-mismatch');
      expectEqual('seq', problem.seq, 2);
    },
  })),
  {
    id: 'entry-half-erased',
    sentences: ['erased', 'wire'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const entries = chain.entries(null, {});
      expectRefused(
        await chain.push(
          null,
          spoil(entries, 0, (entry) => ({ ...entry, salt: null })),
        ),
      );
      expectRefused(
        await chain.push(
          null,
          spoil(entries, 0, (entry) => ({ ...entry, body: null })),
        ),
      );
    },
  },
  {
    id: 'entry-of-another-chain',
    sentences: ['header'],
    check: async (bench) => {
      const [one, other] = [await bench.station().openChain(), await bench.station().openChain()];
      expectRefused(await one.push(null, other.entries(null, {})));
    },
  },
  {
    id: 'entry-16-kib',
    sentences: ['entry-size'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      expectStatus(await chain.push(null, [entryOf(chain, MAX_ENTRY_BYTES)]), 200);
    },
  },
  {
    id: 'entry-too-large',
    sentences: ['entry-size', 'error-too-large'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      expectRefusal(await chain.push(null, [entryOf(chain, MAX_ENTRY_BYTES + 1)]), 'too-large');
    },
  },
  {
    id: 'time-is-not-order',
    sentences: ['order'],
    check: async (bench) => {
      await bench
        .station()
        .filledChain({ at: '2026-11-22T01:02:03.456Z' }, { at: '2001-01-01T00:00:00.000Z' });
    },
  },
  {
    id: 'canonical-json',
    sentences: ['jcs', 'json'],
    check: async (bench) => {
      const body = {
        '\u{1f600}': 1,
        '\ufb33': 2,
        é: 3,
        '\r': 4,
        '1': 5,
        ' "\\': '\u2028\u007f\u0001\u0000/<',
        a: null,
      };
      await bench.station().filledChain({ body });
    },
  },
  {
    id: 'any-spelling',
    sentences: ['jcs', 'wire'],
    check: async (bench) => {
      const station = bench.station();
      const chain = await station.openChain();
      const entries = chain.entries(null, { body: { b: 1, a: 'é' } });
      const turned = entries.map(({ header, ...rest }) => ({
        ...rest,
        header: Object.fromEntries(Object.entries(header).reverse()),
      }));
      const head = signHead(chain.id, headOf(entries) ?? NO_HEAD, station.identity.signer);
      const text = JSON.stringify({ head, entries: turned, from: null }, null, 2).replaceAll('é', '\\u00e9');
      expectStatus(await station.post(`/v1/chains/${chain.id}/entries`, text), 200);
    },
  },
  {
    id: 'unknown-type',
    sentences: ['meaning', 'what-rejects'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const entries = chain.entries(null, {}, { type: 'weather.observed', body: { sky: 'grey' } });
      const { accepted: count, quarantined } = accepted(await chain.push(null, entries));
      expectEqual('accepted', count, 2);
      expectThat(
        quarantined.some(({ seq }) => seq === 2),
        'quarantined with seq 2',
        quarantined,
      );
    },
  },
  {
    // Some databases refuse U+0000 in a text; a station that is refused for ever with 5xx would never send another entry.
    id: 'nul-in-a-type',
    sentences: ['what-rejects'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const answer = await chain.push(null, chain.entries(null, { type: 'station.note\u0000' }));
      expectThat(answer.status === 200 || answer.status === 400, '200, or 400 malformed', shown(answer));
    },
  },
  {
    id: 'broken-business-rule',
    sentences: ['meaning', 'what-rejects', 'tracking-derived'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const wishes = [
        { type: 'tracking.amended', body: { row: {} } },
        { type: 'directive.obeyed', body: {} },
      ];
      expectEqual('accepted', accepted(await chain.push(null, chain.entries(null, ...wishes))).accepted, 2);
    },
  },
  {
    id: 'id-carried',
    sentences: ['carried'],
    check: async (bench) => {
      const { chain, entries } = await bench.station().filledChain({}, {});
      const next = await bench
        .station()
        .openChain({ reason: 'forked', previousChain: chain.id, previousHead: headOf(entries.slice(0, 1)) });
      const id = entries[1]?.header.id ?? '';
      const body = { code: 'conformance', carriedFrom: { chain: chain.id, seq: 2 } };
      const answer = accepted(await next.push(null, next.entries(null, { id, body })));
      expectEqual('accepted', answer.accepted, 1);
      expectEqual('quarantined', answer.quarantined, []);
    },
  },
  {
    id: 'id-repeated',
    sentences: ['unique', 'what-rejects'],
    check: async (bench) => {
      const { chain, entries } = await bench.station().filledChain({});
      const again = chain.entries(headOf(entries), { id: entries[0]?.header.id ?? '' });
      const answer = accepted(await chain.push(headOf(entries), again));
      expectThat(
        answer.quarantined.some(({ seq }) => seq === 2),
        'taken, so that the queue does not block, and quarantined with seq 2',
        answer.quarantined,
      );
    },
  },
  {
    id: 'evidence',
    sentences: ['call-evidence'],
    check: async (bench) => {
      const { chain, entries } = await bench.station().filledChain({});
      const other = chain.entries(null, {}, {});
      expectStatus(await bench.station().post(`/v1/chains/${chain.id}/evidence`, { entries: other }), 202);
      await expectHead(chain, headOf(entries));
    },
  },
  {
    id: 'evidence-chain-unknown',
    sentences: ['call-evidence', 'error-chain-unknown'],
    check: async (bench) => {
      const chain = bench.station().chain();
      const body = { entries: chain.entries(null, {}) };
      expectRefusal(await bench.station().post(`/v1/chains/${chain.id}/evidence`, body), 'chain-unknown');
    },
  },
  {
    id: 'tracking-sheet',
    sentences: ['tracking-served', 'tracking-derived', 'duplicate'],
    check: async (bench) => {
      const page = await bench.send({ method: 'GET', path: '/tracking', headers: JSON_ONLY, body: null });
      if (page.status !== 200 || page.json === undefined)
        throw new NotTried(`GET /tracking is answered with ${page.status} and no JSON`);
      const mark = `conformance ${bench.station().chain().id.slice(0, 12)}`;
      const row = { scheduledStart: '2026-11-22T15:00:00.000Z', comments: mark };
      const chain = await bench.station().openChain();
      const entries = chain.entries(
        null,
        {
          type: 'tracking.completed',
          session: SESSION,
          body: { version: 1, row: { ...row, comments: 'former' } },
        },
        {
          type: 'tracking.amended',
          session: SESSION,
          body: { version: 2, reason: 'a slip', row },
        },
      );
      // The bodies come later, so the sheet shows that they were filled in.
      expectStatus(await chain.push(null, entries.map(skeletonOf)), 200);
      expectStatus(await chain.push(null, entries), 200);
      const path = '/tracking?from=2026-11-22&to=2026-11-22';
      const json = await bench.send({ method: 'GET', path, headers: JSON_ONLY, body: null });
      expectThat(json.text.includes(mark), `a row with ${mark}`, json.text.slice(0, 200));
      const csv = await bench.send({ method: 'GET', path, headers: { accept: 'text/csv' }, body: null });
      expectThat(
        csv.headers['content-type']?.startsWith('text/csv') === true,
        'text/csv',
        csv.text.slice(0, 80),
      );
    },
  },
];

const JSON_ONLY = { accept: 'application/json' };

/** The first entry of a chain, of exactly so many bytes on the wire. */
function entryOf(chain: TestChain, bytes: number): WireEntry {
  const sized = (text: string): WireEntry => {
    const [entry] = chain.entries(null, { body: { text } });
    if (entry === undefined) throw new Error('One wish makes one entry');
    return entry;
  };
  return sized('x'.repeat(bytes - wireBytes(sized(''))));
}
