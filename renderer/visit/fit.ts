import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

/** Smaller text cannot be read from where she sits; cut text is better. */
const LEAST = 0.6;
const STEPS = 6;

/**
 * Sets `--fit` on an element, a factor for the sizes in its style: 1, or less where its texts would be cut off. The
 * institution's own texts have any length, and nobody can scroll these screens.
 */
export function useFit<E extends HTMLElement>(): RefObject<E | null> {
  const ref = useRef<E>(null);
  // After every render: a text or the window's size may have changed.
  useLayoutEffect(() => {
    if (ref.current !== null) fit(ref.current);
  });
  // Once more when the fonts are loaded, because their widths differ.
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
