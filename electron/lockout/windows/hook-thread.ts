import koffi from 'koffi';
import { buttonLetGo, goesOn, isKeyUp } from './hook-decision.ts';
import { HookMemory } from './hook-memory.ts';

/** winuser.h */
const KEYBOARD_HOOK = 13;
const MOUSE_HOOK = 14;
const DOWN = 0x8000;
const SWALLOW = 1;
const QUIT = 0x0012;
const REMOVE = 1;
/** How often the thread checks whether to end, in case the message that ends it is lost. */
const LOOK_EVERY_MS = 100;

/** KBDLLHOOKSTRUCT and MSLLHOOKSTRUCT, where a pointer has 64 bits. */
const KEY = { bytes: 24, key: 0, scanCode: 4, flags: 8, timeMs: 12, extra: 16 } as const;
const MOUSE = { bytes: 32, data: 8, extra: 24 } as const;
const MESSAGE_BYTES = 48;

/**
 * Waits for an order, sets the keyboard and mouse hooks, pumps messages until it is ordered to remove them, and
 * waits again: one thread for the process's whole life, because a new one for each lock would leak 0.3 MB every
 * time (measured). It owns no window and reads no raw input, or Windows would not call the process's own hook.
 * The callbacks return at once, decide by a pure table, write numbers and cannot throw: on an error the event
 * is swallowed.
 */
export function runHookThread(buffer: SharedArrayBuffer): void {
  const memory = new HookMemory(buffer);
  try {
    run(memory);
  } finally {
    memory.state = 'ended';
  }
}

function run(memory: HookMemory): void {
  const user = koffi.load('user32.dll');
  const kernel = koffi.load('kernel32.dll');
  const hookProcedure = koffi.pointer(
    koffi.proto('intptr_t __stdcall HookProcedure(int code, uintptr_t message, intptr_t structure)'),
  );
  const setHook = user.func(
    'uintptr_t SetWindowsHookExW(int kind, HookProcedure *procedure, uintptr_t module, uint32_t thread)',
  );
  const unhook = user.func('int UnhookWindowsHookEx(uintptr_t hook)');
  const next = user.func(
    'intptr_t CallNextHookEx(uintptr_t hook, int code, uintptr_t message, intptr_t structure)',
  );
  const getMessage = user.func(
    'int GetMessageW(_Out_ uint8_t *message, uintptr_t window, uint32_t, uint32_t)',
  );
  const peekMessage = user.func(
    'int PeekMessageW(_Out_ uint8_t *message, uintptr_t window, uint32_t, uint32_t, uint32_t)',
  );
  const setTimer = user.func('uintptr_t SetTimer(uintptr_t window, uintptr_t id, uint32_t ms, void *)');
  const killTimer = user.func('int KillTimer(uintptr_t window, uintptr_t id)');
  const keyState = user.func('int16_t GetAsyncKeyState(int key)');
  const threadNumber = kernel.func('uint32_t GetCurrentThreadId()');
  const moduleHandle = kernel.func('uintptr_t GetModuleHandleW(const char16_t *name)');
  const lastError = kernel.func('uint32_t GetLastError()');
  const copy = kernel.func('void RtlMoveMemory(_Out_ uint8_t *to, intptr_t from, size_t bytes)');

  const heldBefore = new Uint8Array(256);
  const key = Buffer.alloc(KEY.bytes);
  const mouse = Buffer.alloc(MOUSE.bytes);
  const answer = (letGo: number, code: number, message: number, structure: number): number => {
    if (!goesOn(letGo, heldBefore)) {
      memory.countSwallowed();
      return SWALLOW;
    }
    heldBefore[letGo] = 0;
    return next(0, code, message, structure);
  };
  const onKey = koffi.register((code: number, message: number, structure: number): number => {
    try {
      if (code !== 0) return next(0, code, message, structure);
      copy(key, structure, KEY.bytes);
      const extra = key.readInt32LE(KEY.extra);
      if (extra !== 0 && extra === memory.mark) {
        memory.seeKeyMark(extra);
        return SWALLOW;
      }
      const virtualKey = key.readInt32LE(KEY.key);
      const flags = key.readInt32LE(KEY.flags);
      memory.write(message, virtualKey, key.readInt32LE(KEY.scanCode), flags, key.readInt32LE(KEY.timeMs));
      return answer(isKeyUp(message) ? virtualKey & 0xff : 0, code, message, structure);
    } catch {
      // An exception that left here would let the event through.
      memory.countFault();
      return SWALLOW;
    }
  }, hookProcedure);
  const onMouse = koffi.register((code: number, message: number, structure: number): number => {
    try {
      if (code !== 0) return next(0, code, message, structure);
      copy(mouse, structure, MOUSE.bytes);
      const extra = mouse.readInt32LE(MOUSE.extra);
      if (extra !== 0 && extra === memory.mark) {
        memory.seeMouseMark(extra);
        return SWALLOW;
      }
      return answer(buttonLetGo(message, mouse.readInt32LE(MOUSE.data)), code, message, structure);
    } catch {
      memory.countFault();
      return SWALLOW;
    }
  }, hookProcedure);

  const message = Buffer.alloc(MESSAGE_BYTES);
  const module = moduleHandle(null);
  const hold = (): void => {
    const keyHook = setHook(KEYBOARD_HOOK, onKey, module, 0);
    if (Number(keyHook) === 0) memory.error = lastError();
    const mouseHook = setHook(MOUSE_HOOK, onMouse, module, 0);
    if (Number(mouseHook) === 0) memory.error = lastError();
    const isHooked = Number(keyHook) !== 0 && Number(mouseHook) !== 0;
    // After the hooks and before the first message: a key pressed while they were being set got through, and
    // its release has to follow. The system calls the hooks before it notes a key, so nothing they see is in
    // here.
    for (let index = 1; index < heldBefore.length; index += 1)
      heldBefore[index] = (keyState(index) & DOWN) === 0 ? 0 : 1;
    memory.state = isHooked ? 'hooked' : 'failed';
    if (isHooked) while (!memory.isStopped && getMessage(message, 0, 0, 0) > 0);
    unhook(keyHook);
    unhook(mouseHook);
    if (isHooked) memory.state = 'idle';
  };
  // Creates the queue: a message posted before would be lost.
  peekMessage(message, 0, 0, 0, 0);
  const timer = setTimer(0, 0, LOOK_EVERY_MS, null);
  memory.thread = threadNumber();
  while (memory.awaitGo()) {
    // The stop order may have been posted twice.
    while (Number(peekMessage(message, 0, QUIT, QUIT, REMOVE)) !== 0);
    hold();
  }
  killTimer(0, timer);
  koffi.unregister(onKey);
  koffi.unregister(onMouse);
}
