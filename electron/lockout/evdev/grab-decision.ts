import { EV_ABS, EV_KEY, EV_REL } from './codes.ts';

/** What an event node can do, as the kernel reports it. */
export type NodeFacts = {
  /** The device's own name: technical, for the record. */
  readonly name: string;
  readonly vendor: number;
  readonly product: number;
  /** Event types (EV_KEY, …). */
  readonly types: readonly number[];
  readonly keys: readonly number[];
};

/**
 * A device of the site whose buttons keep working while locked: the headset's volume keys, the power button.
 */
export type AllowedDevice = { readonly vendor: number; readonly product: number };

export type GrabDecision = { readonly grab: boolean; readonly why: string };

const BTN_MISC = 0x100;
const KEY_OK = 0x160;
/** Escape to keypad: any of these makes it something to type on. */
const TYPING_KEYS: readonly (readonly [number, number])[] = [
  [1, 53],
  [57, 57],
  [71, 83],
  [96, 96],
];

/**
 * Whether the lock takes a device (R32): everything with keys or axes, except devices allowed by vendor and
 * product that can neither type nor point. A keyboard that claims to be the headset is taken too.
 */
export function decideGrab(facts: NodeFacts, allowed: readonly AllowedDevice[]): GrabDecision {
  const has = (type: number): boolean => facts.types.includes(type);
  if (!has(EV_KEY) && !has(EV_REL) && !has(EV_ABS)) return { grab: false, why: 'neither keys nor axes' };
  if (!allowed.some((one) => one.vendor === facts.vendor && one.product === facts.product)) {
    return { grab: true, why: 'has keys or axes' };
  }
  if (has(EV_REL)) return { grab: true, why: 'on the list, but can point' };
  if (facts.keys.some(canType)) return { grab: true, why: 'on the list, but can type' };
  if (facts.keys.some((key) => key >= BTN_MISC && key < KEY_OK))
    return { grab: true, why: 'on the list, but can click' };
  return { grab: false, why: 'on the list of allowed devices' };
}

function canType(key: number): boolean {
  return TYPING_KEYS.some(([first, last]) => key >= first && key <= last);
}
