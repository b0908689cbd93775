/** A display that is off draws no frames. */
const MAX_WAIT_MS = 1000;

/** Calls `action` after the next frame is on the display, or after a second. Returns a function that cancels it. */
export function afterPaint(action: () => void): () => void {
  let frame = 0;
  let timer = setTimeout(finish, MAX_WAIT_MS);
  function finish(): void {
    stop();
    action();
  }
  function stop(): void {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  }
  frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    // A task queued from a frame callback runs after that frame is drawn.
    timer = setTimeout(finish);
  });
  return stop;
}
