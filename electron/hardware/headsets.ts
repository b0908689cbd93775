import type { Clock } from '../../shared/clock.ts';
import type { AttachedDevice, HardwareTrouble, HeadsetEvent } from '../../shared/hardware/attached.ts';
import type { Result } from '../../shared/result.ts';
import { Coalesced } from '../platform/coalesce.ts';
import { Emitter } from '../platform/emitter.ts';
import type { Timers } from '../platform/timers.ts';
import type { HeadsetSource, SourceReading } from './hardware.ts';
import { HeadsetReports } from './headset-reports.ts';
import { inputBitsOf } from './hid-descriptor.ts';
import type { HidCollection, HidLibrary, OpenHid } from './hid-library.ts';

const GENERIC_DESKTOP_PAGE = 0x01;
const TELEPHONY_PAGE = 0x0b;
const CONSUMER_PAGE = 0x0c;
/** The rule that lets the station's account read the buttons on Linux; shipped in `assets/linux`. */
export const HEADSET_RULE = '/usr/lib/udev/rules.d/70-child-link-input.rules';
const RESCAN_MS = 2000;
const TICK_MS = 100;

export type HeadsetParts = {
  readonly load: () => Promise<Result<HidLibrary, HardwareTrouble>>;
  readonly clock: Clock;
  readonly timers: Pick<Timers, 'every'>;
  /** Calls `happened` when a HID node may have appeared or disappeared; null where nothing reports that. */
  readonly watch: (happened: () => void) => (() => void) | null;
};

type Opened = { readonly device: OpenHid; readonly reports: HeadsetReports };

/**
 * Headsets with buttons, by their HID telephony page (0x0B); turns their reports into events. Degrades and says
 * why.
 */
export class HidHeadsets implements HeadsetSource {
  readonly #parts: HeadsetParts;
  readonly #events = new Emitter<HeadsetEvent>();
  readonly #opened = new Map<string, Opened>();
  readonly #openTroubles = new Map<string, HardwareTrouble>();
  readonly #stops: (() => void)[] = [];
  #library: HidLibrary | null = null;
  #changed: ((reading: SourceReading) => void) | null = null;
  readonly #scan = new Coalesced(() => this.#look());

  constructor(parts: HeadsetParts) {
    this.#parts = parts;
  }

  async start(changed: (reading: SourceReading) => void): Promise<void> {
    this.#changed = changed;
    const library = await this.#parts.load();
    if (!library.ok) {
      changed({ devices: [], troubles: [library.refusal] });
      return;
    }
    this.#library = library.value;
    const stopWatching = this.#parts.watch(() => void this.#scan.request());
    if (stopWatching !== null) this.#stops.push(stopWatching);
    this.#stops.push(
      this.#parts.timers.every(RESCAN_MS, () => void this.#scan.request()),
      this.#parts.timers.every(TICK_MS, () => {
        for (const { reports } of this.#opened.values())
          this.#tell(reports.tick(this.#parts.clock.monotonicMs()));
      }),
    );
    await this.#scan.request();
  }

  stop(): void {
    this.#changed = null;
    for (const stop of this.#stops.splice(0)) stop();
    for (const path of [...this.#opened.keys()]) this.#close(path);
  }

  lookAgain(): void {
    if (this.#library !== null && this.#changed !== null) void this.#scan.request();
  }

  onEvent(listener: (event: HeadsetEvent) => void): () => void {
    return this.#events.on(listener);
  }

  #tell(events: readonly HeadsetEvent[]): void {
    for (const event of events) this.#events.emit(event);
  }

  async #look(): Promise<void> {
    if (this.#library === null || this.#changed === null) return;
    const reading = await this.#read(this.#library);
    this.#changed?.(reading);
  }

  async #read(library: HidLibrary): Promise<SourceReading> {
    try {
      const collections = await library.list();
      await this.#follow(library, collections);
      return { devices: headsetsAmong(collections), troubles: [...this.#openTroubles.values()] };
    } catch (error) {
      // hidapi fails as a whole, for instance when the system's device service is away.
      return { devices: [], troubles: [{ part: 'headset', code: 'unreadable', detail: messageOf(error) }] };
    }
  }

  /** Opens each new headset and closes each that is gone. */
  async #follow(library: HidLibrary, collections: readonly HidCollection[]): Promise<void> {
    const paths = new Set(
      collections.filter((one) => one.usagePage === TELEPHONY_PAGE).map((one) => one.path),
    );
    for (const path of [...this.#opened.keys()]) if (!paths.has(path)) this.#close(path);
    for (const path of [...this.#openTroubles.keys()]) if (!paths.has(path)) this.#openTroubles.delete(path);
    for (const path of paths) if (!this.#opened.has(path)) await this.#open(library, path);
  }

  async #open(library: HidLibrary, path: string): Promise<void> {
    try {
      const descriptor = await library.descriptor(path);
      const reports = new HeadsetReports(descriptor === null ? [] : inputBitsOf(descriptor));
      if (!reports.isUseful) {
        const detail = `${path}: its buttons cannot be understood`;
        this.#openTroubles.set(path, { part: 'headset', code: 'no-descriptor', detail });
        return;
      }
      const device = await library.open(path);
      device.onReport((report) => this.#tell(reports.take(report, this.#parts.clock.monotonicMs())));
      device.onEnd(() => {
        this.#close(path);
        void this.#scan.request();
      });
      if (this.#changed === null) await device.close();
      else this.#opened.set(path, { device, reports });
      this.#openTroubles.delete(path);
    } catch (error) {
      // Unplugged between listing and opening, or no permission on the node; the next scan tries again.
      const detail = `${path}: ${messageOf(error)}; if this stays, install ${HEADSET_RULE}, which lets the station read it`;
      this.#openTroubles.set(path, { part: 'headset', code: 'cannot-open', detail });
    }
  }

  #close(path: string): void {
    const opened = this.#opened.get(path);
    this.#opened.delete(path);
    // It starts unmuted when it is plugged in again, without reporting that.
    if (opened?.reports.isMuted === true) this.#tell(['unmute']);
    opened?.device.close().catch(() => {
      // Already gone, which is what closing was for.
    });
  }
}

/**
 * One entry per HID device: telephony means headset; consumer controls alone may be one and are shown as
 * unknown.
 */
export function headsetsAmong(collections: readonly HidCollection[]): readonly AttachedDevice[] {
  const byPath = new Map<string, HidCollection[]>();
  for (const one of collections) byPath.set(one.path, [...(byPath.get(one.path) ?? []), one]);
  const productsWithInput = new Set(
    collections.filter((one) => one.usagePage === GENERIC_DESKTOP_PAGE).map(productKey),
  );
  const productsWithTelephony = new Set(
    collections.filter((one) => one.usagePage === TELEPHONY_PAGE).map(productKey),
  );
  return [...byPath].flatMap(([path, own]): AttachedDevice[] => {
    const first = own[0];
    if (first === undefined) return [];
    const base = {
      id: `hid:${path}`,
      name: first.product === '' ? 'unnamed HID device' : first.product,
      vendor: hex(first.vendorId),
      product: hex(first.productId),
    };
    const pages = new Set(own.map((one) => one.usagePage));
    if (pages.has(TELEPHONY_PAGE)) return [{ kind: 'headset', ...base, how: 'HID telephony page 0x0B' }];
    const isOther = productsWithInput.has(productKey(first)) || productsWithTelephony.has(productKey(first));
    if (pages.has(CONSUMER_PAGE) && !isOther) {
      return [{ kind: 'unknown', ...base, how: 'HID consumer page 0x0C alone: perhaps a headset' }];
    }
    return [];
  });
}

function productKey(one: HidCollection): string {
  return `${one.vendorId}:${one.productId}`;
}

function hex(value: number): string {
  return value.toString(16).padStart(4, '0');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
