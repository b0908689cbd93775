import { ascii, jcs, sha256, toB64u } from '../../shared/sync/encoding.ts';
import { z } from 'zod';
import { JsonObject } from '../../shared/sync/wire.ts';
import type { Writer } from './store.ts';

/** One administrative act. `detail` holds codes, ids and times, never a name or a link. */
export type AuditEntry = {
  readonly seq: number;
  /** Instant. */
  readonly at: string;
  /** Staff id. */
  readonly actor: string;
  readonly action: string;
  /** Id of the booking, site, person, setting or directive. */
  readonly subject: string;
  readonly detail: JsonObject;
  /** Hash of the entry before, or {@link AUDIT_START}. */
  readonly prev: string;
  readonly hash: string;
};

export const AUDIT_START = '';

/** An entry that came from elsewhere. */
export const AuditEntryRow = z.object({
  seq: z.int().positive(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: JsonObject,
  prev: z.string(),
  hash: z.string(),
});

export function auditHash(entry: Omit<AuditEntry, 'hash'>): string {
  const { seq, at, actor, action, subject, detail, prev } = entry;
  return toB64u(
    sha256(ascii('child-link/1/audit\n'), jcs({ seq, at, actor, action, subject, detail, prev })),
  );
}

/** Appends an act to the chain, in the transaction that performs it. */
export async function recordAct(
  writer: Writer,
  act: Pick<AuditEntry, 'at' | 'actor' | 'action' | 'subject' | 'detail'>,
): Promise<void> {
  const last = await writer.lastAuditEntry();
  const entry = { ...act, seq: (last?.seq ?? 0) + 1, prev: last?.hash ?? AUDIT_START };
  await writer.appendAudit({ ...entry, hash: auditHash(entry) });
}

/** The `seq` of the first entry that breaks the chain, or null. `entries` must follow on the entry with hash `prev`. */
export function firstBrokenEntry(entries: readonly AuditEntry[], prev: string = AUDIT_START): number | null {
  let expected = prev;
  let seq = entries[0]?.seq ?? 1;
  for (const entry of entries) {
    if (entry.seq !== seq || entry.prev !== expected || entry.hash !== auditHash(entry)) return entry.seq;
    expected = entry.hash;
    seq += 1;
  }
  return null;
}
