/** What set-up has prepared; throws a sentence where it has not. */
export function electronRuntime(): {
  readonly binary: string;
  readonly version: string;
  /** For better-sqlite3's `nativeBinding`; null where its own binary works. */
  readonly sqliteAddon: string | null;
};
