import { toInstant } from '../../../shared/clock.ts';
import { ok } from '../../../shared/result.ts';
import {
  type EntryText,
  MAX_ENTRY_BYTES,
  textBytes,
  textOf,
  verifyText,
} from '../../../shared/sync/chain.ts';
import type { EntriesAnswer, EntriesRequest, Head, WireEntry } from '../../../shared/sync/wire.ts';
import { isHighestSigned } from './chains.ts';
import type { Caller, KnownInstitution, Limits, SyncContext } from './context.ts';
import { markRestored } from './epoch.ts';
import { quarantineCode } from './quarantine.ts';
import { CHAIN_UNKNOWN, refuseSync, type SyncOutcome, type SyncRefusal } from './refusal.ts';
import { sheetEntry } from './sheet.ts';
import { signReceipt, verifyHead } from './signatures.ts';
import type { LockedChain, NewEntry, Place, SyncWriter } from './sync-store.ts';

type Written = Pick<EntriesAnswer, 'head' | 'accepted' | 'duplicate' | 'quarantined' | 'settledSeq'> & {
  readonly epoch: string;
};

/** An entry and its hashed text, which is also what is stored. */
type Line = { readonly entry: WireEntry; readonly text: EntryText };

/** `POST /v1/chains/C/entries`: validates everything, writes it in one durable transaction, then signs a receipt. */
export async function push(
  context: SyncContext,
  caller: Caller,
  chain: string,
  request: EntriesRequest,
): Promise<SyncOutcome<EntriesAnswer>> {
  const lines = request.entries.map((entry): Line => ({ entry, text: textOf(entry) }));
  const size = sizeFault(lines, context.limits);
  if (size !== null) return refuseSync(size);
  // Before the transaction, so that the chain is locked no longer than its rows take.
  const fault = contentFault(chain, caller.publicKey, request, lines);
  const known = await context.institution(caller.institution);

  const written = await context.store.write(async (writer): Promise<SyncOutcome<Written>> => {
    const row = await writer.lockChain(caller.station, chain);
    if (row === null) return refuseSync(CHAIN_UNKNOWN);
    const gap = gapOf(row, request, fault);
    if (gap !== null) return refuseSync(gap);
    const { places, hashes } = await keptOf(writer, row, request);
    const fork = forkOf(row, request, hashes);
    if (fork !== null) {
      await markForked(context, writer, caller, row, fork.seq ?? 0);
      return refuseSync(fork);
    }
    const head = headAfter(row, request);
    if (head === null) {
      return refuseSync({ code: 'malformed', detail: 'There is no entry, here or in the request.' });
    }
    const isHighest = await isHighestSigned(context, writer, caller, row, request.head);
    const added = await addLines(context, writer, caller, { row, lines, places, known });
    if (await isRestored(writer, request)) await markRestored(context, writer);
    const backup = await writer.moveHead(chain, head, isHighest ? request.head : null);
    return ok({ head, ...added, ...backup });
  });
  if (!written.ok) return written;
  const { epoch, ...answer } = written.value;
  const unsigned = {
    ...{ chain, epoch, ...answer.head, keyId: known.keyId },
    at: toInstant(context.clock.now()),
  };
  return ok({ ...answer, receipt: signReceipt(unsigned, known.signer) });
}

function sizeFault(lines: readonly Line[], limits: Limits): SyncRefusal | null {
  if (lines.length > limits.maxEntries) {
    return { code: 'too-large', detail: `At most ${limits.maxEntries} entries in one request.` };
  }
  const sizes = lines.map(({ text }) => textBytes(text));
  const large = sizes.findIndex((size) => size > MAX_ENTRY_BYTES);
  const line = lines[large];
  if (line !== undefined) {
    const detail = `An entry has at most ${MAX_ENTRY_BYTES} bytes.`;
    return { code: 'too-large', detail, seq: line.entry.header.seq };
  }
  return sizes.reduce((sum, size) => sum + size, 0) > limits.maxBytes
    ? { code: 'too-large', detail: `At most ${limits.maxBytes} bytes of entries in one request.` }
    : null;
}

/** Structure and cryptography, which need nothing that is stored. */
function contentFault(
  chain: string,
  publicKey: string,
  { from, entries, head }: EntriesRequest,
  lines: readonly Line[],
): SyncRefusal | null {
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
  return sentAtHead !== undefined && sentAtHead.hash !== head.hash
    ? { code: 'malformed', detail: 'The head is not the entry sent at its place.', seq: head.seq }
    : null;
}

/** A gap is reported before a fault of the content: after it, the station sends other entries. */
function gapOf(
  { chain, head }: LockedChain,
  { from, entries }: EntriesRequest,
  fault: SyncRefusal | null,
): SyncRefusal | null {
  const storedSeq = head?.seq ?? 0;
  const gap: SyncRefusal = {
    code: 'gap',
    detail: 'Entries are missing between what is here and what was sent.',
    head,
  };
  const first = entries[0]?.header;
  if (first !== undefined && first.chain === chain && first.seq > storedSeq + 1) return gap;
  return fault ?? ((from?.seq ?? 0) > storedSeq ? gap : null);
}

/** What the server holds at the positions that a request names. */
type Kept = { readonly places: readonly Place[]; readonly hashes: ReadonlyMap<number, string> };

/** Skips every query that the chain's row answers: a station that continues after the head needs none. */
async function keptOf(
  writer: SyncWriter,
  { chain, head }: LockedChain,
  { from, entries, head: signed }: EntriesRequest,
): Promise<Kept> {
  const first = from?.seq ?? 0;
  const storedSeq = head?.seq ?? 0;
  const places = first < storedSeq ? await writer.places(chain, first, first + entries.length) : [];
  const hashes = new Map(places.map(({ seq, hash }) => [seq, hash]));
  if (head !== null) hashes.set(head.seq, head.hash);
  if (signed.seq < storedSeq && !hashes.has(signed.seq)) {
    const hash = await writer.hashAt(chain, signed.seq);
    if (hash !== null) hashes.set(signed.seq, hash);
  }
  return { places, hashes };
}

function forkOf(
  row: LockedChain,
  { from, entries, head }: EntriesRequest,
  kept: Kept['hashes'],
): SyncRefusal | null {
  const claims = [from, ...entries.map(({ header, hash }) => ({ seq: header.seq, hash })), head];
  const fork = claims.find((claim) => claim !== null && (kept.get(claim.seq) ?? claim.hash) !== claim.hash);
  return fork === undefined || fork === null
    ? null
    : { code: 'fork', detail: 'Another entry stands at this place.', head: row.head, seq: fork.seq };
}

/** Whether the station found less here than was signed for in the same epoch: this data was restored unnoticed. */
async function isRestored(writer: SyncWriter, { entries }: EntriesRequest): Promise<boolean> {
  const reports = entries.filter(({ header }) => header.type === 'sync.server-went-back');
  if (reports.length === 0) return false;
  const epoch = await writer.epoch();
  return reports.some(({ body }) => body?.['receiptEpoch'] === epoch);
}

/** Null where the chain is empty and stays so. */
function headAfter({ head }: LockedChain, { entries }: EntriesRequest): Head | null {
  const last = entries.at(-1);
  return last === undefined || last.header.seq <= (head?.seq ?? 0)
    ? head
    : { seq: last.header.seq, hash: last.hash };
}

async function markForked(
  { clock, newId }: SyncContext,
  writer: SyncWriter,
  { institution, station }: Caller,
  { chain, status }: LockedChain,
  seq: number,
): Promise<void> {
  if (status === 'forked') return;
  await writer.markForked(chain);
  const alarm = { code: 'fork', detail: `Another entry was sent at ${seq}` };
  await writer.addAlarm(institution, {
    id: newId(),
    at: toInstant(clock.now()),
    ...{ station, chain },
    ...alarm,
  });
}

async function addLines(
  { clock }: SyncContext,
  writer: SyncWriter,
  { institution, station }: Caller,
  about: {
    readonly row: LockedChain;
    readonly lines: readonly Line[];
    readonly places: readonly Place[];
    readonly known: KnownInstitution;
  },
): Promise<Pick<Written, 'accepted' | 'duplicate' | 'quarantined'>> {
  const { row, lines, known } = about;
  const { chain } = row;
  const storedSeq = row.head?.seq ?? 0;
  const places = new Map(about.places.map((place) => [place.seq, place]));
  const quarantined = new Map<number, string>();
  /** Lines whose body the server did not have. */
  const fresh: Line[] = [];
  const added: NewEntry[] = [];
  for (const line of lines) {
    const { seq, id, type, session } = line.entry.header;
    const code = quarantineCode(line.entry);
    const place = places.get(seq);
    if (seq > storedSeq || place === undefined) {
      added.push({ seq, id, type, session, text: line.text, quarantined: code, carried: false });
      fresh.push(line);
    } else if (!place.hasBody && line.text.body !== null) {
      await writer.fillIn(chain, seq, line.text, place.quarantined ?? code);
      fresh.push(line);
    }
    const kept = place === undefined ? code : (place.quarantined ?? (place.hasBody ? null : code));
    if (kept !== null) quarantined.set(seq, kept);
  }

  const receivedAt = toInstant(clock.now());
  const unique = await writer.addEntries(chain, added, receivedAt, false);
  const repeated: NewEntry[] = [];
  for (const entry of added.filter(({ seq }) => !unique.has(seq))) {
    const first = await writer.firstWithId(entry.id);
    const carried = first !== null && first.station === station && first.chain !== chain;
    // An id repeated on its own chain or by another station is never refused: the queue must never block.
    if (!carried) quarantined.set(entry.seq, 'id-repeated');
    repeated.push({ ...entry, carried, quarantined: carried ? entry.quarantined : 'id-repeated' });
  }
  await writer.addEntries(chain, repeated, receivedAt, true);

  const sheet = fresh.flatMap(({ entry }) => sheetEntry(entry, known.institution.zone) ?? []);
  await writer.addToSheet(institution, sheet);
  return {
    accepted: added.length,
    duplicate: lines.length - added.length,
    quarantined: [...quarantined].map(([seq, code]) => ({ seq, code })),
  };
}
