import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import koffi from 'koffi';

/**
 * A Windows program with its own window: counts the input that arrives there, and reports on request which keys
 * the system considers held. Answers each line that comes over TCP with one of JSON.
 */

const SHOWN = 0x10cf0000;
const POLL_MS = 5;
const DOWN = 0x8000;
const MESSAGES: Readonly<
  Record<number, 'keyDown' | 'keyUp' | 'character' | 'move' | 'button' | 'wheel' | 'hotKey'>
> = {
  0x100: 'keyDown',
  0x104: 'keyDown',
  0x101: 'keyUp',
  0x105: 'keyUp',
  0x102: 'character',
  0x200: 'move',
  0x201: 'button',
  0x204: 'button',
  0x207: 'button',
  0x20b: 'button',
  0x20a: 'wheel',
  0x20e: 'wheel',
  0x312: 'hotKey',
};

const user = koffi.load('user32.dll');
const kernel = koffi.load('kernel32.dll');
const procedure = koffi.proto(
  'intptr_t __stdcall WindowProcedure(uintptr_t window, uint32_t message, uintptr_t w, intptr_t l)',
);
koffi.struct('WindowClass', {
  style: 'uint32_t',
  procedure: koffi.pointer(procedure),
  classExtra: 'int',
  windowExtra: 'int',
  instance: 'uintptr_t',
  icon: 'uintptr_t',
  cursor: 'uintptr_t',
  brush: 'uintptr_t',
  menu: 'const char16_t *',
  name: 'const char16_t *',
});
const register = user.func('uint16_t RegisterClassW(const WindowClass *of)');
const create = user.func(
  'uintptr_t CreateWindowExW(uint32_t, const char16_t *of, const char16_t *title, uint32_t style, int x, int y, int width, int height, uintptr_t, uintptr_t, uintptr_t instance, void *)',
);
const usual = user.func(
  'intptr_t DefWindowProcW(uintptr_t window, uint32_t message, uintptr_t w, intptr_t l)',
);
const peek = user.func(
  'int PeekMessageW(_Out_ uint8_t *message, uintptr_t, uint32_t, uint32_t, uint32_t remove)',
);
const translate = user.func('int TranslateMessage(const uint8_t *message)');
const dispatch = user.func('intptr_t DispatchMessageW(const uint8_t *message)');
const show = user.func('int ShowWindow(uintptr_t window, int how)');
const front = user.func('int SetForegroundWindow(uintptr_t window)');
const keyState = user.func('int16_t GetAsyncKeyState(int key)');
const hotKey = user.func('int RegisterHotKey(uintptr_t window, int id, uint32_t modifiers, uint32_t key)');
const keyEvent = user.func('void keybd_event(uint8_t key, uint8_t scan, uint32_t flags, uintptr_t extra)');

const arrived = { keyDown: 0, keyUp: 0, character: 0, move: 0, button: 0, wheel: 0, hotKey: 0 };
const callback = koffi.register((window: number, message: number, w: number, l: number): number => {
  const what = MESSAGES[message];
  if (what !== undefined) arrived[what] += 1;
  // Cannot be closed from outside.
  return message === 0x10 ? 0 : usual(window, message, w, l);
}, koffi.pointer(procedure));
const instance = kernel.func('uintptr_t GetModuleHandleW(const char16_t *)')(null);
register({
  style: 0,
  procedure: callback,
  classExtra: 0,
  windowExtra: 0,
  instance,
  icon: 0,
  cursor: 0,
  brush: 6,
  menu: null,
  name: 'WitnessClass',
});
const window = create(0, 'WitnessClass', 'Witness', SHOWN, 50, 50, 500, 400, 0, 0, instance, null);
show(window, 5);
front(window);
hotKey(window, 1, 3, 0x4b);

const message = Buffer.alloc(48);
setInterval(() => {
  while (peek(message, 0, 0, 0, 1) !== 0) {
    translate(message);
    dispatch(message);
  }
}, POLL_MS);

const server = createServer((socket) => {
  createInterface({ input: socket }).on('line', (line) => {
    // Injects like a program on the screen would, such as an on-screen keyboard.
    if (line === 'inject') for (const flags of [0, 2]) keyEvent(0x43, 0, flags, 0);
    const held = Array.from({ length: 254 }, (_, index) => index + 1).filter(
      (key) => (Number(keyState(key)) & DOWN) !== 0,
    );
    socket.write(`${JSON.stringify({ ...arrived, held })}\n`);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`port ${typeof address === 'object' ? address?.port : ''}\n`);
});
