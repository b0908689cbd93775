import type { AttachedDevice } from '../../shared/hardware/attached.ts';
import { Coalesced } from '../platform/coalesce.ts';
import type { Timers } from '../platform/timers.ts';
import type { DeviceSource, SourceReading } from './hardware.ts';

/** How a system reports its input devices. */
export type InputKernel = {
  /** Lists and classifies all of them. Rejects where the system does not say. */
  list(): Promise<readonly AttachedDevice[]>;
  /** Calls `happened` when a device node appears or disappears. Null where there is nothing to watch yet. */
  watch(happened: () => void): (() => void) | null;
};

const RESCAN_MS = 5000;

/** Input devices: listed when the system reports a change, with a slow rescan in case it does not. */
export class InputSource implements DeviceSource {
  readonly #kernel: InputKernel;
  readonly #timers: Pick<Timers, 'every'>;
  #changed: ((reading: SourceReading) => void) | null = null;
  #stopWatching: (() => void) | null = null;
  #stopRescan: (() => void) | null = null;
  readonly #scan = new Coalesced(() => this.#look());

  constructor(kernel: InputKernel, timers: Pick<Timers, 'every'>) {
    this.#kernel = kernel;
    this.#timers = timers;
  }

  async start(changed: (reading: SourceReading) => void): Promise<void> {
    this.#changed = changed;
    this.#watch();
    this.#stopRescan = this.#timers.every(RESCAN_MS, () => {
      // The folder may appear only with the first device.
      this.#watch();
      void this.#scan.request();
    });
    await this.#scan.request();
  }

  stop(): void {
    this.#changed = null;
    this.#stopWatching?.();
    this.#stopWatching = null;
    this.#stopRescan?.();
    this.#stopRescan = null;
  }

  lookAgain(): void {
    if (this.#changed !== null) void this.#scan.request();
  }

  #watch(): void {
    this.#stopWatching ??= this.#kernel.watch(() => void this.#scan.request());
  }

  async #look(): Promise<void> {
    const reading = await this.#read();
    this.#changed?.(reading);
  }

  async #read(): Promise<SourceReading> {
    try {
      return { devices: await this.#kernel.list(), troubles: [] };
    } catch (error) {
      // The list belongs to the system: unreadable only where the system hides it.
      const detail = error instanceof Error ? error.message : String(error);
      return { devices: [], troubles: [{ part: 'input-devices', code: 'unreadable', detail }] };
    }
  }
}
