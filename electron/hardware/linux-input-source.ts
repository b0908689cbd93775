import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { DeviceSource, SourceReading } from './hardware.ts';
import { classifyInputDevices } from './linux-input-devices.ts';

/** The two ways in which the kernel tells of input devices; replaced in tests. */
export type InputKernel = {
  /** The text of `/proc/bus/input/devices`. */
  read(): Promise<string>;
  /** Calls `happened` when a device node comes or goes. Null where there is nothing to watch yet. */
  watch(happened: () => void): (() => void) | null;
  every(ms: number, action: () => void): () => void;
};

const RESCAN_MS = 5000;

/** Input devices of Linux: read when the kernel says so, with a slow rescan behind it in case it did not. */
export class LinuxInputSource implements DeviceSource {
  readonly #kernel: InputKernel;
  readonly #buttons: readonly string[];
  #changed: ((reading: SourceReading) => void) | null = null;
  #stopWatching: (() => void) | null = null;
  #stopRescan: (() => void) | null = null;
  #reading: Promise<void> | null = null;
  #again = false;

  /** `buttons`: products whose few keys IT has allowed, `vvvv:pppp`. */
  constructor(kernel: InputKernel = linuxKernel, buttons: readonly string[] = []) {
    this.#kernel = kernel;
    this.#buttons = buttons;
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
      return { devices: classifyInputDevices(await this.#kernel.read(), 64, this.#buttons), troubles: [] };
    } catch (error) {
      // The file is the kernel's: unreadable only where the system hides it.
      const detail = error instanceof Error ? error.message : String(error);
      return { devices: [], troubles: [{ part: 'input-devices', code: 'unreadable', detail }] };
    }
  }
}

/** The kernel of this machine. */
export const linuxKernel: InputKernel = {
  read: () => readFile('/proc/bus/input/devices', 'latin1'),
  watch(happened) {
    try {
      const watcher = watch('/dev/input', { persistent: false }, happened);
      // Ends with the folder; the rescan goes on.
      watcher.on('error', () => watcher.close());
      return () => watcher.close();
    } catch {
      // No such folder: no input device has been seen since the system started.
      return null;
    }
  },
  every(ms, action) {
    const timer = setInterval(action, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};
