import { readFile } from 'node:fs/promises';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { HardwareTrouble } from '../../shared/hardware/attached.ts';

/** One top-level collection of a HID device. */
export type HidCollection = {
  readonly path: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly product: string;
  readonly usagePage: number;
  readonly usage: number;
};

export interface OpenHid {
  onReport(listener: (report: Uint8Array) => void): void;
  /** The device is gone or failed; no further calls follow. */
  onEnd(listener: (reason: string) => void): void;
  close(): Promise<void>;
}

/** What the headsets need of node-hid and of the kernel. Everything may reject. */
export interface HidLibrary {
  list(): Promise<readonly HidCollection[]>;
  open(path: string): Promise<OpenHid>;
  /** The raw report descriptor, or null where the system does not provide it. */
  descriptor(path: string): Promise<Uint8Array | null>;
}

/** Loads node-hid; refuses when its binary does not load here. */
export async function loadHidLibrary(): Promise<Result<HidLibrary, HardwareTrouble>> {
  try {
    const { HIDAsync, devicesAsync } = (await import('node-hid')).default;
    // The first call is what loads the binary.
    await devicesAsync();
    return ok({
      async list() {
        return (await devicesAsync()).flatMap((device) =>
          device.path === undefined
            ? []
            : [
                {
                  path: device.path,
                  vendorId: device.vendorId,
                  productId: device.productId,
                  product: device.product ?? '',
                  usagePage: device.usagePage ?? 0,
                  usage: device.usage ?? 0,
                },
              ],
        );
      },
      async open(path) {
        // Not exclusive: the meeting and the system's sound may listen too.
        const device = await HIDAsync.open(path, { nonExclusive: true });
        return {
          onReport: (listener) => void device.on('data', listener),
          // node-hid passes a string here, not an Error.
          onEnd: (listener) => void device.on('error', (reason: unknown) => listener(String(reason))),
          close: () => device.close(),
        };
      },
      async descriptor(path) {
        const node = /^\/dev\/(hidraw\d+)$/.exec(path)?.[1];
        return node === undefined ? null : readFile(`/sys/class/hidraw/${node}/device/report_descriptor`);
      },
    });
  } catch (error) {
    // A missing shared library (libusb, libudev) or a binary for another system.
    const detail = `node-hid cannot be loaded: ${error instanceof Error ? error.message : String(error)}`;
    return refuse({ part: 'headset', code: 'library-missing', detail });
  }
}
