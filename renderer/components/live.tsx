import i18next, { type TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { createStore, useStore } from 'zustand';
import styles from './live.module.css';

const spoken = createStore<{ readonly text: string; readonly turn: number }>()(() => ({ text: '', turn: 0 }));

/** Announces a text politely to assistive technology; the same text twice is announced twice. */
export function announce(text: string): void {
  spoken.setState(({ turn }) => ({ text, turn: turn + 1 }));
}

/** The polite live region of a page; it must exist before the first announcement. */
export function LiveRegion() {
  const { text, turn } = useStore(spoken);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      <span key={turn}>{text}</span>
    </div>
  );
}

/** Returns the text in the current language. */
type Words = (t: TFunction) => string;
const shown = createStore<{ readonly words: Words | null }>()(() => ({ words: null }));
const TOAST_MS = 6000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows and announces a short confirmation for a few seconds; not for anything that needs action. */
export function toast(words: Words): void {
  clearTimeout(timer);
  shown.setState({ words });
  announce(words(i18next.t));
  timer = setTimeout(() => shown.setState({ words: null }), TOAST_MS);
}

/** Removes what was announced and shown: it may name an inmate, and the person whom it was for is gone. */
export function clearMessages(): void {
  announce('');
  shown.setState({ words: null });
}

/** Where toasts appear; hidden from assistive technology, because the live region announces them. */
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
