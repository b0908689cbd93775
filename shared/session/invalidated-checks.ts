import type { AttachedDevice, DeviceKind } from '../hardware/attached.ts';
import { CHECK_NAMES, type CheckName } from './entries.ts';
import type { Session } from './state.ts';

/** The devices that a check depends on. Without any, plugging changes nothing. */
const KINDS: Readonly<Record<CheckName, readonly DeviceKind[]>> = {
  headset: ['headset'],
  microphone: ['microphone'],
  sound: ['speaker'],
  echo: ['microphone', 'speaker'],
  webcam: ['camera'],
  display: ['display'],
  network: [],
  clock: [],
  disk: [],
  lock: ['keyboard', 'pointer', 'touch'],
  sign: [],
};

/** Checks of all devices of their kinds, not of a chosen one. */
const ABOUT_ALL: readonly CheckName[] = ['display', 'lock'];

export type Plugging = {
  readonly came: readonly AttachedDevice[];
  readonly gone: readonly AttachedDevice[];
};

/** What was added and removed between two states of the hardware. */
export function pluggingBetween(
  before: readonly AttachedDevice[],
  after: readonly AttachedDevice[],
): Plugging {
  const missingIn = (list: readonly AttachedDevice[]) => {
    const ids = new Set(list.map((device) => device.id));
    return (device: AttachedDevice): boolean => !ids.has(device.id);
  };
  return { came: after.filter(missingIn(before)), gone: before.filter(missingIn(after)) };
}

/**
 * The checks that must be made again after something was plugged or unplugged, and no others (R4): those made with a
 * device that was unplugged, those that failed and may pass with what came, those that count devices whose number changed.
 */
export function invalidatedChecks(
  checks: Session['checks'],
  attached: readonly AttachedDevice[],
  { came, gone }: Plugging,
): readonly CheckName[] {
  const ids = new Set(attached.map((device) => device.id));
  return CHECK_NAMES.filter((name) => {
    const result = checks[name];
    if (result === undefined) return false;
    const isMine = (device: AttachedDevice): boolean => KINDS[name].includes(device.kind);
    if (ABOUT_ALL.includes(name)) return came.some(isMine) || gone.some(isMine);
    if (KINDS[name].length > 0 && result.devices?.some((device) => !ids.has(device.id)) === true) return true;
    return result.verdict === 'fail' && came.some(isMine);
  });
}
