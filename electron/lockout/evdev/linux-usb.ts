import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import koffi from 'koffi';
import type { UsbInterface } from './usb-decision.ts';
import type { ClaimedKeyboard, UsbSystem } from './usb-system.ts';

const BUS = '/sys/bus/usb';
const DEVICES = `${BUS}/devices`;
const NODES = '/dev/bus/usb';

/** linux/usbdevice_fs.h, where a pointer has 64 bits. */
const CLAIM_INTERFACE = 0x8004550f;
const RELEASE_INTERFACE = 0x80045510;
const CONTROL = 0xc0185500;
const BULK = 0xc0185502;
const CONTROL_TIMEOUT_MS = 1000;
const READ_TIMEOUT_MS = 500;
const REPORT_LIMIT = 64;
const FAULT_PAUSE_MS = 10;

/** HID 1.11, 7.2; USB 2.0, 9.4. */
const SET_IDLE = 0x0a;
const SET_PROTOCOL = 0x0b;
const GET_DESCRIPTOR = 0x06;
const REPORT_DESCRIPTOR = 0x2200;
const BOOT_PROTOCOL = 0;
const TO_INTERFACE = 0x21;
const FROM_INTERFACE = 0x81;
const DESCRIPTOR_LIMIT = 4096;

const libc = koffi.load('libc.so.6');
const ioctl = libc.func('int ioctl(int, unsigned long, ...)');
const ControlTransfer = koffi.struct('usbdevfs_ctrltransfer', {
  requestType: 'uint8_t',
  request: 'uint8_t',
  value: 'uint16_t',
  index: 'uint16_t',
  length: 'uint16_t',
  timeoutMs: 'uint32_t',
  data: 'void *',
});
koffi.struct('usbdevfs_bulktransfer', {
  endpoint: 'uint32_t',
  length: 'uint32_t',
  timeoutMs: 'uint32_t',
  data: 'void *',
});
const controlPointer = koffi.pointer(ControlTransfer);
// Declared without an ellipsis: koffi calls variadic functions only on the main thread.
const bulkIoctl = libc.func('int ioctl(int, unsigned long, usbdevfs_bulktransfer *)');

/** The USB core through sysfs and usbfs. Root may do all of it, others nearly nothing. */
export const linuxUsb: UsbSystem = {
  autoprobe() {
    const text = read(`${BUS}/drivers_autoprobe`);
    return text === null ? null : text === '1';
  },
  setAutoprobe: (isOn) => write(`${BUS}/drivers_autoprobe`, isOn ? '1' : '0'),
  unboundDevices: () => entries().filter((name) => !name.includes(':') && !isBound(name)),
  interfaces: (which) =>
    entries()
      .filter((name) => name.includes(':') && isBound(name) === (which === 'bound'))
      .flatMap((name) => describe(name) ?? []),
  probe: (name) => void write(`${BUS}/drivers_probe`, name),
  claimKeyboard(one) {
    const claim = claimInterface(one);
    const endpoint = interruptEndpoint(one.name);
    if (claim === null || endpoint === null) {
      claim?.release();
      return null;
    }
    claim.control(TO_INTERFACE, SET_PROTOCOL, BOOT_PROTOCOL, Buffer.alloc(0));
    claim.control(TO_INTERFACE, SET_IDLE, 0, Buffer.alloc(0));
    return new Keyboard(claim, one.name, endpoint);
  },
  reportDescriptor(one) {
    const claim = claimInterface(one);
    if (claim === null) return null;
    const buffer = Buffer.alloc(DESCRIPTOR_LIMIT);
    const length = claim.control(FROM_INTERFACE, GET_DESCRIPTOR, REPORT_DESCRIPTOR, buffer);
    claim.release();
    return length < 0 ? null : buffer.subarray(0, length);
  },
  watch(happened) {
    const watchers = folders(NODES).flatMap((bus) => {
      try {
        const watcher = watch(path.join(NODES, bus), happened);
        watcher.on('error', () => watcher.close());
        return [watcher];
      } catch {
        // The bus is gone; the rescan goes on.
        return [];
      }
    });
    return () => {
      for (const watcher of watchers) watcher.close();
    };
  },
};

type Claim = {
  readonly descriptor: number;
  /** Returns the number of bytes, or a negative value on error. */
  control(requestType: number, request: number, value: number, data: Buffer): number;
  /**
   * Guards a call on another thread: its descriptor must not be closed meanwhile, or the number could be
   * reused.
   */
  use(): void;
  unuse(): void;
  /** Cancels a pending read, which then returns at once. */
  release(): void;
};

function claimInterface(one: UsbInterface): Claim | null {
  const device = one.name.split(':')[0] ?? '';
  const number = hex(one.name, 'bInterfaceNumber');
  const pad = (name: string): string => (read(`${DEVICES}/${device}/${name}`) ?? '').padStart(3, '0');
  if (number === null) return null;
  let descriptor: number;
  try {
    descriptor = openSync(path.join(NODES, pad('busnum'), pad('devnum')), 'r+');
  } catch {
    // Gone, or not root.
    return null;
  }
  if (Number(ioctl(descriptor, CLAIM_INTERFACE, 'uint32_t *', [number])) < 0) {
    closeSync(descriptor);
    return null;
  }
  let isClaimed = true;
  let uses = 0;
  const closeIfDone = (): void => {
    if (!isClaimed && uses === 0) closeSync(descriptor);
  };
  return {
    descriptor,
    control: (requestType, request, value, data) =>
      Number(
        ioctl(descriptor, CONTROL, controlPointer, {
          requestType,
          request,
          value,
          index: number,
          length: data.length,
          timeoutMs: CONTROL_TIMEOUT_MS,
          data,
        }),
      ),
    use: () => void (uses += 1),
    unuse() {
      uses -= 1;
      closeIfDone();
    },
    release() {
      if (!isClaimed) return;
      isClaimed = false;
      ioctl(descriptor, RELEASE_INTERFACE, 'uint32_t *', [number]);
      closeIfDone();
    },
  };
}

class Keyboard implements ClaimedKeyboard {
  readonly #claim: Claim;
  readonly #name: string;
  readonly #endpoint: number;
  readonly #buffer = Buffer.alloc(REPORT_LIMIT);

  constructor(claim: Claim, name: string, endpoint: number) {
    this.#claim = claim;
    this.#name = name;
    this.#endpoint = endpoint;
  }

  read(): Promise<Uint8Array | null> {
    const { descriptor } = this.#claim;
    const transfer = {
      endpoint: this.#endpoint,
      length: REPORT_LIMIT,
      timeoutMs: READ_TIMEOUT_MS,
      data: this.#buffer,
    };
    this.#claim.use();
    return new Promise((resolve, reject) => {
      // On a thread of its own, because it blocks until the keyboard reports.
      bulkIoctl.async(descriptor, BULK, transfer, (error: Error | null, result: unknown) => {
        this.#claim.unuse();
        const length = Number(result);
        if (error !== null) reject(error);
        else if (length >= 0) resolve(Uint8Array.from(this.#buffer.subarray(0, length)));
        else if (!existsSync(`${DEVICES}/${this.#name}`)) reject(new Error('the keyboard is gone'));
        // No report in time, or an error that must not turn into a busy loop.
        else setTimeout(() => resolve(null), FAULT_PAUSE_MS);
      });
    });
  }

  release(): void {
    this.#claim.release();
  }
}

function entries(): readonly string[] {
  return folders(DEVICES).filter((name) => !/^usb\d+$/.test(name) && !/^\d+-0:/.test(name));
}

function folders(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No USB.
    return [];
  }
}

/** The driver name of an interface claimed through usbfs. */
function isBound(name: string): boolean {
  try {
    return path.basename(readlinkSync(`${DEVICES}/${name}/driver`)) !== 'usbfs';
  } catch {
    // No driver.
    return false;
  }
}

function describe(name: string): UsbInterface | null {
  const device = name.split(':')[0] ?? '';
  const numbers = [
    hex(device, 'idVendor'),
    hex(device, 'idProduct'),
    hex(name, 'bInterfaceClass'),
    hex(name, 'bInterfaceSubClass'),
    hex(name, 'bInterfaceProtocol'),
  ];
  const [vendor, product, interfaceClass, subclass, protocol] = numbers;
  if (vendor == null || product == null) return null;
  if (interfaceClass == null || subclass == null || protocol == null) return null;
  return { name, vendor, product, interfaceClass, subclass, protocol };
}

function interruptEndpoint(name: string): number | null {
  for (const folder of folders(`${DEVICES}/${name}`).filter((one) => one.startsWith('ep_'))) {
    const address = hex(name, `${folder}/bEndpointAddress`);
    const isInterrupt = read(`${DEVICES}/${name}/${folder}/type`) === 'Interrupt';
    if (address !== null && isInterrupt && (address & 0x80) !== 0) return address;
  }
  return null;
}

function hex(name: string, attribute: string): number | null {
  const text = read(`${DEVICES}/${name}/${attribute}`);
  return text !== null && /^[0-9a-f]+$/i.test(text) ? Number.parseInt(text, 16) : null;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'latin1').trim();
  } catch {
    // Gone meanwhile.
    return null;
  }
}

function write(file: string, text: string): boolean {
  try {
    writeFileSync(file, text);
    return true;
  } catch {
    // Not root, gone meanwhile, or no driver wanted it.
    return false;
  }
}
