import { useEffect, useState } from 'react';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { useCall, useStaff } from '../store.ts';

/** The rows of a period, as they were when they were last asked for. */
export interface Sheet {
  readonly from: string;
  readonly to: string;
  readonly rows: readonly TrackingRow[];
}

interface UsePeriodSheet {
  readonly sheet: Sheet | null;
  /** Asks for a period, the same one as before included. */
  readonly show: (from: string, to: string) => void;
}

/**
 * The sheet of a period: asked for at first, when staff ask, and whenever an entry has left the queue.
 * An answer that comes after another question is left aside.
 */
export function usePeriodSheet(first: { readonly from: string; readonly to: string }): UsePeriodSheet {
  const call = useCall();
  const waiting = useStaff().waiting.length;
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const [asked, ask] = useState({ ...first, turn: 0 });
  const { from, to, turn } = asked;
  useEffect(() => {
    let wanted = true;
    void call('tracking.sheet', { from, to }).then((answer) => {
      if (wanted && answer?.ok === true) setSheet({ from, to, rows: answer.value.rows });
    });
    return () => {
      wanted = false;
    };
  }, [call, from, to, turn, waiting]);
  return { sheet, show: (nextFrom, nextTo) => ask({ from: nextFrom, to: nextTo, turn: turn + 1 }) };
}
