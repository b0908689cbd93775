/**
 * The kinds of input that the practice page counts, so that tests can prove that none arrives while locked
 * (R32).
 */
export const INPUT_KINDS = [
  'keydown',
  'keyup',
  'mousemove',
  'mousedown',
  'mouseup',
  'click',
  'dblclick',
  'auxclick',
  'wheel',
  'touchstart',
  'touchmove',
  'touchend',
  'pointerdown',
  'pointermove',
  'pointerup',
  'contextmenu',
  'dragover',
  'drop',
  'paste',
] as const;
export type InputKind = (typeof INPUT_KINDS)[number];
export type InputCounts = Record<InputKind, number>;

/** Counts every input event of the page, before anything in it can stop one. */
export function countInputs(target: EventTarget): InputCounts {
  const counts = {
    keydown: 0,
    keyup: 0,
    mousemove: 0,
    mousedown: 0,
    mouseup: 0,
    click: 0,
    dblclick: 0,
    auxclick: 0,
    wheel: 0,
    touchstart: 0,
    touchmove: 0,
    touchend: 0,
    pointerdown: 0,
    pointermove: 0,
    pointerup: 0,
    contextmenu: 0,
    dragover: 0,
    drop: 0,
    paste: 0,
  };
  for (const kind of INPUT_KINDS) {
    target.addEventListener(kind, () => (counts[kind] += 1), { capture: true, passive: true });
  }
  return counts;
}
