import { createStore, useStore } from 'zustand';

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

const shown = createStore<{ readonly text: string | null }>()(() => ({ text: null }));
const TOAST_MS = 6000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows a short confirmation for a few seconds and says it; nothing that anyone must act on. */
export function toast(text: string): void {
  clearTimeout(timer);
  shown.setState({ text });
  announce(text);
  timer = setTimeout(() => shown.setState({ text: null }), TOAST_MS);
}

/** Where toasts appear. The live region says them, so that this stays silent. */
export function ToastPlace() {
  const { text } = useStore(shown);
  if (text === null) return null;
  return (
    <div className="toast" aria-hidden="true" data-test="toast">
      {text}
    </div>
  );
}
