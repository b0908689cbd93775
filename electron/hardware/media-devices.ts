import type { AttachedDevice, MediaDevice } from '../../shared/hardware/attached.ts';
import { identityOfLabel } from '../../shared/hardware/usb-identity.ts';

/** Entries that are aliases of another device in the same list. */
const ALIASES: ReadonlySet<string> = new Set(['default', 'communications']);
const BUILT_IN = /built-?in|internal|interne|intégré/i;

/**
 * Converts a page's media devices to attached devices. A microphone and a speaker of one group that are not
 * built in also make a headset, unless HID already reported that product (`knownHeadsets`).
 */
export function attachedMedia(
  media: readonly MediaDevice[],
  knownHeadsets: readonly AttachedDevice[],
): readonly AttachedDevice[] {
  const real = media.filter((device) => !ALIASES.has(device.deviceId));
  const devices = real.map((device, index): AttachedDevice => {
    const identity = identityOfLabel(device.label);
    return {
      kind: device.kind,
      // Before a page may use media, the browser reveals neither identity nor label.
      id: `media:${device.kind}:${device.deviceId === '' ? index : device.deviceId}`,
      name: device.label === '' ? `unnamed ${device.kind}` : device.label,
      ...identity,
      how: 'listed by the browser',
    };
  });
  const headsets = real
    .filter((device) => device.kind === 'microphone' && device.groupId !== '' && !BUILT_IN.test(device.label))
    .filter((device) => real.some((other) => other.kind === 'speaker' && other.groupId === device.groupId))
    .map((device): AttachedDevice => ({
      kind: 'headset',
      id: `media-group:${device.groupId}`,
      name: device.label === '' ? 'unnamed headset' : device.label,
      ...identityOfLabel(device.label),
      how: 'microphone and speaker in one device',
    }))
    .filter((headset) => !knownHeadsets.some((known) => isSameProduct(known, headset)));
  return [...headsets, ...devices];
}

function isSameProduct(one: AttachedDevice, other: AttachedDevice): boolean {
  if (one.kind !== 'headset') return false;
  if (one.vendor !== null && other.vendor !== null) {
    return one.vendor === other.vendor && one.product === other.product;
  }
  return other.name.includes(one.name);
}
