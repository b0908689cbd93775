/**
 * A program for tests: an ordinary X11 client with a focused full-screen window that counts the input it
 * receives. `node x11-witness.fixture.ts` prints `ready`, then answers each line on its standard input with one
 * line: `count` → {"keys","buttons","motions"} since the last count · `grab` → the code of XGrabKeyboard ·
 * `ungrab` → `ok`.
 */
import koffi from 'koffi';
import { createInterface } from 'node:readline';

const x11 = koffi.load('libX11.so.6');
const openDisplay = x11.func('void *XOpenDisplay(const char *name)');
const rootWindow = x11.func('unsigned long XDefaultRootWindow(void *display)');
const createWindow = x11.func(
  'unsigned long XCreateSimpleWindow(void *display, unsigned long parent, int x, int y, unsigned int width, unsigned int height, unsigned int border, unsigned long borderColour, unsigned long colour)',
);
const selectInput = x11.func('int XSelectInput(void *display, unsigned long window, long mask)');
const mapRaised = x11.func('int XMapRaised(void *display, unsigned long window)');
const setInputFocus = x11.func(
  'int XSetInputFocus(void *display, unsigned long window, int revert, unsigned long time)',
);
const sync = x11.func('int XSync(void *display, int discard)');
const pending = x11.func('int XPending(void *display)');
const nextEvent = x11.func('int XNextEvent(void *display, _Out_ uint8_t *event)');
const grabKeyboard = x11.func(
  'int XGrabKeyboard(void *display, unsigned long window, int owner, int pointer, int keyboard, unsigned long time)',
);
const ungrabKeyboard = x11.func('int XUngrabKeyboard(void *display, unsigned long time)');

/** KeyPress, KeyRelease, ButtonPress, ButtonRelease and PointerMotion. */
const MASK = 0x1 | 0x2 | 0x4 | 0x8 | 0x40;
const KEY_PRESS = 2;
const BUTTON_PRESS = 4;
const MOTION_NOTIFY = 6;

const display: unknown = openDisplay(process.env['DISPLAY'] ?? '');
if (display === null) {
  process.stderr.write(`no display ${process.env['DISPLAY'] ?? ''}\n`);
  process.exit(1);
}
const window: unknown = createWindow(display, rootWindow(display), 0, 0, 4000, 4000, 0, 0, 0);
selectInput(display, window, MASK);
mapRaised(display, window);
sync(display, 0);
setInputFocus(display, window, 2, 0);
sync(display, 0);
readCounts();
say('ready');

createInterface({ input: process.stdin }).on('line', (line) => {
  switch (line) {
    case 'count':
      say(JSON.stringify(readCounts()));
      break;
    case 'grab':
      say(String(grabKeyboard(display, rootWindow(display), 0, 1, 1, 0)));
      break;
    case 'ungrab':
      ungrabKeyboard(display, 0);
      sync(display, 0);
      say('ok');
      break;
    default:
      say(`unknown command: ${line}`);
  }
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** XSync's round trip delivers everything the server had queued for this client. */
function readCounts(): { keys: number; buttons: number; motions: number } {
  const counts = { keys: 0, buttons: 0, motions: 0 };
  const event = Buffer.alloc(192);
  sync(display, 0);
  while (Number(pending(display)) > 0) {
    nextEvent(display, event);
    const type = event.readInt32LE(0);
    if (type === KEY_PRESS) counts.keys += 1;
    if (type === BUTTON_PRESS) counts.buttons += 1;
    if (type === MOTION_NOTIFY) counts.motions += 1;
  }
  return counts;
}
