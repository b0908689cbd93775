import { z } from 'zod';
import { Enrolment, FEED_NAMES, Instant } from './rows.ts';

/**
 * Every request and answer of SYNC.md as a schema. What is hashed or signed is strict, so that nothing is lost
 * between reading and hashing; what a server answers is loose, so that a newer server may say more.
 */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };
const JsonValue = z.custom<Json>((value) => isJson(value, 0));
export const JsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && isJson(value, 0),
);

/** Maximum nesting depth: more than any form needs, and less than the call stack holds. */
const MOST_DEPTH = 200;

function isJson(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed();
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      if (value === null) return true;
      if (depth === MOST_DEPTH) return false;
      if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return false;
      return Object.entries(value).every(
        ([name, member]) => name.isWellFormed() && isJson(member, depth + 1),
      );
    default:
      return false;
  }
}

/** Of 32 bytes: a hash, a chain's id, a public key. */
export const B64u32 = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const B64u64 = z.string().regex(/^[A-Za-z0-9_-]{86}$/);
const B64u16 = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
const Uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
/** A lone surrogate, which JSON can escape, has no UTF-8 encoding and hence no hash. */
const isText = (text: string): boolean => text.isWellFormed();
const Name = z.string().min(1).max(200).refine(isText);
const Seq = z.int().positive();
const Count = z.int().nonnegative();

export const Head = z.object({ seq: Seq, hash: B64u32 });
export type Head = z.infer<typeof Head>;
export const SignedHead = z.object({ seq: Seq, hash: B64u32, signature: B64u64 });
export type SignedHead = z.infer<typeof SignedHead>;

export const GENESIS_REASONS = ['enrolled', 'reimaged', 'rolled-back', 'forked', 'corrupt'] as const;
export type GenesisReason = (typeof GENESIS_REASONS)[number];

export const Genesis = z.strictObject({
  v: z.literal(1),
  station: Name,
  install: B64u16,
  publicKey: B64u32,
  reason: z.enum(GENESIS_REASONS),
  previousChain: B64u32.nullable(),
  previousHead: z.strictObject({ seq: Seq, hash: B64u32 }).nullable(),
  createdAt: Instant,
  appVersion: z.string().max(100).refine(isText),
});
export type Genesis = z.infer<typeof Genesis>;

export const Header = z.strictObject({
  v: z.literal(1),
  chain: B64u32,
  seq: Seq,
  id: Uuid,
  prev: B64u32,
  type: z.string().min(1).max(100).refine(isText),
  at: Instant,
  boot: Uuid,
  monotonicMs: Count,
  clock: z.enum(['synced', 'unsynced', 'stepped']),
  /** A staff id, `station` or `server`. */
  actor: Name,
  session: Uuid.nullable(),
  commit: B64u32,
});
export type Header = z.infer<typeof Header>;

/** An entry as it travels; erased when salt and body are null. */
export const WireEntry = z.strictObject({
  header: Header,
  hash: B64u32,
  salt: B64u16.nullable(),
  body: JsonObject.nullable(),
});
export type WireEntry = z.infer<typeof WireEntry>;

export const EnrolmentRequest = z.object({
  code: z.string().min(1).max(200),
  publicKey: B64u32,
  install: B64u16,
  appVersion: z.string().max(100),
  platform: z.string().max(100),
  /** The machine's name, for codes that are bound to one. */
  device: z.string().max(255).optional(),
  signature: B64u64,
});
export type EnrolmentRequest = z.infer<typeof EnrolmentRequest>;
export const EnrolmentAnswer = Enrolment;

export const ChainRequest = z.object({ genesis: Genesis, signature: B64u64 });
export type ChainRequest = z.infer<typeof ChainRequest>;

const Limits = z.looseObject({ maxEntries: z.int().positive(), maxBytes: z.int().positive() });
export const FeedPosition = z.looseObject({ gen: Count, ver: Count });

export const StateAnswer = z.looseObject({
  epoch: z.string().min(1),
  time: Instant,
  chain: B64u32,
  head: Head.nullable(),
  settledSeq: Count,
  status: z.enum(['open', 'closed', 'forked', 'unknown']),
  feeds: z.record(z.string(), FeedPosition),
  limits: Limits,
  pollSeconds: z.number().positive().max(86_400),
});
export type StateAnswer = z.infer<typeof StateAnswer>;

export const HashAnswer = z.looseObject({ seq: Seq, hash: B64u32 });
export type HashAnswer = z.infer<typeof HashAnswer>;

export const EntriesRequest = z.object({
  from: Head.nullable(),
  entries: z.array(WireEntry),
  head: SignedHead,
});
export type EntriesRequest = z.infer<typeof EntriesRequest>;

/** Loose, because whatever it carries is under its signature; only what has no canonical JSON can be under none. */
export const Receipt = z
  .looseObject({
    chain: B64u32,
    seq: Seq,
    hash: B64u32,
    epoch: z.string().min(1),
    at: Instant,
    keyId: Name,
    signature: B64u64,
  })
  .refine((receipt) => isJson(receipt, 0));
/** What the server signs; the signature may cover further members that this version does not know. */
export type UnsignedReceipt = {
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  readonly epoch: string;
  readonly at: string;
  readonly keyId: string;
};
export type Receipt = UnsignedReceipt & { readonly signature: string };

export const EntriesAnswer = z.looseObject({
  head: Head,
  accepted: Count,
  duplicate: Count,
  quarantined: z.array(z.looseObject({ seq: Seq, code: z.string() })),
  settledSeq: Count,
  receipt: Receipt,
});
export type EntriesAnswer = z.infer<typeof EntriesAnswer>;

export const EvidenceRequest = z.object({ entries: z.array(WireEntry).min(1) });
export type EvidenceRequest = z.infer<typeof EvidenceRequest>;

export const FeedOp = z.union([
  z.looseObject({ op: z.literal('put'), key: Name, row: JsonValue }),
  z.looseObject({ op: z.literal('delete'), key: Name }),
]);
export type FeedOp = z.infer<typeof FeedOp>;

const feedPage = {
  feed: z.enum(FEED_NAMES),
  gen: Count,
  ver: Count,
  reset: z.boolean(),
  ops: z.array(FeedOp),
};
/** A page of a feed: the last one carries the hash of the whole and the server's signature. */
export const FeedAnswer = z.discriminatedUnion('more', [
  z.looseObject({ ...feedPage, more: z.literal(true) }),
  z.looseObject({
    ...feedPage,
    more: z.literal(false),
    stateHash: B64u32,
    issuedAt: Instant,
    expiresAt: Instant,
    keyId: Name,
    signature: B64u64,
  }),
]);
export type FeedAnswer = z.infer<typeof FeedAnswer>;

export const HeartbeatRequest = z.object({
  chain: B64u32,
  head: SignedHead.nullable(),
  ackedSeq: Count,
  pending: Count,
  oldestPendingAt: Instant.nullable(),
  phase: z.string().max(100),
  devices: JsonObject,
  clockOffsetMs: z.int().nullable(),
  diskFreeBytes: Count.nullable(),
  appVersion: z.string().max(100),
  /** Problems that a person should know of and cannot see remotely; empty if there are none. */
  health: z.array(z.object({ code: z.string().max(100), since: Instant })).max(100),
  system: z.object({
    platform: z.string().max(100),
    release: z.string().max(200),
    electron: z.string().max(100),
    /** `table 2026f, runtime 2024a`. */
    tzdata: z.string().max(100),
  }),
});
export type HeartbeatRequest = z.infer<typeof HeartbeatRequest>;

export const KeyRequest = z.object({ publicKey: B64u32, signature: B64u64 });
export type KeyRequest = z.infer<typeof KeyRequest>;
export const KeyAnswer = z.looseObject({ keyId: Name });
