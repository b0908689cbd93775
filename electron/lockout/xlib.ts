import { ok, refuse, type Result } from '../../shared/result.ts';
import type { LockRefusal } from './lock.ts';
import { meaningOfKeysyms, type KeyStroke } from './panel-keys.ts';
import { messageOf } from './step-stack.ts';
import { GRAB_ANSWERS, type GrabAnswer, type XConnection, type XServer } from './x-server.ts';

type Pointer = bigint;
type Id = number | bigint;

/** XEvent is a union of 24 longs; XKeyEvent's fields are at these offsets where a long has 64 bits. */
const EVENT_BYTES = 192;
const OFFSET = { type: 0, sendEvent: 16, timeMs: 56, keycode: 84 } as const;
const KEY_PRESS = 2;
const KEY_RELEASE = 3;
const MAPPING_NOTIFY = 34;

const GRAB_MODE_ASYNC = 1;
const CURRENT_TIME = 0;
const KEYSYM_LEVELS = [0, 1] as const;
const GROUPS = [0, 1, 2, 3] as const;

type Libraries = ReturnType<typeof declare>;
type Koffi = Pick<(typeof import('koffi'))['default'], 'load'>;

/**
 * Loads Xlib and XTEST through koffi. Refuses where the libraries are missing, or where the display is a
 * compatibility server inside a Wayland session, whose grabs hold nothing.
 */
export async function loadXlib(display: string): Promise<Result<XServer, LockRefusal>> {
  let libraries: Libraries;
  try {
    const koffi = await import('koffi');
    libraries = declare(koffi.default);
  } catch (error) {
    // koffi throws both for its own missing binary and for a missing shared library.
    return refuse({
      code: 'lock-unsupported',
      detail: `libX11 or libXtst cannot be loaded: ${messageOf(error)}`,
    });
  }
  const server: XServer = { open: () => openConnection(libraries, display) };
  const trial = libraries.openDisplay(display);
  if (trial === null) return refuse({ code: 'lock-no-display', detail: `cannot open display ${display}` });
  const isXwayland = libraries.queryExtension(trial, 'XWAYLAND', [0], [0], [0]) !== 0;
  libraries.closeDisplay(trial);
  if (isXwayland) return refuse({ code: 'lock-unsupported', detail: 'the display is Xwayland' });
  return ok(server);
}

function declare(koffi: Koffi) {
  const x11 = koffi.load('libX11.so.6');
  const xtst = koffi.load('libXtst.so.6');
  const openDisplay: (name: string) => Pointer | null = x11.func('void *XOpenDisplay(const char *name)');
  const closeDisplay: (display: Pointer) => number = x11.func('int XCloseDisplay(void *display)');
  const rootWindow: (display: Pointer) => Id = x11.func('unsigned long XDefaultRootWindow(void *display)');
  const queryExtension: (d: Pointer, name: string, a: number[], b: number[], c: number[]) => number =
    x11.func(
      'int XQueryExtension(void *display, const char *name, _Out_ int *opcode, _Out_ int *event, _Out_ int *error)',
    );
  const grabKeyboard: (
    d: Pointer,
    w: Id,
    owner: number,
    pointer: number,
    keyboard: number,
    time: number,
  ) => number = x11.func(
    'int XGrabKeyboard(void *display, unsigned long window, int owner, int pointer, int keyboard, unsigned long time)',
  );
  const grabPointer: (
    d: Pointer,
    w: Id,
    owner: number,
    mask: number,
    pointer: number,
    keyboard: number,
    confine: number,
    cursor: Id,
    time: number,
  ) => number = x11.func(
    'int XGrabPointer(void *display, unsigned long window, int owner, unsigned int mask, int pointer, int keyboard, unsigned long confine, unsigned long cursor, unsigned long time)',
  );
  const ungrabKeyboard: (d: Pointer, time: number) => number = x11.func(
    'int XUngrabKeyboard(void *display, unsigned long time)',
  );
  const ungrabPointer: (d: Pointer, time: number) => number = x11.func(
    'int XUngrabPointer(void *display, unsigned long time)',
  );
  const sync: (d: Pointer, discard: number) => number = x11.func('int XSync(void *display, int discard)');
  const pending: (d: Pointer) => number = x11.func('int XPending(void *display)');
  const nextEvent: (d: Pointer, event: Buffer) => number = x11.func(
    'int XNextEvent(void *display, _Out_ uint8_t *event)',
  );
  const refreshMapping: (event: Buffer) => number = x11.func(
    'int XRefreshKeyboardMapping(_Inout_ uint8_t *event)',
  );
  const keycodeRange: (d: Pointer, min: number[], max: number[]) => number = x11.func(
    'int XDisplayKeycodes(void *display, _Out_ int *min, _Out_ int *max)',
  );
  const keysymOf: (d: Pointer, keycode: number, group: number, level: number) => Id = x11.func(
    'unsigned long XkbKeycodeToKeysym(void *display, uint8_t keycode, int group, int level)',
  );
  const detectableRepeat: (d: Pointer, on: number, supported: number[]) => number = x11.func(
    'int XkbSetDetectableAutoRepeat(void *display, int on, _Out_ int *supported)',
  );
  const queryKeymap: (d: Pointer, keys: Buffer) => number = x11.func(
    'int XQueryKeymap(void *display, _Out_ uint8_t *keys)',
  );
  const createBitmap: (d: Pointer, w: Id, data: Buffer, width: number, height: number) => Id = x11.func(
    'unsigned long XCreateBitmapFromData(void *display, unsigned long drawable, const uint8_t *data, unsigned int width, unsigned int height)',
  );
  const createCursor: (d: Pointer, source: Id, mask: Id, fg: Buffer, bg: Buffer, x: number, y: number) => Id =
    x11.func(
      'unsigned long XCreatePixmapCursor(void *display, unsigned long source, unsigned long mask, uint8_t *foreground, uint8_t *background, unsigned int x, unsigned int y)',
    );
  const queryXtest: (d: Pointer, a: number[], b: number[], c: number[], e: number[]) => number = xtst.func(
    'int XTestQueryExtension(void *display, _Out_ int *event, _Out_ int *error, _Out_ int *major, _Out_ int *minor)',
  );
  const fakeKey: (d: Pointer, keycode: number, press: number, delayMs: number) => number = xtst.func(
    'int XTestFakeKeyEvent(void *display, unsigned int keycode, int press, unsigned long delay)',
  );
  return {
    openDisplay,
    closeDisplay,
    rootWindow,
    queryExtension,
    grabKeyboard,
    grabPointer,
    ungrabKeyboard,
    ungrabPointer,
    sync,
    pending,
    nextEvent,
    refreshMapping,
    keycodeRange,
    keysymOf,
    detectableRepeat,
    queryKeymap,
    createBitmap,
    createCursor,
    queryXtest,
    fakeKey,
  };
}

function openConnection(x: Libraries, name: string): Result<XConnection, LockRefusal> {
  const opened = x.openDisplay(name);
  if (opened === null) return refuse({ code: 'lock-no-display', detail: `cannot open display ${name}` });
  let display: Pointer | null = opened;
  const root = x.rootWindow(opened);
  const cursor = invisibleCursor(x, opened, root);
  const hasXtest = x.queryXtest(opened, [0], [0], [0], [0]) !== 0;
  const event = Buffer.alloc(EVENT_BYTES);

  /** A closed connection must never reach Xlib: that would be a use after free. */
  const live = (): Pointer => {
    if (display === null) throw new Error('the X connection is closed');
    return display;
  };
  const keysyms = (keycode: number, group: number): number[] =>
    KEYSYM_LEVELS.map((level) => Number(x.keysymOf(live(), keycode, group, level)));

  return ok({
    grabKeyboard: () =>
      grabAnswer(x.grabKeyboard(live(), root, 0, GRAB_MODE_ASYNC, GRAB_MODE_ASYNC, CURRENT_TIME)),
    grabPointer: () =>
      // No event mask: the server itself then drops pointer events.
      grabAnswer(
        x.grabPointer(live(), root, 0, 0, GRAB_MODE_ASYNC, GRAB_MODE_ASYNC, 0, cursor, CURRENT_TIME),
      ),
    ungrabKeyboard: () => {
      x.ungrabKeyboard(live(), CURRENT_TIME);
      x.sync(live(), 0);
    },
    ungrabPointer: () => {
      x.ungrabPointer(live(), CURRENT_TIME);
      x.sync(live(), 0);
    },
    setDetectableAutoRepeat: () => {
      const supported = [0];
      x.detectableRepeat(live(), 1, supported);
      return supported[0] === 1;
    },
    keysDown: () => {
      const bits = Buffer.alloc(32);
      x.queryKeymap(live(), bits);
      return Array.from({ length: 256 }, (_, keycode) => keycode).filter(
        (keycode) => ((bits[keycode >> 3] ?? 0) & (1 << (keycode & 7))) !== 0,
      );
    },
    unmappedKeycode: () => {
      const min = [0];
      const max = [0];
      x.keycodeRange(live(), min, max);
      // The lowest is the kernel's reserved code; take one from the top.
      for (let keycode = max[0] ?? 0; keycode > (min[0] ?? 0); keycode -= 1) {
        if (GROUPS.every((group) => keysyms(keycode, group).every((keysym) => keysym === 0))) return keycode;
      }
      return null;
    },
    tapKey: (keycode) => {
      if (!hasXtest) return false;
      x.fakeKey(live(), keycode, 1, 0);
      x.fakeKey(live(), keycode, 0, 0);
      x.sync(live(), 0);
      return true;
    },
    readStrokes: () => {
      const strokes: KeyStroke[] = [];
      for (let left = x.pending(live()); left > 0; left = x.pending(live())) {
        x.nextEvent(live(), event);
        const type = event.readInt32LE(OFFSET.type);
        if (type === MAPPING_NOTIFY) x.refreshMapping(event);
        if (type !== KEY_PRESS && type !== KEY_RELEASE) continue;
        // Sent by another client rather than typed.
        if (event.readInt32LE(OFFSET.sendEvent) !== 0) continue;
        const keycode = event.readUInt32LE(OFFSET.keycode);
        strokes.push({
          type: type === KEY_PRESS ? 'press' : 'release',
          keycode,
          meaning: meaningOfKeysyms(keysyms(keycode, 0)),
          atMs: event.readUInt32LE(OFFSET.timeMs),
        });
      }
      return strokes;
    },
    close: () => {
      if (display === null) return;
      x.closeDisplay(display);
      display = null;
    },
  });
}

function grabAnswer(code: number): GrabAnswer {
  return GRAB_ANSWERS[code] ?? 'unknown';
}

function invisibleCursor(x: Libraries, display: Pointer, root: Id): Id {
  const bitmap = x.createBitmap(display, root, Buffer.from([0]), 1, 1);
  // XColor is 16 bytes on 64 bits; all zero is black, and the empty mask shows none of it.
  return x.createCursor(display, bitmap, bitmap, Buffer.alloc(16), Buffer.alloc(16), 0, 0);
}
