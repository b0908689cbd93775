import { AuditEntryRow, type AuditEntry } from './audit.ts';
import { knownNames } from './known-names.ts';
import type { Reader, Store } from './store.ts';

export type WholeAudit = {
  /** One chain for each institution that moved here, the oldest entries first, then this institution's own. */
  readonly chains: readonly {
    readonly institution: string | null;
    readonly entries: readonly AuditEntry[];
  }[];
  /** The name of a staff id, or the id of a person who is no longer known. */
  readonly nameOf: (id: string) => string;
};

const ENTRIES_AT_ONCE = 500;

export function wholeAudit(store: Store): Promise<WholeAudit> {
  return store.read(async (reader) => {
    const names = await knownNames(reader);
    return {
      chains: [
        ...[...(await formerAuditsOf(reader))].map(([institution, entries]) => ({ institution, entries })),
        { institution: null, entries: await auditOf(reader) },
      ],
      nameOf: (id) => names.get(id) ?? id,
    };
  });
}

export function formerAuditKey(institution: string, seq: number): string {
  return `${institution}/${String(seq).padStart(9, '0')}`;
}

/** The chains of the institutions that moved here, by their ids. */
export async function formerAuditsOf(reader: Reader): Promise<ReadonlyMap<string, AuditEntry[]>> {
  const former = new Map<string, AuditEntry[]>();
  for (const { key, row } of (await reader.rows('former-audit')).toSorted((one, two) =>
    one.key < two.key ? -1 : 1,
  )) {
    const institution = key.slice(0, key.lastIndexOf('/'));
    const entries = former.get(institution) ?? [];
    entries.push(AuditEntryRow.parse(row));
    former.set(institution, entries);
  }
  return former;
}

/** This institution's own chain. */
export async function auditOf(reader: Reader): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (;;) {
    const found = await reader.auditAfter(entries.at(-1)?.seq ?? 0, ENTRIES_AT_ONCE);
    entries.push(...found);
    if (found.length < ENTRIES_AT_ONCE) return entries;
  }
}
