import type { AttachedDevice } from '../../shared/hardware/attached.ts';
import type { DeviceSource, SourceReading } from './hardware.ts';

/** How a system tells of its input devices. */
export type InputKernel = {
  /** All of them, classified. Rejects where the system does not say. */
  list(): Promise<readonly AttachedDevice[]>;
  /** Calls `happened` when a device node comes or goes. Null where there is nothing to watch yet. */
  watch(happened: () => void): (() => void) | null;
  every(ms: number, action: () => void): () => void;
};

const RESCAN_MS = 5000;

/** Input devices: listed when the system says that they changed, with a slow rescan behind it in case it did not. */
export class InputSource implements DeviceSource {
  readonly #kernel: InputKernel;
  #changed: ((reading: SourceReading) => void) | null = null;
  #stopWatching: (() => void) | null = null;
  #stopRescan: (() => void) | null = null;
  #reading: Promise<void> | null = null;
  #again = false;

  constructor(kernel: InputKernel) {
    this.#kernel = kernel;
  }

  async start(changed: (reading: SourceReading) => void): Promise<void> {
    this.#changed = changed;
    this.#watch();
    this.#stopRescan = this.#kernel.every(RESCAN_MS, () => {
      // The folder may appear only with the first device.
      this.#watch();
      void this.#scan();
    });
    await this.#scan();
  }

  stop(): void {
    this.#changed = null;
    this.#stopWatching?.();
    this.#stopWatching = null;
    this.#stopRescan?.();
    this.#stopRescan = null;
  }

  lookAgain(): void {
    if (this.#changed !== null) void this.#scan();
  }

  #watch(): void {
    this.#stopWatching ??= this.#kernel.watch(() => void this.#scan());
  }

  /** One reading at a time; what happens meanwhile is read once more afterwards. */
  #scan(): Promise<void> {
    this.#again = true;
    this.#reading ??= this.#scanUntilQuiet().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #scanUntilQuiet(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      const reading = await this.#read();
      this.#changed?.(reading);
    }
  }

  async #read(): Promise<SourceReading> {
    try {
      return { devices: await this.#kernel.list(), troubles: [] };
    } catch (error) {
      // What tells of devices is the system's own: unreadable only where the system hides it.
      const detail = error instanceof Error ? error.message : String(error);
      return { devices: [], troubles: [{ part: 'input-devices', code: 'unreadable', detail }] };
    }
  }
}
