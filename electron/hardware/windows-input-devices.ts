import type { AttachedDevice, DeviceKind } from '../../shared/hardware/attached.ts';

/** One raw input device, as `GetRawInputDeviceInfoW` describes it. */
export type RawInputDevice = {
  /** `\\?\HID#VID_046D&PID_C31C&MI_00#…`: stable while the device stays in its port. */
  readonly path: string;
  /** The device's own name; empty where it has none. */
  readonly product: string;
  readonly info:
    | { readonly type: 'mouse'; readonly buttons: number }
    | { readonly type: 'keyboard'; readonly keys: number }
    | { readonly type: 'hid'; readonly usagePage: number; readonly usage: number };
};

const GENERIC_DESKTOP = 0x01;
const CONSUMER = 0x0c;
const TELEPHONY = 0x0b;
const DIGITIZER = 0x0d;
const TOUCH_SCREEN = 0x04;

/** Windows creates a virtual keyboard and mouse for remote sessions. Nobody sits at them. */
const REMOTE_SESSION = /#RDP_(?:KBD|MOU)#/iu;

/**
 * Classifies all raw input devices (R31). Omits nothing. `builtIn`: names that IT gave of what is built into the machine;
 * a device with a vendor stays what it is.
 */
export function classifyRawInput(
  devices: readonly RawInputDevice[],
  builtIn: readonly string[] = [],
): readonly AttachedDevice[] {
  return devices.map((device) => {
    const found = verdictOf(device);
    const identity = identityOf(device.path);
    const name = nameOf(device, found.kind, identity);
    const { kind, how }: Verdict =
      identity.vendor === null && builtIn.includes(name)
        ? { kind: 'unknown', how: 'built into the machine, named by IT' }
        : found;
    return {
      kind,
      id: `input:${device.path}:${kind}`,
      name,
      ...identity,
      how,
    };
  });
}

type Verdict = { readonly kind: DeviceKind; readonly how: string };

function verdictOf({ path, info }: RawInputDevice): Verdict {
  if (REMOTE_SESSION.test(path)) return { kind: 'unknown', how: 'of a remote session' };
  switch (info.type) {
    case 'keyboard':
      // Windows does not list a device's keys: anything it calls a keyboard can type.
      return { kind: 'keyboard', how: `raw input: keyboard of ${info.keys} keys` };
    case 'mouse':
      return { kind: 'pointer', how: `raw input: mouse of ${info.buttons} buttons` };
    case 'hid':
      return hidVerdict(info.usagePage, info.usage);
  }
}

function hidVerdict(usagePage: number, usage: number): Verdict {
  const page = `HID page 0x${hex(usagePage, 2)}, usage 0x${hex(usage, 2)}`;
  switch (usagePage) {
    case DIGITIZER:
      return usage === TOUCH_SCREEN
        ? { kind: 'touch', how: `touch screen: ${page}` }
        : { kind: 'pointer', how: `pen or touchpad: ${page}` };
    case GENERIC_DESKTOP:
      return desktopVerdict(usage, page);
    case CONSUMER:
      return { kind: 'unknown', how: `keys that do not type: ${page}` };
    case TELEPHONY:
      return { kind: 'unknown', how: `buttons of a headset: ${page}` };
    default:
      return { kind: 'unknown', how: page };
  }
}

function desktopVerdict(usage: number, page: string): Verdict {
  switch (usage) {
    case 0x01:
    case 0x02:
      return { kind: 'pointer', how: `mouse: ${page}` };
    case 0x06:
    case 0x07:
      return { kind: 'keyboard', how: `keyboard or keypad: ${page}` };
    case 0x04:
      return { kind: 'unknown', how: `joystick: ${page}` };
    case 0x05:
      return { kind: 'unknown', how: `gamepad: ${page}` };
    case 0x80:
      return { kind: 'unknown', how: `power or sleep button: ${page}` };
    default:
      return { kind: 'unknown', how: page };
  }
}

function identityOf(path: string): Pick<AttachedDevice, 'vendor' | 'product'> {
  // USB writes VID_046D&PID_C31C, Bluetooth VID&0002046D_PID&C31C or VID&02046D_PID&C31C.
  const vendor =
    /VID(?:_|&(?:[0-9A-F]{2}){1,2}?)([0-9A-F]{4})(?![0-9A-F])/iu.exec(path)?.[1]?.toLowerCase() ?? null;
  const product = /PID[_&]([0-9A-F]{4})/iu.exec(path)?.[1]?.toLowerCase() ?? null;
  return { vendor, product };
}

function nameOf(
  device: RawInputDevice,
  kind: DeviceKind,
  { vendor, product }: Pick<AttachedDevice, 'vendor' | 'product'>,
): string {
  if (device.product !== '') return device.product;
  return vendor === null ? `unnamed ${kind}` : `unnamed ${kind} (${vendor}:${product ?? '0000'})`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
