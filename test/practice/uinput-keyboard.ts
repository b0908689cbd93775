import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import koffi from 'koffi';
import { encodeEvents, EV_KEY, EV_SYN } from '../../electron/lockout/evdev/codes.ts';

/** linux/uinput.h */
const SET_EVENT_BIT = 0x40045564;
const SET_KEY_BIT = 0x40045565;
const SETUP = 0x405c5503;
const CREATE = 0x5501;
const DESTROY = 0x5502;
const SETUP_BYTES = 92;
const NAME_AT = 8;
const BUS_VIRTUAL = 6;
const LAST_KEY = 127;

/** linux/input-event-codes.h */
const KEYS: Readonly<Record<string, number>> = {
  Escape: 1,
  ...Object.fromEntries('1234567890'.split('').map((digit, index) => [digit, index + 2])),
  BackSpace: 14,
  Return: 28,
  a: 30,
};

const libc = koffi.load('libc.so.6');
const ioctl = libc.func('int ioctl(int, unsigned long, ...)');

/** A virtual Linux keyboard, to test the device lock without a person at the keys. */
export class UinputKeyboard {
  readonly #file: number;

  /** Throws where `/dev/uinput` may not be written. */
  constructor(name = 'Sample Keyboard') {
    this.#file = openSync('/dev/uinput', constants.O_WRONLY | constants.O_NONBLOCK);
    ioctl(this.#file, SET_EVENT_BIT, 'int', EV_KEY);
    for (let key = 1; key <= LAST_KEY; key += 1) ioctl(this.#file, SET_KEY_BIT, 'int', key);
    const setup = Buffer.alloc(SETUP_BYTES);
    setup.writeUInt16LE(BUS_VIRTUAL, 0);
    setup.write(name, NAME_AT);
    ioctl(this.#file, SETUP, 'uint8_t *', setup);
    if (Number(ioctl(this.#file, CREATE, 'int', 0)) !== 0) throw new Error('no virtual keyboard was made');
  }

  /** Presses or releases a key by its keysym's name. */
  key(name: string, isDown: boolean): void {
    const code = KEYS[name];
    if (code === undefined) throw new Error(`no key is called ${name}`);
    const events = [
      { type: EV_KEY, code, value: isDown ? 1 : 0 },
      { type: EV_SYN, code: 0, value: 0 },
    ];
    writeSync(this.#file, encodeEvents(events));
  }

  async type(names: readonly string[]): Promise<void> {
    for (const name of names) {
      this.key(name, true);
      await delay(30);
      this.key(name, false);
      await delay(30);
    }
  }

  close(): void {
    ioctl(this.#file, DESTROY, 'int', 0);
    closeSync(this.#file);
  }
}
