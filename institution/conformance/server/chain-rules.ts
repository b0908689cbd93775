import { newSeed, signerFromSeed } from '../../../shared/sync/keys.ts';
import { GENESIS_REASONS, HashAnswer, StateAnswer } from '../../../shared/sync/wire.ts';
import { FEED_NAMES } from '../../../shared/sync/rows.ts';
import { signGenesis } from '../../../shared/sync/chain.ts';
import {
  expectAnswer,
  expectEqual,
  expectRefusal,
  expectRefused,
  expectShape,
  expectStatus,
  expectThat,
} from '../expectations.ts';
import { PreciseInstant } from '../shapes.ts';
import type { Rule } from '../rule.ts';
import type { ServerBench } from './bench.ts';
import { headOf } from './test-station.ts';

/** How far two clocks of one server may be apart, milliseconds. */
const SAME_TIME_MS = 5000;

/** `POST /v1/chains`, `GET /v1/state`, `GET /v1/chains/C/hash`. */
export const CHAIN_RULES: readonly Rule<ServerBench>[] = [
  {
    id: 'chain-opened',
    sentences: ['call-chains'],
    check: async (bench) => {
      const { request } = await bench.station().openChain();
      expectStatus(await bench.station().post('/v1/chains', request), 200);
    },
  },
  {
    id: 'chain-reasons',
    sentences: ['reasons', 'genesis'],
    check: async (bench) => {
      for (const reason of GENESIS_REASONS) await bench.station().openChain({ reason });
    },
  },
  {
    id: 'chain-name',
    sentences: ['chain-name', 'jcs', 'sha256'],
    check: async (bench) => {
      const chain = await bench.station().openChain({ appVersion: 'é\u{1f600}\u2028 "\\' });
      expectEqual('status', expectAnswer(await chain.state(), 200, StateAnswer).status, 'open');
    },
  },
  {
    id: 'chain-signature',
    sentences: ['call-chains', 'error-signature'],
    check: async (bench) => {
      const { request } = bench.station().chain();
      const signature = signGenesis(request.genesis, signerFromSeed(newSeed()));
      const answer = await bench.station().post('/v1/chains', { ...request, signature });
      expectRefusal(answer, 'signature-invalid');
    },
  },
  {
    id: 'chain-of-another-key',
    sentences: ['genesis'],
    check: async (bench) => {
      const other = signerFromSeed(newSeed());
      const { request } = bench.station().chain({ publicKey: other.publicKey });
      const signature = signGenesis(request.genesis, other);
      expectRefused(await bench.station().post('/v1/chains', { ...request, signature }));
    },
  },
  {
    id: 'chain-of-another-station',
    sentences: ['genesis'],
    check: async (bench) => {
      const { request } = bench.station().chain({ station: 'another-station' });
      expectRefused(await bench.station().post('/v1/chains', request));
    },
  },
  {
    id: 'chain-malformed',
    sentences: ['genesis', 'error-malformed', 'b64u'],
    check: async (bench) => {
      const { genesis, signature } = bench.station().chain().request;
      const { createdAt: _, ...short } = genesis;
      const bodies: readonly unknown[] = [
        '<html>',
        [],
        { genesis },
        { genesis: short, signature },
        { genesis: { ...genesis, reason: 'bored' }, signature },
        { genesis: { ...genesis, install: `${genesis.install}==` }, signature },
      ];
      for (const body of bodies) expectRefusal(await bench.station().post('/v1/chains', body), 'malformed');
    },
  },
  {
    id: 'chain-closes-former',
    sentences: ['call-state', 'call-chains'],
    check: async (bench) => {
      const { chain, entries } = await bench.station().filledChain({});
      const previousHead = headOf(entries);
      await bench.station().openChain({ reason: 'rolled-back', previousChain: chain.id, previousHead });
      expectEqual('status', expectAnswer(await chain.state(), 200, StateAnswer).status, 'closed');
    },
  },
  {
    id: 'chain-older-again',
    sentences: ['older-chain'],
    check: async (bench) => {
      const station = bench.station();
      const known = await station.openChain();
      await station.openChain({ reason: 'forked', previousChain: known.id });
      expectStatus(await station.post('/v1/chains', known.request), 200);
      // As after a restore to a time before the older one.
      const unknown = station.chain();
      await station.openChain({ reason: 'forked', previousChain: unknown.id });
      expectStatus(await station.post('/v1/chains', unknown.request), 200, 201);
      for (const chain of [known, unknown])
        expectStatus(await chain.push(null, chain.entries(null, {})), 200);
    },
  },
  {
    id: 'state',
    sentences: ['call-state'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const answer = await chain.state();
      const state = expectAnswer(answer, 200, StateAnswer);
      expectEqual('chain', state.chain, chain.id);
      expectEqual('the head of an empty chain', state.head, null);
      expectEqual('status', state.status, 'open');
      expectEqual('the epoch of the header', state.epoch, answer.headers['child-link-epoch']);
    },
  },
  {
    id: 'state-time',
    sentences: ['instants', 'call-state'],
    check: async (bench) => {
      const answer = await (await bench.station().openChain()).state();
      const { time } = expectAnswer(answer, 200, StateAnswer);
      expectShape('time', time, PreciseInstant);
      const apartMs = Math.abs(Date.parse(time) - Date.parse(answer.headers.date ?? ''));
      expectThat(apartMs <= SAME_TIME_MS, 'the time of the header Date', `${time}, ${answer.headers.date}`);
    },
  },
  {
    id: 'state-feeds',
    sentences: ['feed-names', 'call-state'],
    check: async (bench) => {
      const { feeds } = expectAnswer(await (await bench.station().openChain()).state(), 200, StateAnswer);
      for (const feed of FEED_NAMES)
        expectThat(feeds[feed] !== undefined, `a position of ${feed}`, Object.keys(feeds));
    },
  },
  {
    id: 'state-head',
    sentences: ['call-state', 'settled'],
    check: async (bench) => {
      const { chain, entries } = await bench.station().filledChain({}, {}, {});
      const { head, settledSeq } = expectAnswer(await chain.state(), 200, StateAnswer);
      expectEqual('head', head, headOf(entries));
      expectThat(settledSeq <= 3, 'settledSeq of at most 3', settledSeq);
    },
  },
  {
    id: 'state-unknown',
    sentences: ['call-state'],
    check: async (bench) => {
      const state = expectAnswer(await bench.station().chain().state(), 200, StateAnswer);
      expectEqual('status', state.status, 'unknown');
      expectEqual('head', state.head, null);
    },
  },
  {
    id: 'state-malformed',
    sentences: ['error-malformed', 'call-state'],
    check: async (bench) => {
      expectRefusal(await bench.station().get('/v1/state'), 'malformed');
    },
  },
  {
    id: 'hash',
    sentences: ['call-hash'],
    check: async (bench) => {
      const { chain, entries } = await bench.station().filledChain({}, {});
      for (const { header, hash } of entries) {
        const answer = await bench.station().get(`/v1/chains/${chain.id}/hash?seq=${header.seq}`);
        const found = expectAnswer(answer, 200, HashAnswer);
        expectEqual('the entry’s hash', { seq: found.seq, hash: found.hash }, { seq: header.seq, hash });
      }
    },
  },
  {
    id: 'hash-none',
    sentences: ['call-hash'],
    check: async (bench) => {
      const { chain } = await bench.station().filledChain({});
      const answer = await bench.station().get(`/v1/chains/${chain.id}/hash?seq=2`);
      expectRefusal(answer, 'no-such-entry');
    },
  },
  {
    id: 'hash-chain-unknown',
    sentences: ['error-chain-unknown', 'call-hash'],
    check: async (bench) => {
      const { id } = bench.station().chain();
      expectRefusal(
        await bench.station().get(`/v1/chains/${id}/hash?seq=1`),
        'chain-unknown',
        'no-such-entry',
      );
    },
  },
  {
    id: 'hash-malformed',
    sentences: ['error-malformed', 'call-hash'],
    check: async (bench) => {
      const { chain } = await bench.station().filledChain({});
      for (const query of ['', '?seq=first', '?seq=-1'])
        expectRefusal(await bench.station().get(`/v1/chains/${chain.id}/hash${query}`), 'malformed');
    },
  },
];
