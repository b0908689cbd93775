import { DEVICES_PART } from './devices-script.ts';
import { CLIPBOARD_PART } from './clipboard-script.ts';

/** Labels of the devices that the meeting may use; null where staff have chosen none, and then any will do (R41). */
export type MeetingDevices = {
  readonly microphone: string | null;
  readonly speaker: string | null;
  readonly camera: string | null;
};

export const ANY_DEVICES: MeetingDevices = { microphone: null, speaker: null, camera: null };

/**
 * The script that runs in every frame before the page's own. It offers the chosen devices and takes away copying and
 * pasting by script: what the engine has no switch for. It holds no secret, takes no orders and reports nothing, so
 * there is nothing in it for a page to find; nothing that must hold depends on it (`meeting-view.ts` closes the page
 * instead, and `webrtc-internals.ts` reports which device was opened).
 *
 * It keeps its own references to the platform, and its lists have no prototype, so that a page that replaces
 * built-ins changes nothing.
 */
export function pageScript(devices: MeetingDevices): string {
  return `((devices) => {
  'use strict';${BEGINNING}${CLIPBOARD_PART}${DEVICES_PART}})(${JSON.stringify(devices)});`;
}

const BEGINNING = String.raw`
  const define = Object.defineProperty, describe = Object.getOwnPropertyDescriptor;
  const apply = Reflect.apply, construct = Reflect.construct, bare = Object.setPrototypeOf;
  const list = () => bare([], null);
  const getter = (owner, name) => {
    const found = typeof owner === 'function' ? describe(owner.prototype, name) : undefined;
    return found === undefined ? undefined : found.get;
  };
  const replace = (owner, name, value) => define(owner, name, { value, writable: true, configurable: true, enumerable: true });
`;
