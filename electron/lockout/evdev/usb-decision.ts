/** One interface of a USB device, as sysfs shows it before a driver binds it. */
export type UsbInterface = {
  /** The kernel's name, such as `1-4:1.0`. */
  readonly name: string;
  readonly vendor: number;
  readonly product: number;
  readonly interfaceClass: number;
  readonly subclass: number;
  readonly protocol: number;
};

/** `read-keys`: no driver binds it; the lock reads the keyboard itself, for the PIN panel alone. */
export type Admission = 'bind' | 'bind-if-harmless' | 'read-keys' | 'keep-out';

const AUDIO = 0x01;
const HID = 0x03;
const HUB = 0x09;
const VIDEO = 0x0e;
const BOOT = 1;
const KEYBOARD = 1;

/**
 * Decides about an interface that appears while locked (R32, R34). `known`: `vendor:product` in hexadecimal of
 * the site's headset and webcam.
 */
export function admit(one: UsbInterface, known: ReadonlySet<string>): Admission {
  if (one.interfaceClass === HUB) return 'bind';
  // Refused even on a device that claims to be the headset.
  if (one.interfaceClass === HID && one.subclass === BOOT && one.protocol === KEYBOARD) return 'read-keys';
  if (!known.has(productKey(one))) return 'keep-out';
  if (one.interfaceClass === AUDIO || one.interfaceClass === VIDEO) return 'bind';
  if (one.interfaceClass === HID && one.subclass !== BOOT) return 'bind-if-harmless';
  return 'keep-out';
}

export function isMedia(one: UsbInterface): boolean {
  return one.interfaceClass === AUDIO || one.interfaceClass === VIDEO;
}

export function productKey(one: { readonly vendor: number; readonly product: number }): string {
  const hex = (value: number): string => value.toString(16).padStart(4, '0');
  return `${hex(one.vendor)}:${hex(one.product)}`;
}

const GLOBAL_PAGE = 0x04;
const LOCAL_USAGES: readonly number[] = [0x08, 0x18, 0x28];
const LONG_ITEM = 0xfe;
/** LEDs, buttons, telephony, consumer control; from 0xff00 on vendor-defined. */
const HARMLESS_PAGES: ReadonlySet<number> = new Set([0x08, 0x09, 0x0b, 0x0c]);
const FIRST_VENDOR_PAGE = 0xff00;

/** Whether a HID report descriptor covers headset pages only: no keyboard, pointer or digitizer page. */
export function isHarmlessHid(descriptor: Uint8Array): boolean {
  const isHarmless = (page: number): boolean => HARMLESS_PAGES.has(page) || page >= FIRST_VENDOR_PAGE;
  if (descriptor.length === 0) return false;
  for (let at = 0; at < descriptor.length;) {
    const prefix = descriptor[at] ?? 0;
    if (prefix === LONG_ITEM) return false;
    const length = (prefix & 3) === 3 ? 4 : prefix & 3;
    if (at + 1 + length > descriptor.length) return false;
    let value = 0;
    for (let index = length; index >= 1; index -= 1) value = value * 256 + (descriptor[at + index] ?? 0);
    const item = prefix & 0xfc;
    if (item === GLOBAL_PAGE && !isHarmless(value)) return false;
    // A four-byte usage carries its own page.
    if (LOCAL_USAGES.includes(item) && length === 4 && !isHarmless(Math.floor(value / 0x10000))) return false;
    at += 1 + length;
  }
  return true;
}
