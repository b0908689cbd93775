import { writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';

/**
 * A USB device implemented by this program and plugged into the kernel's virtual controller (vhci-hcd, USB/IP
 * 1.1.1). To everything above it is a device on a cable: enumeration, drivers, sound and pictures are the
 * kernel's own.
 */

const CONTROLLER = '/sys/devices/platform/vhci_hcd.0';
const SUBMIT = 1;
const UNLINK = 2;
const RETURN_SUBMIT = 3;
const RETURN_UNLINK = 4;
const HEADER_BYTES = 48;
const PACKET_BYTES = 16;
const NO_PACKETS = 0xffffffff;
const STALL = -32;
const UNLINKED = -104;
const GET_DESCRIPTOR = 6;

/** USB speeds in vhci-hcd's numbering. */
export const SPEED = { full: 2, high: 3 } as const;
const FULL_SPEED_PORTS = 8;

export type Setup = {
  readonly requestType: number;
  readonly request: number;
  readonly value: number;
  readonly index: number;
  readonly length: number;
};

export type UsbModel = {
  readonly device: Buffer;
  readonly configuration: Buffer;
  /** Starting with string 1. */
  readonly strings: readonly string[];
  /** HID report descriptors by interface. */
  readonly reports: Readonly<Record<number, Uint8Array>>;
  /** Answers a class request: bytes (empty where there is nothing to send), or null to stall. */
  readonly control: (setup: Setup, data: Buffer | null) => Buffer | null;
  /** The next payload of a bulk endpoint, once; null where it sends nothing by itself. */
  readonly bulk?: (endpoint: number, length: number) => { readonly data: Buffer; readonly afterMs: number };
};

type Packet = { readonly offset: number; readonly length: number };
type Submit = {
  readonly sequence: number;
  readonly isIn: boolean;
  readonly endpoint: number;
  readonly length: number;
  readonly startFrame: number;
  readonly packets: readonly Packet[];
  readonly setup: Buffer;
  readonly data: Buffer | null;
};

let nextDevice = 0;

export class UsbDevice {
  /** Isochronous packets that the host sent or requested, by endpoint: proof that sound flows. */
  readonly streamed = new Map<number, number>();
  readonly #model: UsbModel;
  readonly #waiting = new Map<number, number[]>();
  readonly #queued = new Map<number, Buffer[]>();
  /** Pending answers, by sequence number. */
  readonly #timers = new Map<number, NodeJS.Timeout>();
  #unread = Buffer.alloc(0);
  #own: Socket | null = null;
  #kernel: Socket | null = null;
  #port = -1;

  constructor(model: UsbModel) {
    this.#model = model;
  }

  /**
   * `port`: 0 to 7 of the controller's ports of that speed. Resolves when the kernel has attached the device.
   */
  async plug(port: number, speed: keyof typeof SPEED): Promise<void> {
    nextDevice += 1;
    const path = `${tmpdir()}/usbip-${process.pid}-${nextDevice}`;
    const [kernel, own] = await pair(path);
    this.#own = own;
    this.#kernel = kernel;
    // Ports of the high-speed bus come first; full-speed devices go there too.
    this.#port = port % FULL_SPEED_PORTS;
    own.on('data', (data: Buffer) => {
      this.#unread = Buffer.concat([this.#unread, data]);
      this.#read();
    });
    own.on('error', () => undefined);
    writeFileSync(
      `${CONTROLLER}/attach`,
      `${this.#port} ${descriptorOf(kernel)} ${0x10000 | nextDevice} ${SPEED[speed]}`,
    );
  }

  /** Pulls the cable. */
  unplug(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    writeFileSync(`${CONTROLLER}/detach`, String(this.#port));
    this.#own?.destroy();
    this.#kernel?.destroy();
  }

  /** Queues a report of an interrupt endpoint until the host asks for it. */
  report(endpoint: number, bytes: readonly number[]): void {
    const sequence = this.#waiting.get(endpoint)?.shift();
    const data = Buffer.from(bytes);
    if (sequence !== undefined) this.#answer(sequence, 0, data);
    else this.#queued.set(endpoint, [...(this.#queued.get(endpoint) ?? []), data]);
  }

  #read(): void {
    for (;;) {
      const bytes = this.#unread;
      if (bytes.length < HEADER_BYTES) return;
      const command = bytes.readUInt32BE(0);
      const sequence = bytes.readUInt32BE(4);
      if (command === UNLINK) {
        this.#unread = bytes.subarray(HEADER_BYTES);
        this.#unlink(sequence, bytes.readUInt32BE(20));
        continue;
      }
      if (command !== SUBMIT) throw new Error(`USB/IP command ${command}`);
      const isIn = bytes.readUInt32BE(12) === 1;
      const length = bytes.readUInt32BE(24);
      const counted = bytes.readUInt32BE(32);
      const count = counted === NO_PACKETS ? 0 : counted;
      const dataEnd = HEADER_BYTES + (isIn ? 0 : length);
      const end = dataEnd + count * PACKET_BYTES;
      if (bytes.length < end) return;
      this.#unread = bytes.subarray(end);
      this.#submit({
        sequence,
        isIn,
        endpoint: bytes.readUInt32BE(16),
        length,
        startFrame: bytes.readUInt32BE(28),
        packets: Array.from({ length: count }, (_, index) => ({
          offset: bytes.readUInt32BE(dataEnd + index * PACKET_BYTES),
          length: bytes.readUInt32BE(dataEnd + index * PACKET_BYTES + 4),
        })),
        setup: bytes.subarray(40, HEADER_BYTES),
        data: isIn ? null : Buffer.from(bytes.subarray(HEADER_BYTES, dataEnd)),
      });
    }
  }

  #submit(order: Submit): void {
    const { sequence, endpoint, length, isIn, packets } = order;
    if (endpoint === 0) return this.#control(order);
    if (packets.length > 0) {
      this.streamed.set(endpoint, (this.streamed.get(endpoint) ?? 0) + packets.length);
      // One packet a millisecond, as on a full-speed bus.
      return this.#later(sequence, packets.length, () => this.#answerPackets(order));
    }
    if (!isIn) return this.#answer(sequence, 0, null, length);
    const sent = this.#model.bulk?.(endpoint, length);
    if (sent !== undefined)
      return this.#later(sequence, sent.afterMs, () => this.#answer(sequence, 0, sent.data));
    const queued = this.#queued.get(endpoint)?.shift();
    if (queued !== undefined) return this.#answer(sequence, 0, queued);
    this.#waiting.set(endpoint, [...(this.#waiting.get(endpoint) ?? []), sequence]);
  }

  #control({ sequence, setup: raw, data, length }: Submit): void {
    const setup: Setup = {
      requestType: raw[0] ?? 0,
      request: raw[1] ?? 0,
      value: raw.readUInt16LE(2),
      index: raw.readUInt16LE(4),
      length,
    };
    const answer = this.#standard(setup) ?? this.#model.control(setup, data);
    if (answer === null) return this.#answer(sequence, STALL, null);
    if ((setup.requestType & 0x80) === 0) return this.#answer(sequence, 0, null, length);
    this.#answer(sequence, 0, answer.subarray(0, length));
  }

  #standard({ requestType, request, value, index }: Setup): Buffer | null {
    const kind = value >> 8;
    if (requestType === 0x80 && request === GET_DESCRIPTOR) {
      if (kind === 1) return this.#model.device;
      if (kind === 2) return this.#model.configuration;
      if (kind === 3) return this.#string(value & 0xff);
      return null;
    }
    const report = this.#model.reports[index];
    if (requestType === 0x81 && request === GET_DESCRIPTOR && kind === 0x22 && report !== undefined)
      return Buffer.from(report);
    if (requestType === 0x80 && request === 0) return Buffer.from([0, 0]);
    // Set configuration, interface, feature.
    return requestType === 0x00 || requestType === 0x01 || requestType === 0x02 ? Buffer.alloc(0) : null;
  }

  #string(index: number): Buffer | null {
    if (index === 0) return Buffer.from([4, 3, 9, 4]);
    const text = this.#model.strings[index - 1];
    if (text === undefined) return null;
    const words = Buffer.from(text, 'utf16le');
    return Buffer.concat([Buffer.from([words.length + 2, 3]), words]);
  }

  #later(sequence: number, ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(sequence);
      action();
    }, ms);
    this.#timers.set(sequence, timer);
  }

  /** A cancelled request must not be answered: the kernel would drop the whole device. */
  #unlink(sequence: number, other: number): void {
    const timer = this.#timers.get(other);
    clearTimeout(timer);
    let status = this.#timers.delete(other) ? UNLINKED : 0;
    for (const [endpoint, waiting] of this.#waiting) {
      if (!waiting.includes(other)) continue;
      this.#waiting.set(
        endpoint,
        waiting.filter((one) => one !== other),
      );
      status = UNLINKED;
    }
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32BE(RETURN_UNLINK, 0);
    header.writeUInt32BE(sequence, 4);
    header.writeInt32BE(status, 20);
    this.#own?.write(header);
  }

  #answer(sequence: number, status: number, data: Buffer | null, length = data?.length ?? 0): void {
    this.#own?.write(Buffer.concat([returnHeader(sequence, status, length, 0, 0), data ?? Buffer.alloc(0)]));
  }

  #answerPackets({ sequence, isIn, length, startFrame, packets }: Submit): void {
    const tail = Buffer.alloc(PACKET_BYTES * packets.length);
    for (const [index, packet] of packets.entries()) {
      tail.writeUInt32BE(packet.offset, index * PACKET_BYTES);
      tail.writeUInt32BE(packet.length, index * PACKET_BYTES + 4);
      tail.writeUInt32BE(packet.length, index * PACKET_BYTES + 8);
    }
    const header = returnHeader(sequence, 0, length, startFrame, packets.length);
    this.#own?.write(Buffer.concat([header, isIn ? Buffer.alloc(length) : Buffer.alloc(0), tail]));
  }
}

function returnHeader(
  sequence: number,
  status: number,
  length: number,
  startFrame: number,
  packets: number,
): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(RETURN_SUBMIT, 0);
  header.writeUInt32BE(sequence, 4);
  header.writeInt32BE(status, 20);
  header.writeUInt32BE(length, 24);
  header.writeUInt32BE(startFrame, 28);
  header.writeUInt32BE(packets, 32);
  return header;
}

/** A socket pair: the kernel gets the first end, this program uses the second. */
function pair(path: string): Promise<readonly [kernel: Socket, own: Socket]> {
  return new Promise((resolve, reject) => {
    // Not read here: every byte is the kernel's.
    const server = createServer({ pauseOnConnect: true }, (kernel) => {
      server.close();
      kernel.on('error', () => undefined);
      resolve([kernel, own]);
    });
    let own: Socket;
    server.once('error', reject);
    server.listen(path, () => {
      own = connect(path);
      own.once('error', reject);
    });
  });
}

/** The file descriptor of a connection; Node has no public API for it. */
function descriptorOf(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, '_handle');
  const descriptor: unknown =
    typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined;
  if (typeof descriptor !== 'number')
    throw new Error('this Node does not tell the descriptor of a connection');
  return descriptor;
}

/** A device descriptor, and a configuration from its parts. */
export function deviceDescriptor(
  vendor: number,
  product: number,
  [deviceClass, subclass, protocol] = [0, 0, 0],
): Buffer {
  return Buffer.from([
    ...[18, 1, 0, 2, deviceClass ?? 0, subclass ?? 0, protocol ?? 0, 64],
    ...[vendor & 0xff, vendor >> 8, product & 0xff, product >> 8, 0x10, 1, 1, 2, 3, 1],
  ]);
}

export function configurationDescriptor(parts: readonly (readonly number[])[]): Buffer {
  const body = parts.flat();
  const interfaces = new Set(parts.filter((part) => part[1] === 4).map((part) => part[2]));
  const total = body.length + 9;
  return Buffer.from([9, 2, total & 0xff, total >> 8, interfaces.size, 1, 0, 0x80, 50, ...body]);
}
