import { useEffect, useEffectEvent, useState } from 'react';
import type { CallInput, CallName, CallOutput } from '../api/calls.ts';
import { useHost } from './host.ts';
import type { ShownRefusal } from './use-institution.ts';

export interface Polled<T> {
  /** The newest answer; null before the first. */
  readonly value: T | null;
  /** Why the last question was not answered; null where it was. */
  readonly refusal: ShownRefusal | null;
  /** When the newest answer came, by the institution's clock. */
  readonly at: number;
  again(): void;
}

/**
 * Asks again and again while the page is shown, without counting as use: a screen that nobody sits at signs out.
 * @param next the question after an answer
 * @param merge the value after an answer
 */
export function usePolled<N extends CallName, T>(
  name: N,
  everyMs: number,
  next: (value: T | null) => CallInput<N>,
  merge: (value: T | null, answer: CallOutput<N>) => T,
): Polled<T> {
  const host = useHost();
  const [state, setState] = useState<Omit<Polled<T>, 'again'>>({ value: null, refusal: null, at: 0 });
  const [round, setRound] = useState(0);
  const question = useEffectEvent(() => host.call(name, next(state.value), { background: true }));
  const take = useEffectEvent((answer: Awaited<ReturnType<typeof host.call>>) => {
    if (answer?.ok !== true) {
      setState({ ...state, refusal: answer?.refusal ?? { code: 'no-connection', values: {} } });
      return;
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the API parsed the answer with this call's own schema
    const value = merge(state.value, answer.value as CallOutput<N>);
    setState({ value, refusal: null, at: host.now() });
  });
  useEffect(() => {
    let isShown = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const answer = await question();
      if (!isShown) return;
      take(answer);
      timer = setTimeout(() => void ask(), everyMs);
    };
    void ask();
    return () => {
      isShown = false;
      clearTimeout(timer);
    };
  }, [everyMs, round]);
  return { ...state, again: () => setRound((before) => before + 1) };
}
