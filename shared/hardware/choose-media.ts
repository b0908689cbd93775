import type { AttachedDevice, MediaDevice } from './attached.ts';
import { identityOfLabel, isListed, type AllowedDevices } from './usb-identity.ts';

/** Device ids chosen for the meeting, from the staff page's own `enumerateDevices`; null for none. */
export type ChosenMedia = Readonly<Record<MediaDevice['kind'], string | null>>;

type Headset = Pick<AttachedDevice, 'name' | 'vendor' | 'product'>;

const HEADSET_WORDS = /headset|headphone|casque|écouteurs/iu;

/** The media devices that may be used here at all: those on the site's list (empty: all). */
export function permittedMedia<T extends { readonly kind: MediaDevice['kind']; readonly label: string }>(
  media: readonly T[],
  allowed: AllowedDevices,
): readonly T[] {
  return media.filter((device) =>
    isListed(device.kind === 'camera' ? allowed.webcams : allowed.headsets, identityOfLabel(device.label)),
  );
}

/**
 * Chooses the devices to use unless staff choose others: the former choice while it is attached, else the sound
 * of an attached headset (same product, else same name; both ends in one device where possible), else a device
 * that calls itself a headset, else the first. With two headsets, the first listed.
 */
export function chooseMedia(
  media: readonly MediaDevice[],
  headsets: readonly Headset[],
  former: ChosenMedia,
): ChosenMedia {
  const of = (kind: MediaDevice['kind']): readonly MediaDevice[] =>
    media.filter((device) => device.kind === kind);
  const formerIn = (kind: MediaDevice['kind']): MediaDevice | undefined =>
    of(kind).find((device) => device.deviceId === former[kind]);
  const microphone = formerIn('microphone') ?? likeliest(of('microphone'), headsets);
  const speaker =
    formerIn('speaker') ??
    of('speaker').find((device) => microphone !== undefined && isOneDevice(device, microphone)) ??
    likeliest(of('speaker'), headsets);
  const camera = formerIn('camera') ?? of('camera')[0];
  return {
    microphone: microphone?.deviceId ?? null,
    speaker: speaker?.deviceId ?? null,
    camera: camera?.deviceId ?? null,
  };
}

/**
 * The other devices of a kind that are attached beside the chosen one, permitted here or not: a page of the meeting could
 * use them, and only unplugging prevents it (R41).
 */
export function unchosenMedia(
  media: readonly MediaDevice[],
  kind: MediaDevice['kind'],
  chosen: ChosenMedia,
): readonly MediaDevice[] {
  if (chosen[kind] === null) return [];
  return media.filter((device) => device.kind === kind && device.deviceId !== chosen[kind]);
}

/** Whether a media device is the sound of this headset: by product in its label, else by name. */
export function isSoundOf(headset: Headset, device: Pick<MediaDevice, 'label'>): boolean {
  const identity = identityOfLabel(device.label);
  if (identity.vendor !== null && headset.vendor !== null) {
    return identity.vendor === headset.vendor && identity.product === headset.product;
  }
  return headset.name !== '' && device.label.includes(headset.name);
}

function likeliest(devices: readonly MediaDevice[], headsets: readonly Headset[]): MediaDevice | undefined {
  for (const headset of headsets) {
    const found = devices.find((device) => isSoundOf(headset, device));
    if (found !== undefined) return found;
  }
  return devices.find((device) => HEADSET_WORDS.test(device.label)) ?? devices[0];
}

function isOneDevice(one: MediaDevice, other: MediaDevice): boolean {
  if (one.groupId !== '' && one.groupId === other.groupId) return true;
  const [a, b] = [identityOfLabel(one.label), identityOfLabel(other.label)];
  return a.vendor !== null && a.vendor === b.vendor && a.product === b.product;
}
