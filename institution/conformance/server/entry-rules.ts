import { signHead, skeletonOf, wireBytes, MAX_ENTRY_BYTES } from '../../../shared/sync/chain.ts';
import { toB64u } from '../../../shared/sync/encoding.ts';
import { newSeed, signerFromSeed } from '../../../shared/sync/keys.ts';
import { verifyReceipt } from '../../../shared/sync/receipt.ts';
import { EntriesAnswer, type Head, StateAnswer, type WireEntry } from '../../../shared/sync/wire.ts';
import {
  expectAnswer,
  expectEqual,
  expectRefusal,
  expectRefused,
  expectShape,
  expectStatus,
  expectThat,
  NotTried,
} from '../expectations.ts';
import type { Rule } from '../rule.ts';
import { PreciseInstant } from '../shapes.ts';
import type { ServerBench } from './bench.ts';
import type { Exchange } from './http.ts';
import { headOf, type TestChain } from './test-station.ts';

/** Larger limits are not filled: it would take minutes. */
const MOST_ENTRIES = 5000;
const MOST_BYTES = 16 * 1024 * 1024;
const SESSION = '0199a000-0000-7000-8000-00000000000a';

/** `POST /v1/chains/C/entries`. */
export const ENTRY_RULES: readonly Rule<ServerBench>[] = [
  {
    id: 'push',
    sentences: ['call-entries', 'hash', 'commit', 'wire', 'header', 'smaller-batch'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const entries = chain.entries(null, {}, {}, {});
      const answer = accepted(await chain.push(null, entries));
      expectEqual('head', answer.head, headOf(entries));
      expectEqual('accepted', answer.accepted, 3);
      expectEqual('duplicate', answer.duplicate, 0);
      expectEqual('quarantined', answer.quarantined, []);
    },
  },
  {
    id: 'push-settled',
    sentences: ['settled'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const { settledSeq } = accepted(await chain.push(null, chain.entries(null, {})));
      expectThat(settledSeq <= 1, 'settledSeq of at most the head', settledSeq);
    },
  },
  {
    id: 'receipt',
    sentences: ['receipt'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const entries = chain.entries(null, {}, {});
      const answer = await chain.push(null, entries);
      const { receipt } = accepted(answer);
      const { enrolment } = bench.station();
      expectEqual('chain', receipt.chain, chain.id);
      expectEqual('the head', { seq: receipt.seq, hash: receipt.hash }, headOf(entries));
      expectEqual('the epoch of the header', receipt.epoch, answer.headers['child-link-epoch']);
      expectEqual('the key of the enrolment', receipt.keyId, enrolment.serverKey.keyId);
      expectShape('at', receipt.at, PreciseInstant);
    },
  },
  {
    id: 'receipt-signature',
    sentences: ['receipt', 'jcs'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const { receipt } = accepted(await chain.push(null, chain.entries(null, {})));
      const { publicKey } = bench.station().enrolment.serverKey;
      expectThat(verifyReceipt(receipt, publicKey), 'a receipt signed by the key of the enrolment', receipt);
    },
  },
  {
    id: 'push-again',
    sentences: ['duplicate', 'why-identity'],
    check: async (bench) => {
      const { chain, entries } = await bench.station().filledChain({}, {}, {});
      const again = accepted(await chain.push(null, entries));
      expectEqual('accepted', again.accepted, 0);
      expectEqual('duplicate', again.duplicate, 3);
      expectEqual('the head in the receipt', again.receipt.seq, 3);
    },
  },
  {
    id: 'push-overlap',
    sentences: ['duplicate', 'unique'],
    check: async (bench) => {
      const { chain, entries } = await bench.station().filledChain({}, {});
      const more = chain.entries(headOf(entries), {}, {});
      const answer = accepted(await chain.push(headOf(entries.slice(0, 1)), [...entries.slice(1), ...more]));
      expectEqual('accepted', answer.accepted, 2);
      expectEqual('duplicate', answer.duplicate, 1);
      expectEqual('head', answer.head, headOf(more));
    },
  },
  {
    id: 'push-skeleton',
    sentences: ['erased'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const entries = chain.entries(null, {}, {});
      expectEqual('accepted', accepted(await chain.push(null, entries.map(skeletonOf))).accepted, 2);
      expectEqual('duplicate', accepted(await chain.push(null, entries)).duplicate, 2);
    },
  },
  {
    id: 'push-gap',
    sentences: ['error-gap', 'from-equals'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const entries = chain.entries(null, {}, {}, {});
      const push = (from: number) => chain.push(headOf(entries.slice(0, from)), entries.slice(from));
      expectEqual('head of an empty chain', expectRefusal(await push(2), 'gap').head ?? null, null);
      expectStatus(await chain.push(null, entries.slice(0, 1)), 200);
      const { head } = expectRefusal(await push(2), 'gap');
      expectEqual('the server’s head', head, headOf(entries.slice(0, 1)));
    },
  },
  {
    id: 'push-fork',
    sentences: ['error-fork', 'duplicate', 'why-identity'],
    check: async (bench) => {
      const { chain, entries } = await bench.station().filledChain({}, {});
      const other = chain.entries(headOf(entries.slice(0, 1)), {}, {});
      const problem = expectRefusal(await chain.push(headOf(entries.slice(0, 1)), other), 'fork');
      expectEqual('the server’s head', problem.head, headOf(entries));
      expectEqual('seq', problem.seq, 2);
      const state = expectAnswer(await chain.state(), 200, StateAnswer);
      expectEqual('the head as before', state.head, headOf(entries));
    },
  },
  {
    id: 'push-fork-marked',
    sentences: ['call-state'],
    check: async (bench) => {
      const { chain } = await bench.station().filledChain({});
      expectRefusal(await chain.push(null, chain.entries(null, {})), 'fork');
      expectEqual('status', expectAnswer(await chain.state(), 200, StateAnswer).status, 'forked');
    },
  },
  {
    id: 'push-from-another-past',
    sentences: ['from-equals', 'error-fork'],
    check: async (bench) => {
      const { chain } = await bench.station().filledChain({}, {});
      const past = headOf(chain.entries(null, {}, {}));
      expectRefusal(await chain.push(past, chain.entries(past, {})), 'fork');
    },
  },
  {
    id: 'push-hole',
    sentences: ['recomputed'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const [one, , three] = chain.entries(null, {}, {}, {});
      expectRefused(await chain.push(null, [one, three].filter(isEntry)));
      await expectHead(chain, null);
    },
  },
  {
    id: 'push-all-or-nothing',
    sentences: ['durable', 'recomputed'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const entries = chain.entries(null, {}, {}, {});
      const spoiled = spoil(entries, 2, (entry) => ({ ...entry, body: { code: 'another' } }));
      expectRefusal(await chain.push(null, spoiled), 'hash-mismatch');
      await expectHead(chain, null);
    },
  },
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
    id: 'head-signature',
    sentences: ['head-signature', 'error-signature'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const entries = chain.entries(null, {});
      const head = signHead(chain.id, headOf(entries) ?? NO_HEAD, signerFromSeed(newSeed()));
      expectRefusal(await chain.push(null, entries, head), 'signature-invalid');
      await expectHead(chain, null);
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
    id: 'batch-too-many',
    sentences: ['batch-size', 'error-too-large'],
    check: async (bench) => {
      const { maxEntries } = bench.station().enrolment.limits;
      if (maxEntries > MOST_ENTRIES) throw new NotTried(`limits allow ${maxEntries} entries`);
      const chain = await bench.station().openChain();
      const wishes = Array.from({ length: maxEntries + 1 }, () => ({}));
      expectRefusal(await chain.push(null, chain.entries(null, ...wishes).map(skeletonOf)), 'too-large');
    },
  },
  {
    id: 'batch-too-many-bytes',
    sentences: ['batch-size', 'error-too-large'],
    check: async (bench) => {
      const { maxEntries, maxBytes } = bench.station().enrolment.limits;
      const count = Math.ceil(maxBytes / 16_000) + 1;
      if (count > maxEntries || maxBytes > MOST_BYTES) throw new NotTried(`limits allow ${maxBytes} bytes`);
      const chain = await bench.station().openChain();
      const wishes = Array.from({ length: count }, () => ({ body: { text: 'x'.repeat(15_500) } }));
      const entries = chain.entries(null, ...wishes);
      expectRefusal(await chain.push(null, entries), 'too-large');
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
        ' "\\': '\u2028\u007f\u0001/<',
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
    id: 'push-malformed',
    sentences: ['error-malformed', 'json'],
    check: async (bench) => {
      const station = bench.station();
      const chain = await station.openChain();
      const entries = chain.entries(null, {});
      const head = signHead(chain.id, headOf(entries) ?? NO_HEAD, station.identity.signer);
      const odd = (header: object): object => ({
        from: null,
        entries: entries.map((entry) => ({ ...entry, header: { ...entry.header, ...header } })),
        head,
      });
      const bodies: readonly unknown[] = [
        '<html>',
        '{"from":null,',
        [],
        { hello: 'world' },
        { from: null, entries },
        odd({ seq: 1.5 }),
        odd({ at: 'yesterday' }),
        odd({ prev: `${chain.id}=` }),
        odd({ id: 'not-a-uuid' }),
      ];
      for (const body of bodies)
        expectRefusal(await station.post(`/v1/chains/${chain.id}/entries`, body), 'malformed');
      await expectHead(chain, null);
    },
  },
  {
    id: 'push-chain-unknown',
    sentences: ['error-chain-unknown'],
    check: async (bench) => {
      const chain = bench.station().chain();
      expectRefusal(await chain.push(null, chain.entries(null, {})), 'chain-unknown');
    },
  },
  {
    id: 'stations-apart',
    sentences: ['error-chain-unknown', 'station-active'],
    check: async (bench) => {
      const other = await bench.secondStation();
      const { chain, entries } = await bench.station().filledChain({});
      const state = expectAnswer(await other.get(`/v1/state?chain=${chain.id}`), 200, StateAnswer);
      expectEqual('status', state.status, 'unknown');
      expectEqual('head', state.head, null);
      const path = `/v1/chains/${chain.id}`;
      expectRefusal(await other.get(`${path}/hash?seq=1`), 'chain-unknown');
      expectRefusal(await other.post(`${path}/evidence`, { entries }), 'chain-unknown');
      const more = chain.entries(headOf(entries), {});
      const head = signHead(chain.id, headOf(more) ?? NO_HEAD, other.identity.signer);
      const body = { from: headOf(entries), entries: more, head };
      expectRefusal(await other.post(`${path}/entries`, body), 'chain-unknown');
      await expectHead(chain, headOf(entries));
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
      if (page.status !== 200) throw new NotTried(`GET /tracking is answered with ${page.status}`);
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
const NO_HEAD: Head = { seq: 1, hash: toB64u(new Uint8Array(32)) };

function accepted(answer: Exchange): EntriesAnswer {
  return expectAnswer(answer, 200, EntriesAnswer);
}

async function expectHead(chain: TestChain, head: Head | null): Promise<void> {
  expectEqual('the head as before', expectAnswer(await chain.state(), 200, StateAnswer).head, head);
}

function spoil(
  entries: readonly WireEntry[],
  index: number,
  wrong: (entry: WireEntry) => WireEntry,
): readonly WireEntry[] {
  return entries.map((entry, at) => (at === index ? wrong(entry) : entry));
}

/** The first entry of a chain, of exactly so many bytes on the wire. */
function entryOf(chain: TestChain, bytes: number): WireEntry {
  const sized = (text: string): WireEntry => {
    const [entry] = chain.entries(null, { body: { text } });
    if (entry === undefined) throw new Error('One wish makes one entry');
    return entry;
  };
  return sized('x'.repeat(bytes - wireBytes(sized(''))));
}

function isEntry(entry: WireEntry | undefined): entry is WireEntry {
  return entry !== undefined;
}
