import { screen } from 'electron';
import { STRIP_HEIGHT } from '../../shared/ipc/layout.ts';
import { messageOf } from '../lockout/step-stack.ts';

const XA_ATOM = 4;
const XA_CARDINAL = 6;
const MOST_ATOMS = 1024;
const FORMAT_BITS = 32;
const PROP_REPLACE = 0;
/** A C long. */
const CARDINAL_BYTES = 8;

/**
 * Keeps the notice strip free of windows that the page opens (R22): Chromium places those of lists, dates and colours
 * inside the work area of the display, which the page's own bounds do not limit. Follows changes of the display.
 * `report` receives why the work area is not set: Windows and Wayland are not covered, and the window manager of a desktop
 * sets it itself. That of cage does not.
 */
export function reserveStrip(report: (code: string, detail: string) => void): void {
  const reserve = async (): Promise<void> => {
    const heightPx = Math.ceil(STRIP_HEIGHT * screen.getPrimaryDisplay().scaleFactor);
    const refusal = await reserveTop(process.env['DISPLAY'], heightPx);
    if (refusal !== null) report('strip-not-reserved', refusal);
  };
  void reserve();
  screen.on('display-metrics-changed', (_event, _display, changed) => {
    // A change of the work area alone is this one's own.
    if (changed.includes('bounds') || changed.includes('scaleFactor')) void reserve();
  });
}

/** `heightPx` is in physical pixels. Returns why the work area is not set, or null. Chromium follows it while it runs. */
async function reserveTop(display: string | undefined, heightPx: number): Promise<string | null> {
  if (process.platform !== 'linux') return `not done on ${process.platform}`;
  if (display === undefined || display === '') return 'no X11 display';
  try {
    const { default: koffi } = await import('koffi');
    const x11 = koffi.load('libX11.so.6');
    const openDisplay = x11.func('void *XOpenDisplay(const char *name)');
    const closeDisplay = x11.func('int XCloseDisplay(void *display)');
    const rootWindow = x11.func('unsigned long XDefaultRootWindow(void *display)');
    const internAtom = x11.func(
      'unsigned long XInternAtom(void *display, const char *name, int onlyIfExists)',
    );
    const width = x11.func('int XDisplayWidth(void *display, int screen)');
    const height = x11.func('int XDisplayHeight(void *display, int screen)');
    const getProperty = x11.func(
      'int XGetWindowProperty(void *display, unsigned long window, unsigned long property, long offset, long length, int remove, unsigned long wanted, _Out_ unsigned long *type, _Out_ int *format, _Out_ unsigned long *count, _Out_ unsigned long *after, _Out_ void **data)',
    );
    const free = x11.func('int XFree(void *data)');
    const changeProperty = x11.func(
      'int XChangeProperty(void *display, unsigned long window, unsigned long property, unsigned long type, int format, int mode, const uint8_t *data, int count)',
    );

    const opened: unknown = openDisplay(display);
    if (opened === null) return `cannot open display ${display}`;
    try {
      const root: unknown = rootWindow(opened);
      const property: unknown = internAtom(opened, '_NET_WORKAREA', 0);
      const supported: unknown = internAtom(opened, '_NET_SUPPORTED', 0);
      const [count, list] = [[0], [null]];
      getProperty(...[opened, root, supported, 0, MOST_ATOMS, 0, XA_ATOM, [0], [0], count, [0], list]);
      const atoms: unknown = list[0] === null ? [] : koffi.decode(list[0], 'unsigned long', count[0] ?? 0);
      if (list[0] !== null) free(list[0]);
      if (Array.isArray(atoms) && atoms.map(Number).includes(Number(property)))
        return 'a window manager keeps the work area';

      const values = [0, heightPx, Number(width(opened, 0)), Number(height(opened, 0)) - heightPx];
      const data = Buffer.alloc(values.length * CARDINAL_BYTES);
      values.forEach((value, index) => data.writeBigInt64LE(BigInt(value), index * CARDINAL_BYTES));
      changeProperty(opened, root, property, XA_CARDINAL, FORMAT_BITS, PROP_REPLACE, data, values.length);
      return null;
    } finally {
      closeDisplay(opened);
    }
  } catch (error) {
    return messageOf(error);
  }
}
