/**
 * Results are for expected failures, exceptions for bugs.
 * A refusal carries a code, worded in both languages under `refusal.<code>`, and the values its sentence needs.
 */
export type Result<T, R> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: R };

/** Values that a worded message may need; never personal data that is not already on the reader's screen. */
export type MessageValues = Readonly<Record<string, string | number>>;

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function refuse<R>(refusal: R): { readonly ok: false; readonly refusal: R } {
  return { ok: false, refusal };
}

/** Makes a `switch` over a union exhaustive at compile time. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable case: ${JSON.stringify(value)}`);
}
