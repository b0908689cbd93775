/** Message numbers of low-level hooks (winuser.h). */
export const MESSAGES = {
  keyDown: 0x100,
  keyUp: 0x101,
  systemKeyDown: 0x104,
  systemKeyUp: 0x105,
  move: 0x200,
  leftDown: 0x201,
  leftUp: 0x202,
  rightDown: 0x204,
  rightUp: 0x205,
  middleDown: 0x207,
  middleUp: 0x208,
  wheel: 0x20a,
  sideDown: 0x20b,
  sideUp: 0x20c,
  horizontalWheel: 0x20e,
} as const;

/** Virtual keys of the mouse buttons. */
const LEFT = 0x01;
const RIGHT = 0x02;
const MIDDLE = 0x04;
const SIDE_1 = 0x05;
const SIDE_2 = 0x06;

/** The virtual key that a mouse message releases, or 0. `data`: `mouseData` of its structure. */
export function buttonLetGo(message: number, data: number): number {
  switch (message) {
    case MESSAGES.leftUp:
      return LEFT;
    case MESSAGES.rightUp:
      return RIGHT;
    case MESSAGES.middleUp:
      return MIDDLE;
    case MESSAGES.sideUp:
      return data >>> 16 === 1 ? SIDE_1 : SIDE_2;
    default:
      return 0;
  }
}

export function isKeyUp(message: number): boolean {
  return message === MESSAGES.keyUp || message === MESSAGES.systemKeyUp;
}

/**
 * Whether one keyboard or mouse event passes to the system while the lock holds (R32). None does, no matter who sent
 * it, except the one release of a key or button that was down when the hooks were set: without it the system
 * considers it held from then on (K12). `letGo`: the virtual key that this event releases, or 0; `heldBefore`:
 * those still down from before. Pure, total, allocates nothing.
 */
export function goesOn(letGo: number, heldBefore: Uint8Array): boolean {
  return letGo !== 0 && heldBefore[letGo] === 1;
}
