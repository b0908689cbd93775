/**
 * Constants of linux/input-event-codes.h and linux/input.h, for machines where `struct input_event` has 24
 * bytes.
 */
export const EV_SYN = 0x00;
export const EV_KEY = 0x01;
export const EV_REL = 0x02;
export const EV_ABS = 0x03;
export const EV_MSC = 0x04;
export const MSC_SCAN = 0x04;
export const SYN_DROPPED = 3;
export const KEY_MAX = 0x2ff;

export const EVENT_BYTES = 24;
const TIME_SECONDS = 0;
const TIME_MICROSECONDS = 8;
const TYPE = 16;
const CODE = 18;
const VALUE = 20;

export type InputEvent = {
  readonly type: number;
  readonly code: number;
  readonly value: number;
  /** Kernel time in milliseconds; 32 bits, wraps. */
  readonly atMs: number;
};

/** Parses the events in the first `length` bytes; a partial event at the end is dropped. */
export function parseEvents(buffer: Buffer, length: number): readonly InputEvent[] {
  const events: InputEvent[] = [];
  for (let at = 0; at + EVENT_BYTES <= length; at += EVENT_BYTES) {
    const seconds = buffer.readUInt32LE(at + TIME_SECONDS);
    const microseconds = buffer.readUInt32LE(at + TIME_MICROSECONDS);
    events.push({
      type: buffer.readUInt16LE(at + TYPE),
      code: buffer.readUInt16LE(at + CODE),
      value: buffer.readInt32LE(at + VALUE),
      atMs: (seconds * 1000 + Math.floor(microseconds / 1000)) >>> 0,
    });
  }
  return events;
}

/** Encodes events for writing to a device node; the kernel fills in the time. */
export function encodeEvents(events: readonly Omit<InputEvent, 'atMs'>[]): Buffer {
  const buffer = Buffer.alloc(events.length * EVENT_BYTES);
  events.forEach((event, index) => {
    buffer.writeUInt16LE(event.type, index * EVENT_BYTES + TYPE);
    buffer.writeUInt16LE(event.code, index * EVENT_BYTES + CODE);
    buffer.writeInt32LE(event.value, index * EVENT_BYTES + VALUE);
  });
  return buffer;
}

/** Returns the indexes of the set bits, lowest first. */
export function bitsOf(mask: Uint8Array): readonly number[] {
  const bits: number[] = [];
  mask.forEach((byte, at) => {
    for (let bit = 0; bit < 8; bit += 1) if ((byte & (1 << bit)) !== 0) bits.push(at * 8 + bit);
  });
  return bits;
}
