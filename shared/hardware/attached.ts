import { z } from 'zod';

export const DEVICE_KINDS = [
  'keyboard',
  'pointer',
  'touch',
  'headset',
  'camera',
  'microphone',
  'speaker',
  'display',
  'unknown',
] as const;
export const DeviceKind = z.enum(DEVICE_KINDS);
export type DeviceKind = z.infer<typeof DeviceKind>;

/** An attached device. A device with two functions (a mouse that can type) has two entries. */
export const AttachedDevice = z.object({
  kind: DeviceKind,
  /** Stable while the device stays attached; unique among everything attached. */
  id: z.string(),
  name: z.string(),
  /** USB or Bluetooth vendor and product, four hexadecimal digits, or null where unknown. */
  vendor: z.string().nullable(),
  product: z.string().nullable(),
  /** Why it is classified as this kind: technical, for IT. */
  how: z.string(),
});
export type AttachedDevice = z.infer<typeof AttachedDevice>;

/** A media device from a page's `enumerateDevices`, with its kind in our own terms. */
export const MediaDevice = z.object({
  kind: z.enum(['camera', 'microphone', 'speaker']),
  label: z.string(),
  deviceId: z.string(),
  groupId: z.string(),
});
export type MediaDevice = z.infer<typeof MediaDevice>;

const MEDIA_KINDS: Readonly<Record<string, MediaDevice['kind']>> = {
  videoinput: 'camera',
  audioinput: 'microphone',
  audiooutput: 'speaker',
};

/** The kind of a `MediaDeviceInfo`, or null for one the station does not use. */
export function mediaKindOf(browserKind: string): MediaDevice['kind'] | null {
  return MEDIA_KINDS[browserKind] ?? null;
}

export const DisplayDevice = z.object({ id: z.string(), name: z.string() });
export type DisplayDevice = z.infer<typeof DisplayDevice>;

/** What the inmate can do with the headset's buttons. `long-press` asks for a staff member (R36). */
export const HeadsetEvent = z.enum(['hook', 'mute', 'unmute', 'long-press']);
export type HeadsetEvent = z.infer<typeof HeadsetEvent>;

/**
 * Hardware that cannot be detected, and why. While `input-devices` is listed, an empty device list proves nothing.
 */
export const HardwareTrouble = z.object({
  part: z.enum(['input-devices', 'headset']),
  code: z.enum(['unsupported', 'library-missing', 'cannot-open', 'unreadable', 'no-descriptor']),
  detail: z.string(),
});
export type HardwareTrouble = z.infer<typeof HardwareTrouble>;

/** What a session depends on among the attached devices (R4, R30, R31, R43). */
export interface DeviceFacts {
  /** Names of the keyboards, pointers and touch panels. */
  readonly attachedInput: readonly string[];
  readonly headsetPresent: boolean;
  readonly webcamPresent: boolean;
  readonly displays: number;
}

export function deviceFacts(attached: readonly AttachedDevice[]): DeviceFacts {
  const count = (kind: DeviceKind): number => attached.filter((device) => device.kind === kind).length;
  return {
    attachedInput: inputDevices(attached).map((device) => device.name),
    headsetPresent: count('headset') > 0,
    webcamPresent: count('camera') > 0,
    displays: count('display'),
  };
}

/** The devices that the policy wants removed before the inmate is left alone (R30, R31). */
export function inputDevices(attached: readonly AttachedDevice[]): readonly AttachedDevice[] {
  return attached.filter(
    (device) => device.kind === 'keyboard' || device.kind === 'pointer' || device.kind === 'touch',
  );
}
