import { closeSync, constants, openSync, writeSync } from 'node:fs';

/** linux/uhid.h */
const UHID_DESTROY = 1;
const UHID_CREATE2 = 11;
const UHID_INPUT2 = 12;
const BUS_USB = 3;

export type UhidParts = {
  readonly name: string;
  readonly vendor: number;
  readonly product: number;
  readonly descriptor: Uint8Array;
};

/** A HID device implemented by this program; real to the kernel. */
export class Uhid {
  readonly #file: number;

  constructor({ name, vendor, product, descriptor }: UhidParts) {
    this.#file = openSync('/dev/uhid', constants.O_RDWR | constants.O_NONBLOCK);
    const message = Buffer.alloc(280 + descriptor.length);
    message.writeUInt32LE(UHID_CREATE2, 0);
    message.write(name, 4);
    message.writeUInt16LE(descriptor.length, 260);
    message.writeUInt16LE(BUS_USB, 262);
    message.writeUInt32LE(vendor, 264);
    message.writeUInt32LE(product, 268);
    message.set(descriptor, 280);
    writeSync(this.#file, message);
  }

  report(bytes: readonly number[]): void {
    const message = Buffer.alloc(6 + bytes.length);
    message.writeUInt32LE(UHID_INPUT2, 0);
    message.writeUInt16LE(bytes.length, 4);
    message.set(bytes, 6);
    writeSync(this.#file, message);
  }

  destroy(): void {
    const message = Buffer.alloc(4);
    message.writeUInt32LE(UHID_DESTROY, 0);
    writeSync(this.#file, message);
    closeSync(this.#file);
  }
}

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** Report 1: hook switch (a state) and mute (a button). Report 2: volume keys. */
export const HEADSET = bytes(
  '05 0b 09 05 a1 01 85 01 15 00 25 01 75 01 09 20 95 01 81 22 09 2f 81 06 95 06 81 03' +
    '05 08 09 17 09 09 09 18 95 03 91 22 95 05 91 03 c0' +
    '05 0c 09 01 a1 01 85 02 15 00 25 01 75 01 09 e9 09 ea 95 02 81 06 95 06 81 03 c0',
);

/** A boot-protocol keyboard. */
export const KEYBOARD = bytes(
  '05 01 09 06 a1 01 05 07 19 e0 29 e7 15 00 25 01 75 01 95 08 81 02 95 01 75 08 81 01' +
    '95 05 75 01 05 08 19 01 29 05 91 02 95 01 75 03 91 01 95 06 75 08 15 00 25 65 05 07 19 00 29 65 81 00 c0',
);
