import { verifyHead, verifyEnrolment } from '../../institution/core/sync/signatures.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { chainId, verifyEntry, verifyGenesis } from '../../shared/sync/chain.ts';

import { feedStateHash, verifyFeed } from '../../shared/sync/feed.ts';
import { verifyReceipt } from '../../shared/sync/receipt.ts';
import { Enrolment } from '../../shared/sync/rows.ts';
import {
  ChainRequest,
  EnrolmentRequest,
  EntriesAnswer,
  EntriesRequest,
  FeedAnswer,
  HeartbeatRequest,
} from '../../shared/sync/wire.ts';

/** The examples of docs/sync.md come from a real run and must stay true: server implementers start from them. */
const text = readFileSync(join(import.meta.dirname, '../../docs/sync.md'), 'utf8');

function examples<T>(name: string, schema: z.ZodType<T>): readonly T[] {
  const blocks = [...text.matchAll(/```json (\S+)\n([\s\S]*?)```/g)].filter((block) => block[1] === name);
  return blocks.map((block) => schema.parse(JSON.parse(block[2] ?? '')));
}

describe('The examples of docs/sync.md', () => {
  const [enrolled] = examples('enrolled', Enrolment);
  const [opened] = examples('chain', ChainRequest);
  const serverKey = enrolled!.serverKey.publicKey;
  const chain = chainId(opened!.genesis);

  it('enrol with a signature by the key that they name', () => {
    expect(examples('enrolment', EnrolmentRequest).map(verifyEnrolment)).toEqual([true]);
  });

  it('begin a chain with its own name and signature', () => {
    expect(verifyGenesis(opened!.genesis, opened!.signature)).toBe(true);
    expect(opened!.genesis.station).toBe(enrolled!.station);
  });

  it('send entries whose hashes, commitments and heads hold', () => {
    const pushes = examples('push', EntriesRequest);
    expect(pushes).toHaveLength(2);
    for (const { from, entries, head } of pushes) {
      let before = from;
      for (const entry of entries) {
        const verified = verifyEntry(chain, before, entry);
        expect(verified).toMatchObject({ ok: true });
        before = verified.ok ? verified.value : null;
      }
      expect(before).toEqual({ seq: head.seq, hash: head.hash });
      expect(verifyHead(chain, head, opened!.genesis.publicKey)).toBe(true);
    }
  });

  it('answer with a receipt of the pinned key', () => {
    const [pushed] = examples('pushed', EntriesAnswer);
    expect(pushed?.receipt).toMatchObject({ chain, ...pushed?.head });
    expect(verifyReceipt(pushed!.receipt, serverKey)).toBe(true);
  });

  it('show a signed head in the heartbeat', () => {
    const [beat] = examples('heartbeat', HeartbeatRequest);
    expect(verifyHead(chain, beat!.head!, opened!.genesis.publicKey)).toBe(true);
  });

  it('give a feed whose state and signature hold', () => {
    const [feed] = examples('feed', FeedAnswer);
    if (feed?.more !== false) throw new Error('The example is the last page');
    const rows = new Map(feed.ops.flatMap((op) => (op.op === 'put' ? [[op.key, op.row] as const] : [])));
    expect(feedStateHash(rows)).toBe(feed.stateHash);
    expect(verifyFeed(feed, feed.signature, serverKey)).toBe(true);
  });
});
