import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

/** Smaller than this nobody reads it from where she sits: then rather a text that is cut. */
const LEAST = 0.6;
const STEPS = 6;

/**
 * Sets `--fit` on an element, by which its style multiplies its sizes: 1, or less where its texts (the notice and the
 * support list are the institution's own, of any length) would be cut off. Nobody can scroll these screens.
 */
export function useFit<E extends HTMLElement>(): RefObject<E | null> {
  const ref = useRef<E>(null);
  // After every drawing: a text or the size of the window may have changed since the last one.
  useLayoutEffect(() => {
    if (ref.current !== null) fit(ref.current);
  });
  // Other letters are of other widths: once more when the page's own fonts have come.
  useEffect(() => {
    void document.fonts.ready.then(() => {
      if (ref.current !== null) fit(ref.current);
    });
  }, []);
  return ref;
}

function fit(element: HTMLElement): void {
  let share = 1;
  element.style.setProperty('--fit', '1');
  for (let step = 0; step < STEPS && share > LEAST; step += 1) {
    const room = Math.min(
      element.clientWidth / element.scrollWidth,
      element.clientHeight / element.scrollHeight,
    );
    if (room >= 1) return;
    share = Math.max(LEAST, share * Math.min(room, 0.99));
    element.style.setProperty('--fit', String(share));
  }
}
