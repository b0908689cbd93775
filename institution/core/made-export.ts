/** Files that leave the institution: a person's records, the audit, or everything for another institution's program. */
export type MadeExport = {
  readonly format: 'records' | 'audit' | 'institution';
  /** Calendar dates of what is in it. */
  readonly from: string;
  readonly to: string;
  readonly rows: number;
  /** Names hold no person's name (R62). */
  readonly files: readonly { readonly name: string; readonly content: Uint8Array }[];
};
