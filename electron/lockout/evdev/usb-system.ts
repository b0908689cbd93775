import type { UsbInterface } from './usb-decision.ts';

/** A keyboard interface without a driver, read here. */
export interface ClaimedKeyboard {
  /** The next report, or null when none came in time; rejects when the keyboard is gone. */
  read(): Promise<Uint8Array | null>;
  /** Releases the interface; nothing then has it. */
  release(): void;
}

/** What the gate needs of the kernel's USB core. Nothing here throws. */
export interface UsbSystem {
  /** Whether drivers bind new devices by themselves. Null where there is no USB. */
  autoprobe(): boolean | null;
  /** Returns false where that is not permitted. */
  setAutoprobe(isOn: boolean): boolean;
  /** Devices and interfaces without a driver, by the kernel's name. */
  unboundDevices(): readonly string[];
  interfaces(which: 'bound' | 'unbound'): readonly UsbInterface[];
  /** Lets the drivers probe a device or an interface. */
  probe(name: string): void;
  claimKeyboard(one: UsbInterface): ClaimedKeyboard | null;
  /** The HID report descriptor of an interface without a driver, or null. */
  reportDescriptor(one: UsbInterface): Uint8Array | null;
  /** Calls `happened` when a device is plugged in or removed. */
  watch(happened: () => void): () => void;
}
