import i18next, { type TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { createStore, useStore } from 'zustand';
import styles from './live.module.css';

const spoken = createStore<{ readonly text: string; readonly turn: number }>()(() => ({ text: '', turn: 0 }));

/** Says something to assistive technology, politely; the same text twice is said twice. */
export function announce(text: string): void {
  spoken.setState(({ turn }) => ({ text, turn: turn + 1 }));
}

/** The one polite live region of a page; it must be there before anything is said. */
export function LiveRegion() {
  const { text, turn } = useStore(spoken);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      <span key={turn}>{text}</span>
    </div>
  );
}

/** Gives the words in the language of whoever reads them now. */
type Words = (t: TFunction) => string;
const shown = createStore<{ readonly words: Words | null }>()(() => ({ words: null }));
const TOAST_MS = 6000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows a short confirmation for a few seconds and says it; nothing that anyone must act on. */
export function toast(words: Words): void {
  clearTimeout(timer);
  shown.setState({ words });
  announce(words(i18next.t));
  timer = setTimeout(() => shown.setState({ words: null }), TOAST_MS);
}

/** Where toasts appear. The live region says them, so that this stays silent. */
export function ToastHost() {
  const { t } = useTranslation();
  const { words } = useStore(shown);
  if (words === null) return null;
  return (
    <div className={styles['toast']} aria-hidden="true" data-test="toast">
      {words(t)}
    </div>
  );
}
