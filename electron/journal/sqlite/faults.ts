import type { z } from 'zod';
import { errorCode } from '../../platform/atomic-file.ts';

/** What can be wrong with the journal's file; each code has its own sentence for staff and IT. */
export type FileFault =
  'not-a-database' | 'corrupt' | 'read-only' | 'disk-full' | 'in-use' | 'input-output' | 'cannot-open';

/** The fault behind an error of SQLite or node:fs; null when the error is neither, hence a bug. */
export function fileFaultOf(error: unknown): FileFault | null {
  const code = errorCode(error);
  if (code === null) {
    // better-sqlite3 throws this one without a code.
    const noFolder = error instanceof TypeError && /directory does not exist/.test(error.message);
    return noFolder ? 'cannot-open' : null;
  }
  for (const [pattern, fault] of FAULTS) if (pattern.test(code)) return fault;
  return null;
}

const FAULTS: readonly (readonly [RegExp, FileFault])[] = [
  [/^SQLITE_NOTADB/, 'not-a-database'],
  [/^SQLITE_CORRUPT/, 'corrupt'],
  [/^SQLITE_(READONLY|PERM)|^E(ROFS|ACCES|PERM)$/, 'read-only'],
  [/^SQLITE_FULL|^E(NOSPC|DQUOT)$/, 'disk-full'],
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, 'in-use'],
  [/^SQLITE_IOERR|^EIO$/, 'input-output'],
  [/^SQLITE_CANTOPEN|^E(NOENT|NOTDIR|ISDIR|MFILE)$|^ERR_DLOPEN_FAILED$/, 'cannot-open'],
];

/** The journal could not write or read. The transaction was rolled back: nothing is half done. */
export class JournalFault extends Error {
  override readonly name = 'JournalFault';
  readonly code: FileFault;
  /** One row is damaged; the rest of the file can be used. */
  readonly isOfRow: boolean;

  constructor(code: FileFault, cause: unknown, isOfRow = false) {
    super(`The journal's file: ${code}`, { cause });
    this.code = code;
    this.isOfRow = isOfRow;
  }
}

/**
 * Parses a row. The tables are STRICT: a column that is missing or of another type is damage that SQLite did not
 * notice. Throws {@link JournalFault} `corrupt`.
 */
export function columnsOf<T>(schema: z.ZodType<T>, row: unknown): T {
  const columns = schema.safeParse(row);
  if (columns.success) return columns.data;
  throw new JournalFault('corrupt', columns.error);
}

/** A draft that may not be written: a bug of the caller. Nothing was written. */
export class EntryRejected extends Error {
  override readonly name = 'EntryRejected';
  readonly code: 'entry-too-large' | 'body-invalid' | 'header-invalid';

  constructor(code: EntryRejected['code'], type: string, detail: string) {
    super(`${type}: ${code} (${detail})`);
    this.code = code;
  }
}
