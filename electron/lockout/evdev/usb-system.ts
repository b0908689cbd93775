import type { UsbInterface } from './usb-decision.ts';

/** A keyboard's interface that no driver has, read here. */
export interface ClaimedKeyboard {
  /** The next report, or null when none came within the time; rejects when the keyboard is gone. */
  read(): Promise<Uint8Array | null>;
  /** Gives the interface back; nobody has it then. */
  release(): void;
}

/** What the gate needs of the kernel's USB core. Nothing here throws. */
export interface UsbSystem {
  /** Whether drivers get new devices by themselves. Null where there is no USB. */
  autoprobe(): boolean | null;
  /** False where that is not permitted. */
  setAutoprobe(isOn: boolean): boolean;
  /** Devices and interfaces without a driver, by the kernel's name. */
  unboundDevices(): readonly string[];
  interfaces(which: 'bound' | 'unbound'): readonly UsbInterface[];
  /** Lets the drivers look at a device or an interface. */
  probe(name: string): void;
  claimKeyboard(one: UsbInterface): ClaimedKeyboard | null;
  /** The HID report descriptor of an interface without a driver, or null. */
  reportDescriptor(one: UsbInterface): Uint8Array | null;
  /** Calls `happened` when a device comes or goes. */
  watch(happened: () => void): () => void;
}
