import { z } from 'zod';

/** `vvvv:pppp`: vendor and product of a USB device, four lower-case hexadecimal digits each. */
export const UsbIdentity = z.string().regex(/^[0-9a-f]{4}:[0-9a-f]{4}$/u, 'not-usb-identity');

export type Identified = { readonly vendor: string | null; readonly product: string | null };

/** The devices of this site, by kind, as IT lists them. An empty list allows every device of its kind. */
export type AllowedDevices = {
  readonly headsets: readonly string[];
  readonly webcams: readonly string[];
  readonly buttons: readonly string[];
};

export const EVERY_DEVICE: AllowedDevices = { headsets: [], webcams: [], buttons: [] };

/** Chromium appends `(0b0e:0e41)` to the label of a USB device. */
export function identityOfLabel(label: string): Identified {
  const match = /\(([0-9a-f]{4}):([0-9a-f]{4})\)\s*$/iu.exec(label);
  return { vendor: match?.[1]?.toLowerCase() ?? null, product: match?.[2]?.toLowerCase() ?? null };
}

/** Whether a device is on a list. A device without identity is only on an empty one. */
export function isListed(list: readonly string[], { vendor, product }: Identified): boolean {
  return list.length === 0 || (vendor !== null && product !== null && list.includes(`${vendor}:${product}`));
}
