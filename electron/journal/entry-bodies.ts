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

/** Entries about the journal's own travels. They are in the chain like any other and no part of the fold. */
export const TRAVEL_BODIES = {
  /** The server's head was behind what it had acknowledged: restored from a backup (SYNC.md). */
  'sync.server-went-back': z.object({
    acked: z.int().positive(),
    found: z.int().nonnegative(),
    epoch: z.string().max(200),
  }),
  /** This chain follows one that could not go on: the server has another, or the file was damaged (SYNC.md). */
  'sync.chain-opened': z.object({
    reason: z.enum(['rolled-back', 'forked', 'corrupt']),
    previousChain: z.string().nullable(),
    /** Up to here the former chain is the server's too; null when that could not be found out. */
    lastCommonSeq: z.int().nonnegative().nullable(),
    carried: z.int().nonnegative(),
    /** What was wrong with the file; null when it was the server that disagreed. */
    incident: z.string().max(60).nullable(),
    /** The name, in the data folder, of the file that was set aside or copied; null when there was none. */
    setAside: z.string().max(200).nullable(),
  }),
  /** An entry travelled as its commitment only: its body cannot be read here, or the server will not take it. */
  'sync.sent-without-body': z.object({
    chain: z.string(),
    seq: z.int().positive(),
    why: z.enum(['unreadable', 'refused']),
  }),
  'key.rotated': z.object({ keyId: z.string().max(200), publicKey: z.string().max(100) }),
  /** Salt and body of so many entries of a chain were erased here, between these places. */
  'journal.erased': z.object({
    chain: z.string(),
    fromSeq: z.int().positive(),
    toSeq: z.int().positive(),
    count: z.int().positive(),
  }),
} as const satisfies Record<string, z.ZodType>;

export type SyncEntryType = keyof typeof TRAVEL_BODIES;
export type SyncEntry = {
  readonly [T in SyncEntryType]: { readonly type: T; readonly body: z.infer<(typeof TRAVEL_BODIES)[T]> };
}[SyncEntryType];

/**
 * The body as it is hashed, stored and folded: validated, JSON only, integers only (SYNC.md, Notation), well-formed
 * text. Throws {@link EntryRejected}.
 */
export function bodyOf(draft: EntryDraft | SyncEntry): JsonObject {
  const schema: z.ZodType = isSyncEntry(draft) ? TRAVEL_BODIES[draft.type] : ENTRY_BODIES[draft.type];
  const parsed = schema.safeParse(draft.body);
  if (!parsed.success) throw new EntryRejected('body-invalid', draft.type, z.prettifyError(parsed.error));
  const members = membersOf(parsed.data, draft.type);
  if (members === null) throw new EntryRejected('body-invalid', draft.type, 'not an object');
  return members;
}

/** What JSON makes of a value, without the way through text; undefined for what it leaves out. */
function jsonOf(value: unknown, type: string): Json | undefined {
  switch (typeof value) {
    case 'string':
      // Half of a character, as a cut text can leave it, has no UTF-8 and hence no hash.
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

/** An entry about the journal's own travels, ready to be written. */
export function syncEntry(draft: SyncEntry): LedgerDraft {
  return { type: draft.type, body: bodyOf(draft), actor: 'station', session: null };
}

function isSyncEntry(draft: EntryDraft | SyncEntry): draft is SyncEntry {
  return Object.hasOwn(TRAVEL_BODIES, draft.type);
}

export function isEntryType(type: string): type is EntryType {
  return Object.hasOwn(ENTRY_BODIES, type);
}

/**
 * Whether a stored entry is one that the fold knows. Its body was validated when it was written and its commitment
 * is verified when it is read; it is not validated again, because a schema may have grown stricter since.
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
