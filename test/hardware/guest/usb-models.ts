import { HEADSET } from './uhid.ts';
import { configurationDescriptor, deviceDescriptor, UsbDevice, type Setup } from './usbip.ts';

/** Whole devices as sold: every interface of one cable. */

export const HEADSET_REPORT_ENDPOINT = 3;
const PLAYBACK_ENDPOINT = 1;
const RECORDING_ENDPOINT = 2;
export const HEADSET_ENDPOINTS = { playback: PLAYBACK_ENDPOINT, recording: RECORDING_ENDPOINT } as const;
const CLASS_INTERFACE_IN = 0xa1;
const CLASS_INTERFACE_OUT = 0x21;
const CLASS_ENDPOINT_IN = 0xa2;
const CLASS_ENDPOINT_OUT = 0x22;

const low = (value: number): number => value & 0xff;
const high = (value: number): number => (value >> 8) & 0xff;

/** A telephony headset: USB Audio 1.0 (two channels out at 48 kHz, one in at 16 kHz) and HID telephony. */
export function usbHeadset(product: number, name: string): UsbDevice {
  const units = [
    // Sound from the host, through a volume control, to the earphones.
    [12, 36, 2, 1, 1, 1, 0, 2, 3, 0, 0, 0],
    [10, 36, 6, 2, 1, 1, 1, 2, 2, 0],
    [9, 36, 3, 3, 2, 3, 0, 2, 0],
    // From the microphone, through a volume control, to the host.
    [12, 36, 2, 4, 2, 4, 0, 1, 0, 0, 0, 0],
    [9, 36, 6, 5, 4, 1, 3, 0, 0],
    [9, 36, 3, 6, 1, 1, 0, 5, 0],
  ];
  const controlBytes = 10 + units.flat().length;
  const stream = (number: number, terminal: number, channels: number, hertz: number, endpoint: number[]) => [
    [9, 4, number, 0, 0, 1, 2, 0, 0],
    [9, 4, number, 1, 1, 1, 2, 0, 0],
    [7, 36, 1, terminal, 1, 1, 0],
    [11, 36, 2, 1, channels, 2, 16, 1, low(hertz), high(hertz), hertz >> 16],
    [9, 5, ...endpoint, 1, 0, 0],
    [7, 37, 1, 0, 0, 0, 0],
  ];
  const configuration = configurationDescriptor([
    [9, 4, 0, 0, 0, 1, 1, 0, 0],
    [10, 36, 1, 0, 1, low(controlBytes), high(controlBytes), 2, 1, 2],
    ...units,
    ...stream(1, 1, 2, 48_000, [PLAYBACK_ENDPOINT, 9, low(192), high(192)]),
    ...stream(2, 6, 1, 16_000, [0x80 | RECORDING_ENDPOINT, 5, low(32), high(32)]),
    [9, 4, 3, 0, 1, 3, 0, 0, 0],
    [9, 33, 0x11, 1, 0, 1, 34, low(HEADSET.length), high(HEADSET.length)],
    [7, 5, 0x80 | HEADSET_REPORT_ENDPOINT, 3, 64, 0, 1],
  ]);
  return new UsbDevice({
    device: deviceDescriptor(0x0b0e, product),
    configuration,
    strings: ['Sample Maker', name, `S${product.toString(16)}`],
    reports: { 3: HEADSET },
    control: audioControl,
  });
}

/** Volume from -64 to 0 dB in steps of one; everything else is accepted. */
function audioControl({ requestType, request, value, length }: Setup): Buffer | null {
  switch (requestType) {
    case CLASS_INTERFACE_IN: {
      const answer = Buffer.alloc(length);
      const volumes: Readonly<Record<number, number>> = { 0x82: -0x4000, 0x84: 0x100 };
      if (value >> 8 === 2 && length >= 2) answer.writeInt16LE(volumes[request] ?? 0);
      return answer;
    }
    case CLASS_ENDPOINT_IN:
      return Buffer.alloc(length);
    case CLASS_INTERFACE_OUT:
    case CLASS_ENDPOINT_OUT:
      return Buffer.alloc(0);
    default:
      return null;
  }
}

export const FRAME = { width: 160, height: 120, bytes: 160 * 120 * 2 } as const;
const INTERVAL_100NS = 1_000_000;
const PAYLOAD_BYTES = 16_384;
const FRAME_GAP_MS = 80;
const HEADER = 2;

/** A webcam: USB Video 1.0, uncompressed YUY2 over a bulk endpoint, a grey ramp from left to right. */
export function usbWebcam(name: string): UsbDevice {
  const long = (value: number): number[] => [low(value), high(value), low(value >> 16), low(value >> 24)];
  const terminals = [
    [18, 36, 2, 1, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0],
    [9, 36, 3, 2, 1, 1, 0, 1, 0],
  ];
  const controlBytes = 13 + terminals.flat().length;
  const yuy2 = [0x59, 0x55, 0x59, 0x32, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
  const format = [27, 36, 4, 1, 1, ...yuy2, 16, 1, 0, 0, 0, 0];
  const frame = [
    ...[30, 36, 5, 1, 0, FRAME.width, 0, FRAME.height, 0],
    ...long(FRAME.bytes * 80),
    ...long(FRAME.bytes * 80),
    ...long(FRAME.bytes),
    ...long(INTERVAL_100NS),
    1,
    ...long(INTERVAL_100NS),
  ];
  const streamBytes = 14 + format.length + frame.length;
  const configuration = configurationDescriptor([
    [8, 11, 0, 2, 14, 3, 0, 0],
    [9, 4, 0, 0, 0, 14, 1, 0, 0],
    [13, 36, 1, 0, 1, low(controlBytes), high(controlBytes), 0x80, 0x8d, 0x5b, 0, 1, 1],
    ...terminals,
    [9, 4, 1, 0, 1, 14, 2, 0, 0],
    [14, 36, 1, 1, low(streamBytes), high(streamBytes), 0x81, 0, 2, 0, 0, 0, 1, 0],
    format,
    frame,
    [7, 5, 0x81, 2, 0, 2, 0],
  ]);
  const probe = Buffer.alloc(26);
  probe[2] = 1;
  probe[3] = 1;
  probe.writeUInt32LE(INTERVAL_100NS, 4);
  probe.writeUInt32LE(FRAME.bytes, 18);
  probe.writeUInt32LE(PAYLOAD_BYTES, 22);
  const picture = Buffer.alloc(FRAME.bytes);
  for (let at = 0; at < FRAME.bytes; at += 2) picture.set([(at / 2) % FRAME.width, 128], at);
  let sent = 0;
  let parity = 0;
  return new UsbDevice({
    device: deviceDescriptor(0x046d, 0x0825, [0xef, 2, 1]),
    configuration,
    strings: ['Sample Maker', name, 'W1'],
    reports: {},
    control({ requestType, request, index, length }) {
      if (requestType === CLASS_INTERFACE_OUT) return Buffer.alloc(0);
      if (requestType !== CLASS_INTERFACE_IN) return null;
      if (request === 0x86) return Buffer.from([3]);
      if (request === 0x85) return Buffer.from([26, 0]);
      return (index & 0xff) === 1 ? probe : Buffer.alloc(length);
    },
    bulk(_endpoint, length) {
      const size = Math.min(length - HEADER, PAYLOAD_BYTES - HEADER, FRAME.bytes - sent);
      const part = picture.subarray(sent, sent + size);
      sent += size;
      const isLast = sent >= FRAME.bytes;
      const data = Buffer.concat([Buffer.from([HEADER, 0x80 | parity | (isLast ? 2 : 0)]), part]);
      if (isLast) {
        sent = 0;
        parity ^= 1;
      }
      return { data, afterMs: isLast ? FRAME_GAP_MS : 2 };
    },
  });
}
