import { useCallback, useEffect, useState } from 'react';

/** Loads a list when the screen appears and again on request. Null until it is there. */
export function useList<T>(load: () => Promise<T | null>, occasion: string): readonly [T | null, () => void] {
  const [value, setValue] = useState<T | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let current = true;
    void load().then((loaded) => {
      if (current) setValue(loaded);
    });
    return () => {
      current = false;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `occasion` says when the question changes
  }, [occasion, round]);
  return [value, useCallback(() => setRound((before) => before + 1), [])];
}
