/** A display that is off shows no frame. */
const AT_THE_LATEST_MS = 1000;

/** Calls once the next frame is on the display, at the latest after a second. Gives what calls it off. */
export function afterPaint(action: () => void): () => void {
  let frame = 0;
  let timer = setTimeout(finish, AT_THE_LATEST_MS);
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
    // Tasks after a frame's callbacks run when the frame was handed over.
    timer = setTimeout(finish);
  });
  return stop;
}
