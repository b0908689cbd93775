import { useEffect, useState } from 'react';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { useStaff, useStaffStore } from '../store.ts';

/** A page of the rows of a period, as they were when they were last asked for. */
export interface Sheet {
  readonly from: string;
  readonly to: string;
  readonly rows: readonly TrackingRow[];
  /** How many rows stand before this page. */
  readonly offset: number;
  readonly total: number;
}

/** Rows shown at once. */
export const ROWS_A_PAGE = 50;

interface UsePeriodSheet {
  readonly sheet: Sheet | null;
  /** Asks for a period, the same one as before included. */
  readonly show: (from: string, to: string) => void;
  /** Another page of the same period. */
  readonly turnTo: (offset: number) => void;
}

/**
 * The sheet of a period: asked for at first, when staff ask, and whenever an entry has left the queue.
 * An answer that comes after another question is left aside.
 */
export function usePeriodSheet(first: { readonly from: string; readonly to: string }): UsePeriodSheet {
  const { call } = useStaffStore();
  const waiting = useStaff().waiting.length;
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const [request, setRequest] = useState({ ...first, offset: 0, turn: 0 });
  const { from, to, offset, turn } = request;
  useEffect(() => {
    let isCurrent = true;
    void call('tracking.sheet', { from, to, offset, limit: ROWS_A_PAGE }).then((answer) => {
      if (isCurrent && answer?.ok === true) setSheet({ from, to, offset, ...answer.value });
    });
    return () => {
      isCurrent = false;
    };
  }, [call, from, to, offset, turn, waiting]);
  return {
    sheet,
    // After an amendment the same page stays; another period begins at its first one.
    show: (nextFrom, nextTo) => {
      const same = nextFrom === from && nextTo === to;
      setRequest({ from: nextFrom, to: nextTo, offset: same ? offset : 0, turn: turn + 1 });
    },
    turnTo: (next) => setRequest({ ...request, offset: next }),
  };
}
