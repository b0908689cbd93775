import { useState } from 'react';
import type { FieldError } from './alert.tsx';

interface Errors {
  /** The errors of the last attempt that are still there, in the language of now. */
  readonly errors: readonly FieldError[];
  readonly errorOf: (id: string) => string | null;
  /** Shows what is wrong; true when nothing is. */
  readonly check: () => boolean;
}

/**
 * Shows the errors of a form from an attempt to send it until each is corrected. An answer that becomes necessary later
 * is not an error before the next attempt.
 * @param found what is wrong with the form as it is now
 */
export function useErrors(found: readonly FieldError[]): Errors {
  const [{ flagged, attempt }, setFlagged] = useState<{
    readonly flagged: readonly string[];
    readonly attempt: number;
  }>({ flagged: [], attempt: 0 });
  const errors = found.filter(({ id }) => flagged.includes(id)).map((error) => ({ ...error, attempt }));
  return {
    errors,
    errorOf: (id) => errors.find((error) => error.id === id)?.text ?? null,
    check: () => {
      setFlagged({ flagged: found.map(({ id }) => id), attempt: attempt + 1 });
      return found.length === 0;
    },
  };
}
