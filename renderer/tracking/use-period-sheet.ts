import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
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
  /** Whether all rows of the page have been asked for; one that was erased meanwhile is not among them. */
  readonly isWhole: boolean;
}

/** Rows shown at once. */
export const ROWS_A_PAGE = 50;
/** Asked for and drawn first, the others after them: a sheet of any length is on the screen as fast as an empty one. */
export const FIRST_ROWS = 1;

/** So long the first picture has the processor to itself; nobody has begun to read by then. */
const PICTURE_MS = 80;

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
  const { ask: askQuietly, call } = useStaffStore();
  const waiting = useStaff().waiting.length;
  // Asked while the screen is still being made, so that its first picture can hold the first row.
  const early = useRef<ReturnType<typeof call<'tracking.sheet'>> | null | undefined>(undefined);
  if (early.current === undefined)
    early.current = askQuietly('tracking.sheet', { ...first, offset: 0, limit: FIRST_ROWS });
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const [asked, ask] = useState({ ...first, offset: 0, turn: 0 });
  const { from, to, offset, turn } = asked;
  const held = useRef<Sheet | null>(null);
  useEffect(() => {
    const known = held.current;
    const again = known?.from === from && known.to === to && known.offset === offset;
    let wanted = true;
    // What is looked at again stays whole under the eye.
    const limit = again ? ROWS_A_PAGE : FIRST_ROWS;
    const question = { from, to, offset, limit };
    // What was refused is asked aloud, so that the screen says why.
    const answered = early.current?.then((answer) =>
      answer?.ok === true ? answer : call('tracking.sheet', question),
    );
    early.current = null;
    void (answered ?? call('tracking.sheet', question)).then((answer) => {
      if (!wanted || answer?.ok !== true) return;
      const isWhole = again || offset + limit >= answer.value.total;
      // React would draw it in a task of its own, which comes after the next picture.
      flushSync(() => setSheet({ from, to, offset, ...answer.value, isWhole }));
    });
    return () => {
      wanted = false;
    };
  }, [call, from, to, offset, turn, waiting]);
  useEffect(() => {
    held.current = sheet;
    if (sheet === null || sheet.isWhole) return;
    const theRest = {
      from: sheet.from,
      to: sheet.to,
      offset: sheet.offset + FIRST_ROWS,
      limit: ROWS_A_PAGE - FIRST_ROWS,
    };
    let wanted = true;
    const later = setTimeout(() => {
      void call('tracking.sheet', theRest).then((answer) => {
        if (wanted && answer?.ok === true)
          setSheet({ ...sheet, rows: [...sheet.rows, ...answer.value.rows], isWhole: true });
      });
    }, PICTURE_MS);
    return () => {
      wanted = false;
      clearTimeout(later);
    };
  }, [call, sheet]);
  return {
    sheet,
    // After an amendment the same page stays; another period begins at its first one.
    show: (nextFrom, nextTo) => {
      const same = nextFrom === from && nextTo === to;
      ask({ from: nextFrom, to: nextTo, offset: same ? offset : 0, turn: turn + 1 });
    },
    turnTo: (next) => ask({ ...asked, offset: next }),
  };
}
