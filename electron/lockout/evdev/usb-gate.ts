import type { PanelKey } from '../lock.ts';
import { messageOf } from '../step-stack.ts';
import type { Timers } from '../../platform/timers.ts';
import { BootKeyboard } from './boot-keyboard.ts';
import type { Gate } from './hold.ts';
import type { OriginalsFile } from '../helper/originals-file.ts';
import type { UsbOriginals } from './usb-originals.ts';
import { admit, isHarmlessHid, isMedia, productKey, type UsbInterface } from './usb-decision.ts';
import type { ClaimedKeyboard, UsbSystem } from './usb-system.ts';
import type { Report } from '../../platform/log.ts';

export type UsbGateParts = {
  readonly usb: UsbSystem;
  readonly originals: Pick<OriginalsFile<UsbOriginals>, 'read' | 'write' | 'remove'>;
  /** `vendor:product` of the site's headset and webcam, besides those attached when the lock engages. */
  readonly known: readonly string[];
  readonly timers: Pick<Timers, 'every'>;
  readonly monotonicMs: () => number;
  readonly report: Report;
};

const RESCAN_MS = 1000;
const TICK_MS = 100;

/**
 * While locked, no driver binds a new USB device by itself, so that a newly plugged keyboard cannot send a key
 * in the moment before it is taken (measured: without this, keys get through). The known headset and webcam are
 * admitted; a keyboard is read here, for the PIN panel alone (R34). Needs root; `shut` reports where it has no
 * effect.
 */
export class UsbGate implements Gate {
  readonly #parts: UsbGateParts;
  readonly #keyboards = new Map<string, ClaimedKeyboard>();
  #known: ReadonlySet<string> = new Set();
  #stops: (() => void)[] = [];
  #onKeys: (keys: readonly PanelKey[]) => void = () => undefined;
  #isShut = false;

  constructor(parts: UsbGateParts) {
    this.#parts = parts;
  }

  shut(onKeys: (keys: readonly PanelKey[]) => void): 'shut' | 'open' {
    const { usb, originals, timers } = this.#parts;
    const autoprobe = usb.autoprobe();
    if (autoprobe === null) return 'open';
    // Absent after a clean exit: otherwise a helper that died made these changes.
    const before = originals.read();
    const media = usb.interfaces('bound').filter(isMedia).map(productKey);
    const known = [...new Set([...(before?.known ?? []), ...media, ...this.#parts.known])];
    try {
      originals.write({ usbAutoprobe: before?.usbAutoprobe ?? autoprobe, known });
    } catch (error) {
      // What cannot be recorded is not changed.
      this.#parts.report('lock-originals-unwritable', messageOf(error));
      return 'open';
    }
    if (!usb.setAutoprobe(false)) {
      if (before === null) originals.remove();
      return 'open';
    }
    this.#known = new Set(known);
    this.#onKeys = onKeys;
    this.#isShut = true;
    const look = (): void => this.#look();
    this.#stops = [usb.watch(look), timers.every(RESCAN_MS, look)];
    this.#look();
    return 'shut';
  }

  unshut(): void {
    const { usb, originals } = this.#parts;
    this.stop();
    const before = originals.read();
    if (before === null) return;
    if (before.usbAutoprobe && !usb.setAutoprobe(true)) {
      this.#parts.report('lock-usb-not-restored', 'drivers do not get new USB devices; restart the machine');
      return;
    }
    originals.remove();
    // What was blocked meanwhile; a device first, since binding it reveals its interfaces.
    for (const name of usb.unboundDevices()) usb.probe(name);
    for (const one of usb.interfaces('unbound')) usb.probe(one.name);
  }

  /** Stops working in this process and leaves everything blocked. */
  stop(): void {
    this.#isShut = false;
    for (const stop of this.#stops.splice(0)) stop();
    for (const keyboard of this.#keyboards.values()) keyboard.release();
    this.#keyboards.clear();
  }

  #look(): void {
    const { usb } = this.#parts;
    for (const name of usb.unboundDevices()) usb.probe(name);
    const unbound = usb.interfaces('unbound');
    const names = new Set(unbound.map((one) => one.name));
    for (const [name, keyboard] of this.#keyboards) {
      if (names.has(name)) continue;
      keyboard.release();
      this.#keyboards.delete(name);
    }
    for (const one of unbound) this.#admit(one);
  }

  #admit(one: UsbInterface): void {
    const { usb } = this.#parts;
    switch (admit(one, this.#known)) {
      case 'bind':
        return usb.probe(one.name);
      case 'bind-if-harmless': {
        const descriptor = usb.reportDescriptor(one);
        if (descriptor !== null && isHarmlessHid(descriptor)) usb.probe(one.name);
        return;
      }
      case 'read-keys': {
        if (this.#keyboards.has(one.name)) return;
        const keyboard = usb.claimKeyboard(one);
        if (keyboard === null) return;
        this.#keyboards.set(one.name, keyboard);
        void this.#readKeys(one.name, keyboard);
        return;
      }
      case 'keep-out':
    }
  }

  async #readKeys(name: string, keyboard: ClaimedKeyboard): Promise<void> {
    const decoder = new BootKeyboard();
    const isCurrent = (): boolean => this.#isShut && this.#keyboards.get(name) === keyboard;
    const tell = (keys: readonly PanelKey[]): void => {
      if (isCurrent() && keys.length > 0) this.#onKeys(keys);
    };
    // A held Escape sends no further report.
    const stopTicking = this.#parts.timers.every(TICK_MS, () =>
      tell(decoder.tick(this.#parts.monotonicMs())),
    );
    try {
      while (isCurrent()) {
        const report = await keyboard.read();
        if (report !== null) tell(decoder.take(report, this.#parts.monotonicMs()));
      }
    } catch (error) {
      // Usually unplugged; the next look finds what arrived instead.
      this.#parts.report('lock-keyboard-gone', messageOf(error));
    } finally {
      stopTicking();
      if (this.#keyboards.get(name) === keyboard) {
        this.#keyboards.delete(name);
        keyboard.release();
      }
    }
  }
}
