import { z } from 'zod';
import {
  ENTRY_BODIES,
  type EntryDraft,
  type EntryType,
  type RecordedEntry,
} from '../../shared/session/entries.ts';
import type { Json, JsonObject } from '../../shared/sync/wire.ts';
import type { LedgerDraft } from './chain-view.ts';
import { EntryRejected } from './sqlite/faults.ts';

/** Entries about sync and the journal itself. They are in the chain like any other, but not part of the fold. */
export const SYNC_BODIES = {
  /** The server was restored from a backup: its head is behind what it had acknowledged (SYNC.md). */
  'sync.server-went-back': z.object({
    acked: z.int().positive(),
    found: z.int().nonnegative(),
    epoch: z.string().max(200),
    /** Of the receipt for what it had acknowledged: the same as `epoch` where the server does not know that it was restored. */
    receiptEpoch: z.string().max(200).nullable(),
  }),
  /** This chain replaces one that diverged from the server's, or whose file was damaged (SYNC.md). */
  'sync.chain-opened': z.object({
    reason: z.enum(['rolled-back', 'forked', 'corrupt']),
    previousChain: z.string().nullable(),
    /** The last seq of the former chain that the server shares; null when unknown. */
    lastCommonSeq: z.int().nonnegative().nullable(),
    carried: z.int().nonnegative(),
    /** What was wrong with the file; null after a divergence from the server. */
    incident: z.string().max(60).nullable(),
    /** Name, in the data folder, of the file that was set aside or copied; null if none. */
    setAside: z.string().max(200).nullable(),
  }),
  /** An entry was sent as its commitment only: its body is unreadable here, or the server refused it. */
  'sync.sent-without-body': z.object({
    chain: z.string(),
    seq: z.int().positive(),
    why: z.enum(['unreadable', 'refused']),
  }),
  'key.rotated': z.object({ keyId: z.string().max(200), publicKey: z.string().max(100) }),
  /** Salt and body of `count` entries of a chain were erased, between these seqs. */
  'journal.erased': z.object({
    chain: z.string(),
    fromSeq: z.int().positive(),
    toSeq: z.int().positive(),
    count: z.int().positive(),
  }),
} as const satisfies Record<string, z.ZodType>;

export type SyncEntryType = keyof typeof SYNC_BODIES;
export type SyncEntry = {
  readonly [T in SyncEntryType]: { readonly type: T; readonly body: z.infer<(typeof SYNC_BODIES)[T]> };
}[SyncEntryType];

/**
 * The body as it is hashed, stored and folded: validated, JSON only, integers only (SYNC.md, Notation), well-formed
 * text. Throws {@link EntryRejected}.
 */
export function bodyOf(draft: EntryDraft | SyncEntry): JsonObject {
  const schema: z.ZodType = isSyncEntry(draft) ? SYNC_BODIES[draft.type] : ENTRY_BODIES[draft.type];
  const parsed = schema.safeParse(draft.body);
  if (!parsed.success) throw new EntryRejected('body-invalid', draft.type, z.prettifyError(parsed.error));
  const members = membersOf(parsed.data, draft.type);
  if (members === null) throw new EntryRejected('body-invalid', draft.type, 'not an object');
  return members;
}

/** The JSON value that `JSON.stringify` would write; undefined for what it omits. */
function jsonOf(value: unknown, type: string): Json | undefined {
  switch (typeof value) {
    case 'string':
      // A lone surrogate, as truncated text can leave it, has no UTF-8 form and hence no hash.
      return value.toWellFormed();
    case 'number':
      if (Number.isSafeInteger(value)) return value;
      throw new EntryRejected('body-invalid', type, `${value} is not an integer`);
    case 'boolean':
      return value;
    case 'object':
      if (Array.isArray(value)) return value.map((item: unknown) => jsonOf(item, type) ?? null);
      return membersOf(value, type);
    default:
      return undefined;
  }
}

function membersOf(value: unknown, type: string): JsonObject | null {
  if (typeof value !== 'object' || value === null) return null;
  const members: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) {
    const json = jsonOf(member, type);
    if (json !== undefined) members[name.toWellFormed()] = json;
  }
  return members;
}

/** Validates an entry about sync or the journal itself. */
export function syncEntry(draft: SyncEntry): LedgerDraft {
  return { type: draft.type, body: bodyOf(draft), actor: 'station', session: null };
}

function isSyncEntry(draft: EntryDraft | SyncEntry): draft is SyncEntry {
  return Object.hasOwn(SYNC_BODIES, draft.type);
}

export function isEntryType(type: string): type is EntryType {
  return Object.hasOwn(ENTRY_BODIES, type);
}

/**
 * Whether the fold knows a stored entry. The body was validated when written and its commitment is verified when read;
 * it is not validated again, because a schema may have become stricter since.
 */
export function isRecorded(entry: {
  readonly type: string;
  readonly body: unknown;
  readonly actor: string;
  readonly session: string | null;
  readonly at: number;
}): entry is RecordedEntry {
  return isEntryType(entry.type) && entry.body !== null;
}
