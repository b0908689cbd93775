import { signHead, skeletonOf } from '../../../shared/sync/chain.ts';
import { newSeed, signerFromSeed } from '../../../shared/sync/keys.ts';
import { verifyReceipt } from '../../../shared/sync/receipt.ts';
import { StateAnswer, type WireEntry } from '../../../shared/sync/wire.ts';
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
import { accepted, expectHead, NO_HEAD, spoil } from './pushed.ts';
import { headOf } from './test-station.ts';

/** Larger limits are not filled: it would take minutes. */
const MOST_ENTRIES = 5000;
const MOST_BYTES = 16 * 1024 * 1024;

/** `POST /v1/chains/C/entries`: where a batch begins and ends, and what the answer says. */
export const PUSH_RULES: readonly Rule<ServerBench>[] = [
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
    id: 'push-malformed',
    sentences: ['error-malformed', 'json'],
    check: async (bench) => {
      const station = bench.station();
      const chain = await station.openChain();
      const entries = chain.entries(null, {});
      const head = signHead(chain.id, headOf(entries) ?? NO_HEAD, station.identity.signer);
      const push = (body: unknown) => station.post(`/v1/chains/${chain.id}/entries`, body);
      const bodies = ['<html>', '{"from":null,', [], { hello: 'world' }, { from: null, entries }];
      for (const body of bodies) expectRefusal(await push(body), 'malformed');
      // The hash no longer holds either, so that may be found first.
      const headers = [{ seq: 1.5 }, { at: 'yesterday' }, { prev: `${chain.id}=` }, { id: 'not-a-uuid' }];
      for (const header of headers) {
        const odd = entries.map((entry) => ({ ...entry, header: { ...entry.header, ...header } }));
        expectRefusal(await push({ from: null, entries: odd, head }), 'malformed', 'hash-mismatch');
      }
      // Half of a surrogate pair, which has no UTF-8 and hence no hash.
      const text = JSON.stringify({ from: null, entries, head }).replace('"conformance"', '"\\ud800"');
      expectRefusal(await push(text), 'malformed', 'hash-mismatch');
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
      expectRefusal(await other.get(`${path}/hash?seq=1`), 'chain-unknown', 'no-such-entry');
      expectRefusal(await other.post(`${path}/evidence`, { entries }), 'chain-unknown');
      const more = chain.entries(headOf(entries), {});
      const head = signHead(chain.id, headOf(more) ?? NO_HEAD, other.identity.signer);
      const body = { from: headOf(entries), entries: more, head };
      expectRefusal(await other.post(`${path}/entries`, body), 'chain-unknown');
      await expectHead(chain, headOf(entries));
    },
  },
];

function isEntry(entry: WireEntry | undefined): entry is WireEntry {
  return entry !== undefined;
}
