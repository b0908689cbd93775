import { signHead } from '../../../shared/sync/chain.ts';
import { signKeyChange } from '../../../shared/sync/key-change.ts';
import { newSeed, type Signer, signerFromSeed } from '../../../shared/sync/keys.ts';
import { type Head, type HeartbeatRequest, KeyAnswer } from '../../../shared/sync/wire.ts';
import {
  expectAnswer,
  expectEqual,
  expectRefusal,
  expectStatus,
  expectThat,
  shown,
} from '../expectations.ts';
import type { Rule } from '../rule.ts';
import type { ServerBench } from './bench.ts';
import { headOf, type TestChain } from './test-station.ts';

/** `POST /v1/heartbeat`. */
export const HEARTBEAT_RULES: readonly Rule<ServerBench>[] = [
  {
    id: 'heartbeat',
    sentences: ['call-heartbeat'],
    check: async (bench) => {
      const { chain, entries } = await bench.station().filledChain({});
      for (const head of [headOf(entries), null]) {
        const answer = await bench.station().post('/v1/heartbeat', beat(bench, chain, head));
        expectThat(answer.status === 204 && answer.text === '', '204 without content', shown(answer));
      }
    },
  },
  {
    id: 'heartbeat-health',
    sentences: ['health'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const since = '2026-11-22T01:02:03.456Z';
      const health = ['disk-low', 'a-code-of-tomorrow'].map((code) => ({ code, since }));
      expectStatus(await bench.station().post('/v1/heartbeat', { ...beat(bench, chain, null), health }), 204);
    },
  },
  {
    id: 'heartbeat-head-signature',
    sentences: ['head-signature', 'error-signature'],
    check: async (bench) => {
      const { chain, entries } = await bench.station().filledChain({});
      const body = beat(bench, chain, headOf(entries), signerFromSeed(newSeed()));
      expectRefusal(await bench.station().post('/v1/heartbeat', body), 'signature-invalid');
    },
  },
  {
    id: 'heartbeat-chain-unknown',
    sentences: ['error-chain-unknown'],
    check: async (bench) => {
      const body = beat(bench, bench.station().chain(), null);
      expectRefusal(await bench.station().post('/v1/heartbeat', body), 'chain-unknown');
    },
  },
  {
    id: 'heartbeat-malformed',
    sentences: ['error-malformed', 'call-heartbeat'],
    check: async (bench) => {
      const chain = await bench.station().openChain();
      const body = { ...beat(bench, chain, null), pending: 'some' };
      expectRefusal(await bench.station().post('/v1/heartbeat', body), 'malformed');
    },
  },
];

/** `POST /v1/keys`. The station goes on with the new key. */
export const KEY_RULES: readonly Rule<ServerBench>[] = [
  {
    id: 'key-signature',
    sentences: ['call-keys', 'error-signature'],
    check: async (bench) => {
      const next = signerFromSeed(newSeed());
      const body = { publicKey: next.publicKey, signature: signKeyChange(next.publicKey, next) };
      expectRefusal(await bench.station().post('/v1/keys', body), 'signature-invalid');
    },
  },
  {
    id: 'key-rotated',
    sentences: ['call-keys', 'keys-both-good'],
    check: async (bench) => {
      const station = bench.station();
      const { chain, entries } = await station.filledChain({});
      const next = signerFromSeed(newSeed());
      const body = {
        publicKey: next.publicKey,
        signature: signKeyChange(next.publicKey, station.identity.signer),
      };
      const { keyId } = expectAnswer(await station.post('/v1/keys', body), 201, KeyAnswer);
      // The answer may have been lost, and the old key is good until the new one is used.
      expectEqual('keyId', expectAnswer(await station.post('/v1/keys', body), 201, KeyAnswer).keyId, keyId);
      expectStatus(await chain.state(), 200);
      const former = station.identity;
      station.identity = { ...former, keyId, signer: next };
      const rotated = { type: 'key.rotated', body: { keyId, publicKey: next.publicKey } };
      expectStatus(await chain.push(headOf(entries), chain.entries(headOf(entries), rotated)), 200);
      const { keyId: formerId, signer } = former;
      const path = `/v1/state?chain=${chain.id}`;
      const late = await station.get(path, { keyId: formerId, signer });
      expectRefusal(late, 'key-unknown', 'signature-invalid');
    },
  },
];

function beat(
  bench: ServerBench,
  chain: TestChain,
  head: Head | null,
  signer: Signer = bench.station().identity.signer,
): HeartbeatRequest {
  return {
    chain: chain.id,
    head: head === null ? null : signHead(chain.id, head, signer),
    ackedSeq: head?.seq ?? 0,
    pending: 0,
    oldestPendingAt: null,
    phase: 'idle',
    devices: {},
    clockOffsetMs: 0,
    diskFreeBytes: null,
    appVersion: 'conformance',
    health: [],
    system: { platform: 'linux', release: '', electron: '', tzdata: '' },
  };
}
