const PATIENCE_MS = 5000;

/**
 * Presses the controls of these `data-test` names in turn, each as soon as it is there, then marks the page as ready. One
 * with a question mark before it is only waited for.
 * Gives the function that stops it.
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
      // A screen that has changed its names must not pass for one that was looked at.
      document.documentElement.dataset['ready'] = `missing ${next}`;
      return;
    }
    frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}
