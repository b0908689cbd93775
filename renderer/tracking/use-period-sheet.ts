import { useEffect, useState } from 'react';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { useStaff, useStaffStore } from '../store.ts';

/** A page of a period's rows, as last loaded. */
export interface Sheet {
  readonly from: string;
  readonly to: string;
  readonly rows: readonly TrackingRow[];
  /** How many rows come before this page. */
  readonly offset: number;
  readonly total: number;
}

export const ROWS_A_PAGE = 50;

interface UsePeriodSheet {
  readonly sheet: Sheet | null;
  /** Loads a period, even the same one again. */
  readonly show: (from: string, to: string) => void;
  /** Loads another page of the same period. */
  readonly turnTo: (offset: number) => void;
}

/**
 * The sheet of a period: loaded at first, on request, and whenever an entry leaves the queue. Ignores outdated
 * answers.
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
    // After an amendment the page stays; another period starts at its first page.
    show: (nextFrom, nextTo) => {
      const same = nextFrom === from && nextTo === to;
      setRequest({ from: nextFrom, to: nextTo, offset: same ? offset : 0, turn: turn + 1 });
    },
    turnTo: (next) => setRequest({ ...request, offset: next }),
  };
}
