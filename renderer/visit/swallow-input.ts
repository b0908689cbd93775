/** Everything that a person can do to a page with a hand. Nothing of it means anything here (R32, R35). */
export const SWALLOWED_EVENTS = [
  'keydown',
  'keyup',
  'keypress',
  'beforeinput',
  'compositionstart',
  'pointerdown',
  'pointerup',
  'pointermove',
  'mousedown',
  'mouseup',
  'mousemove',
  'click',
  'auxclick',
  'dblclick',
  'contextmenu',
  'wheel',
  'touchstart',
  'touchmove',
  'touchend',
  'touchcancel',
  'gesturestart',
  'selectstart',
  'dragstart',
  'dragenter',
  'dragover',
  'drop',
  'copy',
  'cut',
  'paste',
  'focusin',
] as const;

/**
 * The last barrier: a page that nobody operates. The lock keeps input away long before; what gets here all the same is
 * stopped before any element sees it, and neither counted nor kept. Gives back what ends it.
 */
export function swallowInput(target: EventTarget): () => void {
  for (const type of SWALLOWED_EVENTS)
    target.addEventListener(type, swallow, { capture: true, passive: false });
  return () => {
    for (const type of SWALLOWED_EVENTS) target.removeEventListener(type, swallow, { capture: true });
  };
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
