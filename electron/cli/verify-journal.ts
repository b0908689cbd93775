import { ok, refuse, type Result } from '../../shared/result.ts';
import { chainId, type EntryFault, verifyEntry, verifyGenesis } from '../../shared/sync/chain.ts';
import { keyFingerprint } from '../../shared/sync/keys.ts';
import { verifyReceipt } from '../../shared/sync/receipt.ts';
import type { Enrolment } from '../../shared/sync/rows.ts';
import type { Head } from '../../shared/sync/wire.ts';
import type { ChainRecord } from '../journal/sqlite/chain-table.ts';
import { readLastKnown } from '../journal/recovery/head-checkpoint.ts';
import { type CommandContext, type CommandResult, problem } from './command.ts';
import { placesBeside, placesOf } from './places.ts';
import { readEnrolment, type RecordReader, withRecord } from './record-reader.ts';
import { wordsOf } from './words.ts';

/** What was verified, and how much could not be. */
export type Findings = {
  readonly chains: number;
  readonly entries: number;
  readonly erased: number;
  /** Bodies that cannot be unsealed here, because the operating system keeps the key. */
  readonly unchecked: number;
  readonly receipts: number;
  readonly receiptsUnchecked: number;
  /** Entries that no verified receipt covers: this check cannot notice it when the station's key was used to rewrite them. */
  readonly unvouched: number;
};

/** The first thing that is wrong: in which chain, at which seq (0: its beginning), and what. */
export type FirstBad = {
  readonly code:
    | EntryFault
    | 'genesis-mismatch'
    | 'previous-mismatch'
    | 'header-unreadable'
    | 'body-unreadable'
    | 'row-mismatch'
    | 'receipt-invalid'
    | 'receipt-mismatch'
    | 'behind-head-file'
    | 'file-damaged'
    | 'identity-mismatch';
  readonly chain: string;
  readonly seq: number;
};

const BATCH = 500;
const NOTHING: Findings = {
  chains: 0,
  entries: 0,
  erased: 0,
  unchecked: 0,
  receipts: 0,
  receiptsUnchecked: 0,
  unvouched: 0,
};

/** `verify-journal [FILE]`: the whole record, every chain from its first entry on (R60). */
export function verifyJournal(context: CommandContext): CommandResult {
  const words = wordsOf(context.language);
  const [file] = context.operands;
  const found = file === undefined ? placesOf(context) : ok(placesBeside(file));
  if (!found.ok) return found.refusal;
  const places = found.value;
  const identity = readEnrolment(places);
  const serverKey = identity?.enrolment.serverKey ?? null;
  return withRecord(places, words, (record) => {
    const checked =
      identity?.binding === 'broken'
        ? refuse<FirstBad>({ code: 'identity-mismatch', chain: record.chains.newest()?.chain ?? '', seq: 0 })
        : checkRecord(record, serverKey, places.record);
    if (!checked.ok) {
      const { code, chain, seq } = checked.refusal;
      const line = `${words.firstBad(chain, seq)}: ${words.why[code]} (${code}).`;
      return problem(code, line, { file: places.record, chain, seq });
    }
    const { entries, chains, erased, unchecked, receipts, receiptsUnchecked, unvouched } = checked.value;
    const fingerprint = serverKey === null ? null : keyFingerprint(serverKey.publicKey);
    return {
      outcome: 'good',
      lines: [
        words.verified(entries, chains),
        ...(erased > 0 ? [words.erased(erased)] : []),
        ...(unchecked > 0 ? [words.unchecked(unchecked)] : []),
        ...(receipts > 0 ? [words.receipts(receipts)] : []),
        ...(receiptsUnchecked > 0 ? [words.receiptsUnchecked(receiptsUnchecked)] : []),
        ...(unvouched > 0 ? [words.unvouched(unvouched)] : []),
        ...(fingerprint === null ? [] : [words.serverKey(fingerprint)]),
      ],
      json: { ok: true, file: places.record, serverKey: fingerprint, ...checked.value },
    };
  });
}

function checkRecord(
  record: RecordReader,
  serverKey: Enrolment['serverKey'] | null,
  file: string,
): Result<Findings, FirstBad> {
  const chains = record.chains.all();
  if (record.connection.pragma('integrity_check(1)', { simple: true }) !== 'ok') {
    return refuse({ code: 'file-damaged', chain: chains.at(-1)?.chain ?? '', seq: 0 });
  }
  let findings = NOTHING;
  for (const chain of chains) {
    const checked = checkChain(record, chain, serverKey);
    if (!checked.ok) return checked;
    findings = sum(findings, checked.value);
  }
  const known = readLastKnown(file);
  if (known?.head != null && chains.some(({ chain }) => chain === known.chain)) {
    const { chain, head } = known;
    if (record.entries.hashAt(chain, head.seq) !== head.hash) {
      return refuse({ code: 'behind-head-file', chain, seq: head.seq });
    }
  }
  return ok(findings);
}

function checkChain(
  record: RecordReader,
  { chain, genesis, signature, receipt, pruned, commonSeq }: ChainRecord,
  serverKey: Enrolment['serverKey'] | null,
): Result<Findings, FirstBad> {
  const { entries, canOpen } = record;
  if (chainId(genesis) !== chain || !verifyGenesis(genesis, signature)) {
    return refuse({ code: 'genesis-mismatch', chain, seq: 0 });
  }
  const { previousChain, previousHead } = genesis;
  const former = previousChain === null ? null : entries.headOf(previousChain);
  // A former chain in another file, set aside or missing, cannot be compared.
  if (previousChain !== null && previousHead !== null && former !== null) {
    const found = entries.hashAt(previousChain, previousHead.seq);
    // A file that lost its tail names a head that it lacks; an old enough header was pruned.
    const mayLack = genesis.reason === 'rolled-back' || genesis.reason === 'corrupt';
    const isGone =
      found === null && (mayLack || previousHead.seq < (record.chains.find(previousChain)?.pruned?.seq ?? 0));
    if (!isGone && found !== previousHead.hash) return refuse({ code: 'previous-mismatch', chain, seq: 0 });
  }
  let [count, erased, unchecked, afterReceipt] = [0, 0, 0, 0];
  // Old headers are pruned; the chain then begins after the last pruned one.
  let head: Head | null = pruned;
  for (;;) {
    const rows = entries.range(chain, (head?.seq ?? 0) + 1, BATCH);
    if (rows.length === 0) break;
    for (const row of rows) {
      if (row.wire === null) return refuse({ code: 'header-unreadable', chain, seq: row.seq });
      const verified = verifyEntry(chain, head, row.wire);
      const { seq } = row.wire.header;
      if (!verified.ok) return refuse({ code: verified.refusal, chain, seq });
      if (!row.isFaithful) return refuse({ code: 'row-mismatch', chain, seq });
      if (row.bodyState === 'unreadable' && canOpen) return refuse({ code: 'body-unreadable', chain, seq });
      if (row.bodyState === 'unreadable') unchecked += 1;
      if (row.bodyState === 'erased') erased += 1;
      head = verified.value;
      count += 1;
      if (seq > (receipt?.seq ?? 0)) afterReceipt += 1;
    }
  }
  const findings = { ...NOTHING, chains: 1, entries: count, erased, unchecked, unvouched: count };
  if (receipt === null) return ok(findings);
  // The receipt must match: a file that lost its tail has valid hashes.
  // For a former chain the receipt may cover entries of another branch.
  const isOurs = commonSeq === null || receipt.seq <= commonSeq;
  if (receipt.chain !== chain || (isOurs && entries.hashAt(chain, receipt.seq) !== receipt.hash)) {
    return refuse({ code: 'receipt-mismatch', chain, seq: receipt.seq });
  }
  if (serverKey === null) return ok({ ...findings, receiptsUnchecked: 1 });
  return receipt.keyId === serverKey.keyId && verifyReceipt(receipt, serverKey.publicKey)
    ? ok({ ...findings, receipts: 1, unvouched: afterReceipt })
    : refuse({ code: 'receipt-invalid', chain, seq: receipt.seq });
}

function sum(a: Findings, b: Findings): Findings {
  return {
    chains: a.chains + b.chains,
    entries: a.entries + b.entries,
    erased: a.erased + b.erased,
    unchecked: a.unchecked + b.unchecked,
    receipts: a.receipts + b.receipts,
    receiptsUnchecked: a.receiptsUnchecked + b.receiptsUnchecked,
    unvouched: a.unvouched + b.unvouched,
  };
}
