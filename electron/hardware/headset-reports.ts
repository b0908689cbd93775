import type { HeadsetEvent } from '../../shared/hardware/attached.ts';
import type { HidInputBit } from './hid-descriptor.ts';

/** HID usage tables 1.4: telephony page 0x0B, consumer page 0x0C. */
const HOOK_SWITCH = 0x0b0020;
const FLASH = 0x0b0021;
const PHONE_MUTE = 0x0b002f;
const PLAY_PAUSE = 0x0c00cd;
const USAGES: ReadonlySet<number> = new Set([HOOK_SWITCH, FLASH, PHONE_MUTE, PLAY_PAUSE]);

/** How long a button is held to ask for a staff member (R36). */
export const LONG_PRESS_MS = 1500;

/** Turns the reports of one headset into events. Total: accepts any bytes of any length. */
export class HeadsetReports {
  readonly #bits: readonly HidInputBit[];
  readonly #isNumbered: boolean;
  readonly #values = new Map<HidInputBit, boolean>();
  #muted = false;
  #heldSinceMs: number | null = null;
  #longPressSent = false;

  /** `bits`: the device's whole report descriptor, parsed. */
  constructor(bits: readonly HidInputBit[]) {
    this.#isNumbered = bits.some((bit) => bit.reportId !== 0);
    this.#bits = bits.filter((bit) => USAGES.has(bit.usage));
  }

  /** Whether the microphone was last reported as muted. */
  get isMuted(): boolean {
    return this.#muted;
  }

  /** Whether the descriptor has any button that means something here. */
  get isUseful(): boolean {
    return this.#bits.length > 0;
  }

  /** `report` as node-hid delivers it: starting with its number where the device numbers its reports. */
  take(report: Uint8Array, nowMs: number): readonly HeadsetEvent[] {
    const reportId = this.#isNumbered ? (report[0] ?? 0) : 0;
    const data = this.#isNumbered ? report.subarray(1) : report;
    const events: HeadsetEvent[] = [];
    for (const bit of this.#bits) {
      if (bit.reportId !== reportId || bit.bit >= data.length * 8) continue;
      const isOn = isOnIn(data, bit);
      const wasOn = this.#values.get(bit) ?? false;
      this.#values.set(bit, isOn);
      if (isOn !== wasOn) events.push(...this.#changed(bit, isOn));
    }
    this.#followHold(nowMs);
    return [...events, ...this.tick(nowMs)];
  }

  /** Call regularly: a held button sends no reports of its own. */
  tick(nowMs: number): readonly HeadsetEvent[] {
    if (this.#heldSinceMs === null || this.#longPressSent || nowMs - this.#heldSinceMs < LONG_PRESS_MS)
      return [];
    this.#longPressSent = true;
    return ['long-press'];
  }

  #changed(bit: HidInputBit, isOn: boolean): readonly HeadsetEvent[] {
    switch (bit.usage) {
      case HOOK_SWITCH:
        return bit.isRelative && !isOn ? [] : ['hook'];
      case PHONE_MUTE:
        if (bit.isRelative && !isOn) return [];
        this.#muted = bit.isRelative ? !this.#muted : isOn;
        return [this.#muted ? 'mute' : 'unmute'];
      default:
        return [];
    }
  }

  /**
   * Only buttons can be held; a hook switch or mute that reports its state would look held for the whole call.
   */
  #followHold(nowMs: number): void {
    const isHeld = this.#bits.some((bit) => isButton(bit) && this.#values.get(bit) === true);
    if (!isHeld) {
      this.#heldSinceMs = null;
      this.#longPressSent = false;
    } else {
      this.#heldSinceMs ??= nowMs;
    }
  }
}

function isOnIn(data: Uint8Array, { bit, among }: HidInputBit): boolean {
  if (among === undefined) return field(data, bit, 1) === 1;
  const { value, sizeBits, count } = among;
  return Array.from({ length: count }, (_, index) => field(data, bit + index * sizeBits, sizeBits)).includes(
    value,
  );
}

/** Bits beyond the end of the report are 0. */
function field(data: Uint8Array, start: number, sizeBits: number): number {
  let value = 0;
  for (let index = 0; index < sizeBits; index += 1) {
    const at = start + index;
    value |= (((data[at >> 3] ?? 0) >> (at & 7)) & 1) << index;
  }
  return value;
}

function isButton(bit: HidInputBit): boolean {
  return bit.isRelative || bit.usage === FLASH || bit.usage === PLAY_PAUSE;
}
