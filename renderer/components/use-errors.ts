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
  const [flagged, setFlagged] = useState<readonly string[]>([]);
  const errors = found.filter(({ id }) => flagged.includes(id));
  return {
    errors,
    errorOf: (id) => errors.find((error) => error.id === id)?.text ?? null,
    check: () => {
      setFlagged(found.map(({ id }) => id));
      return found.length === 0;
    },
  };
}
