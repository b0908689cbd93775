import { pid } from 'node:process';
import koffi from 'koffi';

/** winuser.h, winbase.h */
const KEY_UP = 0x0002;
const MOUSE_MOVED = 0x0001;
/** A virtual key that no keyboard has and no program uses. */
const PROBE_KEY = 0xe8;
const DOWN = 0x8000;
const QUIT = 0x0012;
const REMOTE_SESSION = 0x1000;
/** The number of displays, and the origin and size of their bounding rectangle. */
const DISPLAYS = [80, 76, 77, 78, 79] as const;
const READ_OBJECTS = 0x0001;
const NAME_OF_OBJECT = 2;
const QUERY_LIMITED = 0x1000;
const QUERY_TOKEN = 0x0008;
const ELEVATION = 20;
const NAME_BYTES = 256;

/** The calls of the helper's own thread. Loaded on Windows only. */
export function loadUser32() {
  const user = koffi.load('user32.dll');
  const kernel = koffi.load('kernel32.dll');
  const rights = koffi.load('advapi32.dll');
  const keyEvent = user.func('void keybd_event(uint8_t key, uint8_t scan, uint32_t flags, uintptr_t extra)');
  const mouseEvent = user.func(
    'void mouse_event(uint32_t flags, uint32_t x, uint32_t y, uint32_t data, uintptr_t extra)',
  );
  const keyState = user.func('int16_t GetAsyncKeyState(int key)');
  const postThreadMessage = user.func(
    'int PostThreadMessageW(uint32_t thread, uint32_t message, uintptr_t, intptr_t)',
  );
  const metric = user.func('int GetSystemMetrics(int index)');
  const openInputDesktop = user.func(
    'uintptr_t OpenInputDesktop(uint32_t flags, int inherit, uint32_t access)',
  );
  const closeDesktop = user.func('int CloseDesktop(uintptr_t desktop)');
  const objectInformation = user.func(
    'int GetUserObjectInformationW(uintptr_t object, int index, _Out_ uint8_t *to, uint32_t bytes, void *needed)',
  );
  const foreground = user.func('uintptr_t GetForegroundWindow()');
  const processOf = user.func('uint32_t GetWindowThreadProcessId(uintptr_t window, _Out_ uint32_t *process)');
  const openProcess = kernel.func('uintptr_t OpenProcess(uint32_t access, int inherit, uint32_t process)');
  const thisProcess = kernel.func('uintptr_t GetCurrentProcess()');
  const consoleSession = kernel.func('uint32_t WTSGetActiveConsoleSessionId()');
  const sessionOf = kernel.func('int ProcessIdToSessionId(uint32_t process, _Out_ uint32_t *session)');
  const closeHandle = kernel.func('int CloseHandle(uintptr_t handle)');
  const openToken = rights.func(
    'int OpenProcessToken(uintptr_t process, uint32_t access, _Out_ uintptr_t *token)',
  );
  const tokenInformation = rights.func(
    'int GetTokenInformation(uintptr_t token, int kind, _Out_ uint8_t *to, uint32_t bytes, _Out_ uint32_t *needed)',
  );

  const isElevated = (process: number | bigint): boolean => {
    const token: (number | bigint)[] = [0];
    if (openToken(process, QUERY_TOKEN, token) === 0) return true;
    const value = Buffer.alloc(4);
    const isKnown = tokenInformation(token[0] ?? 0, ELEVATION, value, value.length, [0]) !== 0;
    closeHandle(token[0] ?? 0);
    return !isKnown || value.readUInt32LE(0) !== 0;
  };
  const isMine = isElevated(thisProcess());
  const ownSession: number[] = [0];
  const isSessionKnown = sessionOf(pid, ownSession) !== 0;

  return {
    /**
     * The key stays down until the mark was looked for: the system then considers one that went through as
     * held.
     */
    injectKey(mark: number, isDown: boolean): void {
      keyEvent(PROBE_KEY, 0, isDown ? 0 : KEY_UP, mark);
    },
    injectMovement(mark: number): void {
      mouseEvent(MOUSE_MOVED, 0, 0, 0, mark);
    },
    isProbeKeyDown: (): boolean => (Number(keyState(PROBE_KEY)) & DOWN) !== 0,
    /** False when the thread no longer exists. */
    postQuit: (thread: number): boolean => Number(postThreadMessage(thread, QUIT, 0, 0)) !== 0,
    isRemoteSession: (): boolean => Number(metric(REMOTE_SESSION)) !== 0,
    /**
     * Whether another session has the screen and the input, or none has: user switched, or switching just now.
     */
    isOtherSession: (): boolean => isSessionKnown && Number(consoleSession()) !== ownSession[0],
    displays(): string {
      const [count, x, y, width, height] = DISPLAYS.map((index) => Number(metric(index)));
      return `${count}, ${width}×${height} from ${x},${y}`;
    },
    /** The name of the desktop that has the input, or null where it may not even be opened: the secure one. */
    inputDesktop(): string | null {
      const desktop: number | bigint = openInputDesktop(0, 0, READ_OBJECTS);
      if (Number(desktop) === 0) return null;
      const name = Buffer.alloc(NAME_BYTES);
      const isKnown = Number(objectInformation(desktop, NAME_OF_OBJECT, name, name.length, null)) !== 0;
      closeDesktop(desktop);
      return isKnown ? (name.toString('utf16le').split('\0')[0] ?? '') : '';
    },
    /**
     * Whether the foreground window belongs to a process with more rights than this one: no hook sees its
     * input.
     */
    isElevatedInFront(): boolean {
      const window: number | bigint = foreground();
      if (isMine || Number(window) === 0) return false;
      const number: number[] = [0];
      processOf(window, number);
      const process: number | bigint = openProcess(QUERY_LIMITED, 0, number[0] ?? 0);
      if (Number(process) === 0) return true;
      const answer = isElevated(process);
      closeHandle(process);
      return answer;
    },
  };
}
export type User32 = ReturnType<typeof loadUser32>;
