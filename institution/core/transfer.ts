import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { toInstant } from '../../shared/clock.ts';
import { ok, refuse as refuseWith, type Result } from '../../shared/result.ts';
import { ascii, canonicalText, sha256 } from '../../shared/sync/encoding.ts';
import { SiteRow } from '../../shared/sync/rows.ts';
import { type Json, JsonObject } from '../../shared/sync/wire.ts';
import { AuditEntryRow, firstBrokenEntry, recordAct } from './audit.ts';
import { CODE_LENGTH, oneTimeCode } from './one-time-code.ts';
import { refuse, type Outcome } from './refusal.ts';
import type { MapName, Reader, Writer } from './store.ts';
import { auditOf, formerAuditKey, formerAuditsOf } from './whole-audit.ts';

/**
 * Moves an institution to another program of its kind, in either direction (R64): staff with their PINs, sites, bookings, who
 * was notified, settings, holds and retention, and the audit as it is. Its keys and the copies' key stay behind, and orders
 * expire within a day. What a station has recorded moves by sync, chain and all.
 */
const MOVED_MAPS = [
  'people',
  'staff',
  'sites',
  'schedule',
  'past-bookings',
  'notifications',
  'settings',
  'holds',
] as const satisfies readonly MapName[];
const RETENTION = 'retention';

const Moved = z.object({
  key: z.string().min(1).max(100),
  /** JSON.parse returned it, so it is JSON: checking tens of thousands of rows once more takes seconds. */
  row: z.custom<Json>((value) => value !== undefined),
});
const Transfer = z.object({
  format: z.literal('child-link-institution'),
  v: z.literal(1),
  /** Id of the institution that it comes from. */
  institution: z.string(),
  at: z.string(),
  maps: z.object({
    people: z.array(Moved),
    staff: z.array(Moved),
    sites: z.array(Moved),
    schedule: z.array(Moved),
    'past-bookings': z.array(Moved),
    notifications: z.array(Moved),
    settings: z.array(Moved),
    holds: z.array(Moved),
  }),
  retention: JsonObject.nullable(),
  audit: z.array(AuditEntryRow),
  /** Of the institutions that moved here before, by their ids. */
  formerAudits: z.record(z.string().min(1).max(60), z.array(AuditEntryRow)),
});
export type Transfer = z.infer<typeof Transfer>;

/** Everything that moves. `institution`: the id of this one. */
export async function exportInstitution(
  reader: Reader,
  { institution, nowMs }: { readonly institution: string; readonly nowMs: number },
): Promise<Transfer> {
  const moved = async (map: (typeof MOVED_MAPS)[number]) =>
    (await reader.rows(map)).map(({ key, row }) => ({ key, row }));
  return {
    ...{ format: 'child-link-institution', v: 1, institution, at: toInstant(nowMs) },
    maps: {
      people: await moved('people'),
      staff: await moved('staff'),
      sites: await moved('sites'),
      schedule: await moved('schedule'),
      'past-bookings': await moved('past-bookings'),
      notifications: await moved('notifications'),
      settings: await moved('settings'),
      holds: await moved('holds'),
    },
    retention: JsonObject.nullable().parse((await reader.row('own', RETENTION))?.row ?? null),
    audit: [...(await auditOf(reader))],
    formerAudits: Object.fromEntries(await formerAuditsOf(reader)),
  };
}

/**
 * Takes over what another institution exported. What is here already stays as it is; of two rows of one site, the one from the
 * newer list counts. Refuses what was taken over before, and an audit whose chain is broken. `here`: the id of this one.
 */
export async function importInstitution(
  writer: Writer,
  { institution, maps, retention, audit, formerAudits }: Transfer,
  act: { readonly actor: string; readonly nowMs: number; readonly here: string },
): Promise<Outcome<Arrived>> {
  const audits = Object.entries({ ...formerAudits, [institution]: audit });
  if (audits.some(([, entries]) => firstBrokenEntry(entries) !== null))
    return refuse('transfer-not-readable');
  const last = audit.at(-1);
  if (
    last !== undefined &&
    (await writer.row('former-audit', formerAuditKey(institution, last.seq))) !== null
  )
    return refuse('transfer-known');
  const arrived = new Map<string, number>();
  for (const map of MOVED_MAPS) {
    const known = new Map((await writer.rows(map)).map(({ key, row }) => [key, row]));
    const missing = maps[map].filter(
      ({ key, row }) => !known.has(key) || (map === 'sites' && isNewerSite(row, known.get(key))),
    );
    await writer.putAll(map, missing);
    arrived.set(map, missing.length);
  }
  if (retention !== null && (await writer.row('own', RETENTION)) === null)
    await writer.put('own', RETENTION, retention);
  for (const [from, entries] of audits) {
    // What moves back to where it was written is in the chain here.
    if (from === act.here) continue;
    const rows = entries.map((entry) => ({ key: formerAuditKey(from, entry.seq), row: entry }));
    await writer.putAll('former-audit', rows);
  }
  const counts = Object.fromEntries([...arrived, ['audit', audit.length]]);
  await recordAct(writer, {
    ...{ at: toInstant(act.nowMs), actor: act.actor, action: 'institution.taken-over', subject: institution },
    // The hash ties the former chain to this one.
    detail: { ...counts, head: last?.hash ?? null },
  });
  return ok(Arrived.parse(counts));
}

const count = z.int().nonnegative();
/** How many rows came of each kind; what was here already is kept and not counted. */
export const Arrived = z.object({
  ...{ people: count, staff: count, sites: count, schedule: count, 'past-bookings': count },
  ...{ notifications: count, settings: count, holds: count, audit: count },
});
export type Arrived = z.infer<typeof Arrived>;

function isNewerSite(moved: unknown, known: unknown): boolean {
  const [one, other] = [SiteRow.safeParse(moved), SiteRow.safeParse(known)];
  return one.success && other.success && one.data.listDate > other.data.listDate;
}

const MAGIC = 'child-link-institution/1\n';
const [NONCE_BYTES, TAG_BYTES] = [12, 16];

/** The file for another program, and the code that opens it: 160 bits, shown once. */
export function sealTransfer(transfer: Transfer): { readonly content: Uint8Array; readonly code: string } {
  const code = [oneTimeCode(randomBytes(CODE_LENGTH)), oneTimeCode(randomBytes(CODE_LENGTH))].join('-');
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(code), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(ascii(MAGIC));
  const sealed = cipher.update(gzipSync(Buffer.from(canonicalText(transfer), 'utf8')));
  cipher.final();
  return { content: Buffer.concat([ascii(MAGIC), nonce, cipher.getAuthTag(), sealed]), code };
}

export function openTransfer(
  content: Uint8Array,
  code: string,
): Result<Transfer, 'transfer-not-readable' | 'transfer-wrong-code'> {
  const bytes = Buffer.from(content);
  const start = MAGIC.length;
  if (bytes.subarray(0, start).toString('latin1') !== MAGIC || bytes.length < start + NONCE_BYTES + TAG_BYTES)
    return refuseWith('transfer-not-readable');
  const nonce = bytes.subarray(start, start + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', keyOf(code), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(ascii(MAGIC));
  decipher.setAuthTag(bytes.subarray(start + NONCE_BYTES, start + NONCE_BYTES + TAG_BYTES));
  const plain = decipher.update(bytes.subarray(start + NONCE_BYTES + TAG_BYTES));
  try {
    decipher.final();
  } catch {
    // final() throws when the tag does not match: another code, or changed bytes.
    return refuseWith('transfer-wrong-code');
  }
  // What carries a good tag was made by this program.
  const transfer: unknown = JSON.parse(gunzipSync(plain).toString('utf8'));
  return ok(Transfer.parse(transfer));
}

function keyOf(code: string): Uint8Array {
  const typed = code.toUpperCase().replace(/[^0-9A-Z]/gu, '');
  return sha256(ascii('child-link/1/transfer-key\n'), Buffer.from(typed, 'utf8'));
}
