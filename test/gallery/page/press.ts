/** What is loaded with its area takes seconds on a busy machine. */
const PATIENCE_MS = 20_000;

/**
 * Presses the controls with these `data-test` names in turn, each as soon as it exists, then marks the page as ready.
 * A name that starts with a question mark is only waited for. Returns a function that stops it.
 */
export function pressInTurn(names: readonly string[]): () => void {
  const started = performance.now();
  let frame = 0;
  let waiting = names;
  const step = (): void => {
    const [next, ...others] = waiting;
    if (next === undefined) {
      document.documentElement.dataset['ready'] = 'true';
      return;
    }
    const control = document.querySelector<HTMLElement>(`[data-test="${next.replace(/^\?/u, '')}"]`);
    if (control !== null) {
      if (!next.startsWith('?')) control.click();
      waiting = others;
    } else if (performance.now() - started > PATIENCE_MS) {
      // A screen whose names changed must not count as checked.
      document.documentElement.dataset['ready'] = `missing ${next}`;
      return;
    }
    frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}
