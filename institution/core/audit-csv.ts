import en from '../../shared/language/en.json' with { type: 'json' };
import fr from '../../shared/language/fr.json' with { type: 'json' };
import { canonicalText } from '../../shared/sync/encoding.ts';
import { csvOf, separatorOf } from '../../shared/tracking/csv.ts';
import type { AuditEntry } from './audit.ts';

const WORDS = { en, fr } as const;
/** Keeps a spreadsheet from taking a hash that begins with a minus sign for a formula. */
const HASH = 'sha256:';

/**
 * The audit as CSV: what a person reads, then what a program needs to verify the chain (`child-link/1/audit`). The columns of
 * the program have the same names in both languages. `nameOf`: of a staff id.
 */
export function auditCsv(
  entries: readonly AuditEntry[],
  language: 'en' | 'fr',
  nameOf: (id: string) => string,
): string {
  const words = WORDS[language].institution;
  const acts: Readonly<Record<string, string>> = words.act;
  const head = [
    ...[words.audit.who, words.audit.what],
    ...['seq', 'at', 'actor', 'action', 'subject', 'detail', 'prev', 'hash'],
  ];
  const lines = entries.map(({ seq, at, actor, action, subject, detail, prev, hash }) => [
    ...[nameOf(actor), acts[action.replaceAll('.', '-')] ?? action],
    ...[String(seq), at, actor, action, subject, canonicalText(detail)],
    ...[prev === '' ? '' : HASH + prev, HASH + hash],
  ]);
  return csvOf([head, ...lines], separatorOf(language));
}
