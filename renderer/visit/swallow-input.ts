/** Every input event; this page reacts to none (R32, R35). */
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
 * The last barrier after the lock: stops every input event before an element sees it, without counting or storing it.
 * Returns a function that removes it.
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
