import { z } from 'zod';
import {
  ENTRY_BODIES,
  type EntryDraft,
  type EntryType,
  type RecordedEntry,
} from '../../shared/session/entries.ts';
import { JsonObject } from '../../shared/sync/wire.ts';
import type { LedgerDraft } from './chain-view.ts';
import { EntryRejected } from './faults.ts';

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

export type TravelType = keyof typeof TRAVEL_BODIES;
export type TravelDraft = {
  readonly [T in TravelType]: { readonly type: T; readonly body: z.infer<(typeof TRAVEL_BODIES)[T]> };
}[TravelType];

/**
 * The body as it is hashed, stored and folded: validated, JSON only, integers only (SYNC.md, Notation), well-formed
 * text. Throws {@link EntryRejected}.
 */
export function bodyOf(draft: EntryDraft | TravelDraft): JsonObject {
  const schema: z.ZodType = isTravelDraft(draft) ? TRAVEL_BODIES[draft.type] : ENTRY_BODIES[draft.type];
  const parsed = schema.safeParse(draft.body);
  if (!parsed.success) throw new EntryRejected('body-invalid', draft.type, z.prettifyError(parsed.error));
  const plain = jsonOf(parsed.data, draft.type);
  return JsonObject.parse(plain);
}

/** What JSON makes of a value, without the way through text. */
function jsonOf(value: unknown, type: string): unknown {
  // Half of a character, as a cut text can leave it, has no UTF-8 and hence no hash.
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new EntryRejected('body-invalid', type, `${value} is not an integer`);
  }
  if (Array.isArray(value)) return value.map((item: unknown) => jsonOf(item ?? null, type));
  if (typeof value !== 'object' || value === null) return value;
  const members: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) members[name.toWellFormed()] = jsonOf(member, type);
  }
  return members;
}

/** An entry about the journal's own travels, ready to be written. */
export function travelDraft(draft: TravelDraft): LedgerDraft {
  return { type: draft.type, body: bodyOf(draft), actor: 'station', session: null };
}

function isTravelDraft(draft: EntryDraft | TravelDraft): draft is TravelDraft {
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
