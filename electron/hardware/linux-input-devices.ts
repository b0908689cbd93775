import type { AttachedDevice, DeviceKind } from '../../shared/hardware/attached.ts';
import { isListed } from '../../shared/hardware/usb-identity.ts';

/** Bits of linux/input-event-codes.h. */
const EV_KEY = 0x01;
const EV_REL = 0x02;
const EV_ABS = 0x03;
const EV_SW = 0x05;
const REL_X = 0x00;
const REL_Y = 0x01;
const ABS_X = 0x00;
const ABS_Y = 0x01;
const ABS_MT_POSITION_X = 0x35;
const ABS_MT_POSITION_Y = 0x36;
const BTN_MOUSE = 0x110;
const BTN_JOYSTICK = 0x120;
const BTN_GAMEPAD = 0x130;
const BTN_TOOL_PEN = 0x140;
const BTN_TOOL_FINGER = 0x145;
const BTN_TOUCH = 0x14a;
const BTN_STYLUS = 0x14b;
const PROP_DIRECT = 0x01;
/** USB and Bluetooth. */
const PLUGGABLE_BUSES: readonly string[] = ['0003', '0005'];
const KEY_POWER_KEYS = [116, 142, 143];

/** The keys that udev requires of a keyboard: Escape to S. */
const FULL_KEYBOARD = range(1, 31);
/**
 * Escape, the digits, the letter rows with Enter, Space, the keypad: any of these makes it something to type
 * on.
 */
const TYPING_KEYS = [...range(1, 53), 57, ...range(71, 83), 96];

/** The kernel's description of one device: bit masks by name (`EV`, `KEY`, …) and its identity. */
type InputStanza = {
  readonly name: string;
  readonly vendor: string | null;
  readonly product: string | null;
  readonly bus: string;
  readonly sysfs: string;
  readonly capabilities: ReadonlyMap<string, bigint>;
};

/** Splits `/proc/bus/input/devices`. `longBits`: the width of the longs in which the kernel writes masks. */
function parseInputDevices(text: string, longBits: 32 | 64 = 64): readonly InputStanza[] {
  return text
    .split(/\n\s*\n/)
    .filter((stanza) => /^[INPSUHB]: /m.test(stanza))
    .map((stanza) => parseStanza(stanza, longBits));
}

function parseStanza(stanza: string, longBits: 32 | 64): InputStanza {
  const capabilities = new Map<string, bigint>();
  for (const [, name = '', words = ''] of stanza.matchAll(/^B: ([A-Z]+)=([0-9a-f ]*)$/gm)) {
    capabilities.set(name, parseMask(words, longBits));
  }
  return {
    name: /^N: Name="(.*)"$/m.exec(stanza)?.[1] ?? '',
    vendor: identity(stanza, 'Vendor'),
    product: identity(stanza, 'Product'),
    bus: /^I: Bus=([0-9a-f]{4})/m.exec(stanza)?.[1] ?? '',
    sysfs: /^S: Sysfs=(.*)$/m.exec(stanza)?.[1] ?? '',
    capabilities,
  };
}

function identity(stanza: string, name: 'Vendor' | 'Product'): string | null {
  const value = new RegExp(`^I: .*\\b${name}=([0-9a-f]{4})\\b`, 'm').exec(stanza)?.[1] ?? null;
  return value === '0000' ? null : value;
}

/** The most significant long comes first; leading zero longs are omitted. */
function parseMask(words: string, longBits: number): bigint {
  return words
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
    .reduce((mask, word) => (mask << BigInt(longBits)) | BigInt(`0x${word}`), 0n);
}

/** Devices that staff are not asked to remove, as IT lists them (R31). They are held like all others. */
export type SortedDevices = {
  /** Products (`vvvv:pppp`) with a few keys; a whole keyboard and a pointer stay what they are. */
  readonly buttons: readonly string[];
  /** Names of what is built into the machine and has no vendor: WMI hot keys, an infrared receiver, HDMI-CEC. */
  readonly builtIn: readonly string[];
};

/** Classifies all devices of `/proc/bus/input/devices`, each as everything it can be (R31). Omits nothing. */
export function classifyInputDevices(
  text: string,
  longBits: 32 | 64 = 64,
  { buttons, builtIn }: SortedDevices = { buttons: [], builtIn: [] },
): readonly AttachedDevice[] {
  return parseInputDevices(text, longBits).flatMap((stanza, index) => {
    const base = {
      name: stanza.name === '' ? 'unnamed input device' : stanza.name,
      vendor: stanza.vendor,
      product: stanza.product,
    };
    const place = stanza.sysfs === '' ? `stanza-${index}` : stanza.sysfs;
    const isButtons = buttons.length > 0 && isListed(buttons, stanza);
    const verdicts: readonly Verdict[] =
      builtIn.includes(stanza.name) && isPartOfMachine(stanza)
        ? [{ kind: 'unknown', how: 'built into the machine, named by IT' }]
        : kindsOf(stanza, isButtons);
    return verdicts.map(({ kind, how }) => ({
      kind,
      id: `input:${place}:${kind}`,
      ...base,
      how,
    }));
  });
}

/** A name proves nothing of a device that can be plugged in. */
function isPartOfMachine({ vendor, bus }: InputStanza): boolean {
  return vendor === null && !PLUGGABLE_BUSES.includes(bus);
}

type Verdict = { readonly kind: DeviceKind; readonly how: string };

/**
 * Classifies by capability, like udev's input_id, not by name. Stricter in one point: a device with only some
 * typing keys (a keypad, a presenter, a scanner) counts as a keyboard.
 */
function kindsOf(stanza: InputStanza, isButtons: boolean): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  const pointing = pointingKind(stanza);
  if (pointing !== null) verdicts.push(pointing);
  if (has(stanza, 'EV', EV_KEY)) {
    if (FULL_KEYBOARD.every((key) => has(stanza, 'KEY', key))) {
      verdicts.push({ kind: 'keyboard', how: 'has keys 1 to 31 (udev: ID_INPUT_KEYBOARD)' });
    } else if (TYPING_KEYS.some((key) => has(stanza, 'KEY', key))) {
      verdicts.push(
        isButtons
          ? { kind: 'unknown', how: 'has some keys that type, allowed for this site' }
          : { kind: 'keyboard', how: 'has some keys that type' },
      );
    }
  }
  return verdicts.length === 0 ? [{ kind: 'unknown', how: otherwise(stanza) }] : verdicts;
}

function pointingKind(stanza: InputStanza): Verdict | null {
  const key = (bit: number): boolean => has(stanza, 'EV', EV_KEY) && has(stanza, 'KEY', bit);
  const axis = (bit: number): boolean => has(stanza, 'EV', EV_ABS) && has(stanza, 'ABS', bit);
  const isAbsolute = axis(ABS_X) && axis(ABS_Y);
  const isMultitouch = axis(ABS_MT_POSITION_X) && axis(ABS_MT_POSITION_Y);
  const isRelative = has(stanza, 'EV', EV_REL) && has(stanza, 'REL', REL_X) && has(stanza, 'REL', REL_Y);
  const hasMouseButton = range(BTN_MOUSE, BTN_JOYSTICK - 1).some(key);
  const isDirect = has(stanza, 'PROP', PROP_DIRECT);

  if (isAbsolute || isMultitouch) {
    if (key(BTN_STYLUS) || key(BTN_TOOL_PEN))
      return { kind: 'pointer', how: 'tablet: absolute axes and a pen' };
    if (key(BTN_TOOL_FINGER) && !isDirect)
      return { kind: 'pointer', how: 'touchpad: absolute axes and a finger' };
    if (hasMouseButton) return { kind: 'pointer', how: 'absolute axes and mouse buttons' };
    if (key(BTN_TOUCH) || isDirect) return { kind: 'touch', how: 'touch screen: absolute axes and touch' };
    return null;
  }
  if (isRelative && hasMouseButton) return { kind: 'pointer', how: 'mouse: relative axes and mouse buttons' };
  if (isRelative) return { kind: 'pointer', how: 'relative axes' };
  if (hasMouseButton) return { kind: 'pointer', how: 'mouse buttons without axes' };
  return null;
}

function otherwise(stanza: InputStanza): string {
  if (range(BTN_JOYSTICK, BTN_TOOL_PEN - 1).some((key) => has(stanza, 'KEY', key))) {
    return has(stanza, 'KEY', BTN_GAMEPAD) ? 'gamepad' : 'joystick';
  }
  if (KEY_POWER_KEYS.some((key) => has(stanza, 'KEY', key))) return 'power or sleep button';
  if (has(stanza, 'EV', EV_KEY)) return 'keys that do not type';
  if (has(stanza, 'EV', EV_SW)) return 'switch';
  return 'neither keys nor axes';
}

function has(stanza: InputStanza, mask: string, bit: number): boolean {
  return (((stanza.capabilities.get(mask) ?? 0n) >> BigInt(bit)) & 1n) === 1n;
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
