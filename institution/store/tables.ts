/** The same tables for every database. `sealed` columns are encrypted at rest where the store has a sealer (R62). */
export type Tables = {
  readonly meta: { readonly name: string; readonly value: number };
  readonly maps: { readonly map: string; readonly ver: number };
  readonly rows: {
    readonly map: string;
    readonly key: string;
    /** Null for a deletion, which stays so that stations learn of it. */
    readonly sealed: Uint8Array | null;
    readonly ver: number;
    /** Of a booking: instants in the clear, so that overlaps are found by index. */
    readonly startsAt: string | null;
    readonly endsAt: string | null;
  };
  readonly audit: {
    readonly seq: number;
    readonly at: string;
    readonly actor: string;
    readonly action: string;
    readonly subject: string;
    /** Canonical JSON. */
    readonly detail: string;
    readonly prev: string;
    readonly hash: string;
  };
};
