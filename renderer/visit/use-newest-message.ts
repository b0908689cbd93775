import { useEffect, useState } from 'react';
import type { VisitMessage } from './messages.ts';

/** How long a card covers part of the picture: long enough to read twice. */
export const CARD_MS = 8000;

/**
 * The message that appeared last, for a few seconds; null afterwards, and once it is no longer true. What lasts stays in
 * the strip, so that nothing covers the child.
 */
export function useNewestMessage(messages: readonly VisitMessage[]): VisitMessage | null {
  const key = messages.join();
  const [seen, setSeen] = useState<{ readonly key: string; readonly newest: VisitMessage | null }>({
    key: '',
    newest: null,
  });
  if (seen.key !== key) {
    const before = new Set(seen.key.split(','));
    const appeared = messages.find((message) => !before.has(message));
    const stillTrue = seen.newest !== null && messages.includes(seen.newest) ? seen.newest : null;
    setSeen({ key, newest: appeared ?? stillTrue });
  }
  const { newest } = seen;
  useEffect(() => {
    if (newest === null) return;
    const timer = setTimeout(() => setSeen((now) => ({ ...now, newest: null })), CARD_MS);
    return () => clearTimeout(timer);
  }, [newest]);
  return newest;
}
