import { DEVICES_PART } from './devices-script.ts';
import { EVIDENCE_PART } from './evidence-script.ts';
import { REFUSALS_PART } from './refusals-script.ts';
import { SUSPENSION_PART } from './suspension-script.ts';

export type PageScriptNames = {
  /** The one global that stays; useless without `token`. */
  readonly control: string;
  readonly token: string;
};

/** Labels of the devices that the meeting may use; null where staff have chosen none, and then any will do (R41). */
export type MeetingDevices = {
  readonly microphone: string | null;
  readonly speaker: string | null;
  readonly camera: string | null;
};

export const ANY_DEVICES: MeetingDevices = { microphone: null, speaker: null, camera: null };

/** What the script in the page is told: at its start, and again whenever it changes. */
export type PageOrders = {
  readonly suspended: boolean;
  readonly devices: MeetingDevices;
};

/**
 * The script that runs in every frame before the page's own. It measures the frame's calls twice a second, in
 * numbers that only whoever has the token is told, gives the page the chosen devices only, keeps our camera and
 * microphone off while the visit is suspended, and refuses what no permission stands before. It keeps what it uses of the platform, and
 * its lists have no prototype, so that a page that replaces built-ins changes nothing.
 */
export function pageScript(names: PageScriptNames, orders: PageOrders): string {
  const values = [names.control, names.token, orders].map((value) => JSON.stringify(value));
  return `((control, token, orders) => {
  'use strict';${BEGINNING}${REFUSALS_PART}${CALLS_ONLY}${SUSPENSION_PART}${DEVICES_PART}${EVIDENCE_PART}})(${values.join(', ')});`;
}

/**
 * The expression that gives orders to a living page, and whose value is what the page has measured. `window`, because
 * a page cannot redefine that one.
 */
export function pageOrders(names: PageScriptNames, orders: PageOrders): string {
  return `window[${JSON.stringify(names.control)}]?.(${JSON.stringify(names.token)}, ${JSON.stringify(orders)})`;
}

const BEGINNING = String.raw`
  const number = window.crypto.getRandomValues(new Uint32Array(1))[0];
  const define = Object.defineProperty, describe = Object.getOwnPropertyDescriptor;
  const apply = Reflect.apply, construct = Reflect.construct, bare = Object.setPrototypeOf;
  const list = () => bare([], null);
  const getter = (owner, name) => {
    const found = typeof owner === 'function' ? describe(owner.prototype, name) : undefined;
    return found === undefined ? undefined : found.get;
  };
  const replace = (owner, name, value) => define(owner, name, { value, writable: true, configurable: true, enumerable: true });
`;

/** A document without calls needs no more. */
const CALLS_ONLY = String.raw`
  if (typeof window.RTCPeerConnection !== 'function' || typeof window.MediaStreamTrack !== 'function') return;
`;
