import { verifyHead, signReceipt } from './signatures.ts';
import { type Clock, toInstant } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { type EntryText, MAX_ENTRY_BYTES, textBytes, textOf, verifyText } from '../../shared/sync/chain.ts';

import type { Signer } from '../../shared/sync/keys.ts';
import type { EntriesAnswer, EntriesRequest, Head, WireEntry } from '../../shared/sync/wire.ts';
import { CHAIN_UNKNOWN, type ChainRow, type Chains } from './chains.ts';
import { quarantineCode } from './quarantine.ts';
import type { Refusal } from './refusal.ts';
import type { Db } from './store.ts';

export type Limits = { readonly maxEntries: number; readonly maxBytes: number };

export type PushParts = {
  readonly db: Db;
  readonly clock: Clock;
  readonly chains: Chains;
  readonly limits: Limits;
  readonly signer: Signer;
  readonly serverKeyId: string;
  readonly epoch: () => string;
  readonly settledSeq: (chain: string) => number;
};

export type Push = (
  station: string,
  publicKey: string,
  chain: string,
  request: EntriesRequest,
) => Result<EntriesAnswer, Refusal>;

type Written = Pick<EntriesAnswer, 'head' | 'accepted' | 'duplicate' | 'quarantined'>;

/** `POST /v1/chains/C/entries`: validates everything, writes it in one durable transaction, then signs a receipt. */
export function createPush(parts: PushParts): Push {
  const { db, chains, clock } = parts;
  return (station, publicKey, chain, request) => {
    const lines = request.entries.map((entry): Line => ({ entry, text: textOf(entry) }));
    const sized = checkSize(lines, parts.limits);
    if (sized !== null) return refuse(sized);
    const row = chains.find(station, chain);
    if (row === null) return refuse(CHAIN_UNKNOWN);

    const written = db
      .transaction((): Result<Written, Refusal> => {
        const refusal = checkChain(chains, row, publicKey, request, lines);
        if (refusal !== null) return refuse(refusal);
        const done = write(parts, row, lines);
        // In the same transaction, because a second would wait for the disk again.
        chains.recordSignedHead(station, chain, request.head);
        return done;
      })
      .immediate();
    if (!written.ok) {
      const { refusal } = written;
      if (refusal.code === 'fork') chains.markForked(row, refusal.seq ?? 0);
      return written;
    }
    const receipt = signReceipt(
      {
        chain,
        ...written.value.head,
        epoch: parts.epoch(),
        at: toInstant(clock.now()),
        keyId: parts.serverKeyId,
      },
      parts.signer,
    );
    return ok({ ...written.value, settledSeq: parts.settledSeq(chain), receipt });
  };
}

/** An entry and its hashed text, which is also what is stored. */
type Line = { readonly entry: WireEntry; readonly text: EntryText };

function checkSize(lines: readonly Line[], limits: Limits): Refusal | null {
  if (lines.length > limits.maxEntries) {
    return { code: 'too-large', detail: `At most ${limits.maxEntries} entries in one request.` };
  }
  let bytes = 0;
  for (const { entry, text } of lines) {
    const size = textBytes(text);
    if (size > MAX_ENTRY_BYTES) {
      return {
        code: 'too-large',
        detail: `An entry has at most ${MAX_ENTRY_BYTES} bytes.`,
        seq: entry.header.seq,
      };
    }
    bytes += size;
  }
  return bytes > limits.maxBytes
    ? { code: 'too-large', detail: `At most ${limits.maxBytes} bytes of entries in one request.` }
    : null;
}

/** Checks structure and cryptography first, then the entries against what is stored. */
function checkChain(
  chains: Chains,
  row: ChainRow,
  publicKey: string,
  { from, entries, head }: EntriesRequest,
  lines: readonly Line[],
): Refusal | null {
  const { chain } = row;
  const stored = chains.headOf(chain);
  const storedSeq = stored?.seq ?? 0;

  const first = entries[0];
  if (first !== undefined && first.header.chain === chain && first.header.seq > storedSeq + 1) {
    return gap(stored);
  }
  let before: Head | null = from;
  for (const { entry, text } of lines) {
    const checked = verifyText(chain, before, entry.header, text);
    if (!checked.ok) {
      const isOrder = checked.refusal === 'chain-mismatch' || checked.refusal === 'seq-mismatch';
      return {
        code: isOrder ? 'malformed' : 'hash-mismatch',
        detail: `The entry fails with ${checked.refusal}.`,
        seq: entry.header.seq,
      };
    }
    before = checked.value;
  }
  if (!verifyHead(chain, head, publicKey)) {
    return { code: 'signature-invalid', detail: 'The signature of the head is not good.' };
  }
  const sentAtHead = entries.find((entry) => entry.header.seq === head.seq);
  if (sentAtHead !== undefined && sentAtHead.hash !== head.hash) {
    return { code: 'malformed', detail: 'The head is not the entry sent at its place.', seq: head.seq };
  }

  if (from !== null && from.seq > storedSeq) return gap(stored);
  const claims = [from, ...entries.map(({ header, hash }) => ({ seq: header.seq, hash })), head];
  const forkAt = claims.find((claim) => {
    // Entries beyond the stored ones cannot contradict them.
    const known = claim === null || claim.seq > storedSeq ? null : chains.hashAt(chain, claim.seq);
    return claim !== null && known !== null && known !== claim.hash;
  });
  if (forkAt !== undefined && forkAt !== null) {
    return { code: 'fork', detail: 'Another entry stands at this place.', head: stored, seq: forkAt.seq };
  }
  return stored === null && entries.length === 0
    ? { code: 'malformed', detail: 'There is no entry, here or in the request.' }
    : null;
}

function gap(head: Head | null): Refusal {
  return { code: 'gap', detail: 'Entries are missing between what is here and what was sent.', head };
}

function write(
  { db, clock, chains }: PushParts,
  row: ChainRow,
  lines: readonly Line[],
): Result<Written, Refusal> {
  const { chain } = row;
  const receivedAt = toInstant(clock.now());
  const storedSeq = chains.headOf(chain)?.seq ?? 0;
  // Duplicate ids are rare: the index reports them at the insert, and only then is the owner looked up.
  const insert = db.prepare(
    `INSERT INTO entries (chain, seq, id, hash, type, session, header, salt, body, repeats, carried, quarantined, receivedAt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) WHERE repeats = 0 DO NOTHING`,
  );
  const fillIn = db.prepare(
    'UPDATE entries SET salt = ?, body = ?, quarantined = coalesce(quarantined, ?) WHERE chain = ? AND seq = ? AND body IS NULL',
  );
  const firstWithId = db.prepare<[string], { chain: string; station: string }>(
    'SELECT e.chain, c.station FROM entries e JOIN chains c USING (chain) WHERE e.id = ? AND e.repeats = 0',
  );
  const quarantineOf = db.prepare<[string, number], { quarantined: string | null }>(
    'SELECT quarantined FROM entries WHERE chain = ? AND seq = ?',
  );
  const quarantined: { seq: number; code: string }[] = [];
  let duplicate = 0;

  for (const { entry, text } of lines) {
    const { header, hash } = entry;
    let code = quarantineCode(entry);
    if (header.seq <= storedSeq) {
      duplicate += 1;
      if (text.body !== null) fillIn.run(text.salt, text.body, code, chain, header.seq);
      code = quarantineOf.get(chain, header.seq)?.quarantined ?? null;
    } else {
      const add = (repeats: 0 | 1, carried: 0 | 1): boolean =>
        // Separate parameters, because a list for each entry costs time.
        insert.run(
          chain,
          header.seq,
          header.id,
          hash,
          header.type,
          header.session,
          text.header,
          text.salt,
          text.body,
          repeats,
          carried,
          code,
          receivedAt,
        ).changes === 1;
      if (!add(0, 0)) {
        const first = firstWithId.get(header.id);
        const isCarried = first !== undefined && first.station === row.station && first.chain !== chain;
        // Duplicates within the chain or from another station are never refused: the queue must never block.
        if (!isCarried) code = 'id-repeated';
        add(1, isCarried ? 1 : 0);
      }
    }
    if (code !== null) quarantined.push({ seq: header.seq, code });
  }
  const head = chains.headOf(chain);
  if (head === null) throw new Error('A push left no head');
  return ok({ head, accepted: lines.length - duplicate, duplicate, quarantined });
}
