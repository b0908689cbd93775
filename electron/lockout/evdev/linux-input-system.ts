import { closeSync, constants, openSync, readdirSync, readFileSync, watch, writeSync } from 'node:fs';
import path from 'node:path';
import koffi from 'koffi';
import { ok, refuse, type Result } from '../../../shared/result.ts';
import { bitsOf, encodeEvents, EVENT_BYTES, EV_KEY, KEY_MAX, parseEvents, type InputEvent } from './codes.ts';
import type { NodeFacts } from './grab-decision.ts';
import type { InputNode, InputSystem, NodeRefusal } from './input-system.ts';

const EVIOCGRAB = 0x40044590;
const EVIOCGID = 0x80084502;
const ERRNO = { EAGAIN: 11, EBUSY: 16, EINTR: 4 } as const;
const READ = 2;
const EVENTS_AT_ONCE = 64;
const FOLDER = '/dev/input';

/** EVIOCGNAME, EVIOCGKEY, EVIOCGBIT: one request code that contains the buffer's length and an index. */
const request = (number: number, length: number): number =>
  ((READ << 30) >>> 0) + (length << 16) + (0x45 << 8) + number;
const nameRequest = (length: number): number => request(0x06, length);
const keysDownRequest = (length: number): number => request(0x18, length);
const bitsRequest = (type: number, length: number): number => request(0x20 + type, length);

const libc = koffi.load('libc.so.6');
// EVIOCGRAB takes the number itself as third parameter; the others take a buffer.
const ioctlNumber = libc.func('int ioctl(int, unsigned long, ...)');
const readBytes = libc.func('int64_t read(int, void *, size_t)');

/** The kernel's input devices through /dev/input, opened for reading and writing. */
export const linuxInputSystem: InputSystem = {
  list() {
    try {
      return readdirSync(FOLDER).filter((name) => /^event\d+$/.test(name));
    } catch {
      // The folder appears with the first input device.
      return [];
    }
  },
  describe(node) {
    try {
      return readFileSync(`/sys/class/input/${node}/device/name`, 'utf8').trim();
    } catch {
      // Gone, or a system that hides it.
      return node;
    }
  },
  open(node): Result<InputNode, NodeRefusal> {
    try {
      const flags = constants.O_RDWR | constants.O_NONBLOCK;
      return ok(new LinuxInputNode(openSync(path.join(FOLDER, node), flags)));
    } catch (error) {
      return refuse(refusalOf(error));
    }
  },
  adopt: (_node, descriptor) => new LinuxInputNode(descriptor),
  watch(happened) {
    // The folder itself may appear later, so its parent is watched too.
    const watchers = [FOLDER, '/dev'].flatMap((folder) => {
      try {
        const watcher = watch(folder, (_event, name) => {
          if (folder === FOLDER || name === 'input') happened();
        });
        watcher.on('error', () => watcher.close());
        return [watcher];
      } catch {
        // No such folder yet.
        return [];
      }
    });
    return () => {
      for (const watcher of watchers) watcher.close();
    };
  },
};

function refusalOf(error: unknown): NodeRefusal {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EACCES' || code === 'EPERM') return 'denied';
  return code === 'ENOENT' || code === 'ENODEV' || code === 'ENXIO' ? 'gone' : 'fault';
}

class LinuxInputNode implements InputNode {
  readonly descriptor: number;
  readonly #buffer = Buffer.alloc(EVENT_BYTES * EVENTS_AT_ONCE);

  constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  facts(): Result<NodeFacts, NodeRefusal> {
    const id = this.#ask(EVIOCGID, 8);
    const name = this.#ask(nameRequest(256), 256);
    const types = this.#ask(bitsRequest(0, 8), 8);
    if (id === null || types === null) return refuse('gone');
    const keyBytes = (KEY_MAX + 1) / 8;
    return ok({
      name: name === null ? '' : name.subarray(0, Math.max(0, name.indexOf(0))).toString('utf8'),
      vendor: id.readUInt16LE(2),
      product: id.readUInt16LE(4),
      types: bitsOf(types),
      keys: bitsOf(this.#ask(bitsRequest(EV_KEY, keyBytes), keyBytes) ?? Buffer.alloc(0)),
    });
  }

  grab(): 'granted' | 'busy' | 'gone' {
    if (ioctlNumber(this.descriptor, EVIOCGRAB, 'int', 1) === 0) return 'granted';
    return koffi.errno() === ERRNO.EBUSY ? 'busy' : 'gone';
  }

  ungrab(): void {
    ioctlNumber(this.descriptor, EVIOCGRAB, 'int', 0);
  }

  keysDown(): readonly number[] {
    const bytes = (KEY_MAX + 1) / 8;
    return bitsOf(this.#ask(keysDownRequest(bytes), bytes) ?? Buffer.alloc(0));
  }

  read(): readonly InputEvent[] | 'gone' {
    const events: InputEvent[] = [];
    for (;;) {
      const length = Number(readBytes(this.descriptor, this.#buffer, this.#buffer.length));
      if (length < 0) {
        const errno = koffi.errno();
        if (errno === ERRNO.EINTR) continue;
        return errno === ERRNO.EAGAIN ? events : 'gone';
      }
      events.push(...parseEvents(this.#buffer, length));
      if (length < this.#buffer.length) return events;
    }
  }

  inject(events: readonly Omit<InputEvent, 'atMs'>[]): boolean {
    try {
      writeSync(this.descriptor, encodeEvents(events));
      return true;
    } catch {
      // Unplugged, or opened without the right to write.
      return false;
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }

  #ask(code: number, length: number): Buffer | null {
    const buffer = Buffer.alloc(length);
    return Number(ioctlNumber(this.descriptor, code, 'void *', buffer)) < 0 ? null : buffer;
  }
}
