import type { PanelKey } from '../lock.ts';
import { PanelKeyReader } from '../panel-keys.ts';
import { meaningOfHidUsage } from './key-meanings.ts';

/** Modifiers, a reserved byte, up to six usages (HID 1.11, appendix B.1). */
const FIRST_USAGE = 2;
const LAST_USAGE = 7;
/** Usages 1 to 3 report an error: the keyboard cannot tell which keys are down. */
const FIRST_KEY = 4;

/** Turns reports of a boot-protocol keyboard into panel keys. Accepts any bytes. */
export class BootKeyboard {
  readonly #reader = new PanelKeyReader([]);
  #down: ReadonlySet<number> = new Set();

  take(report: Uint8Array, nowMs: number): readonly PanelKey[] {
    const usages = Array.from(report.subarray(FIRST_USAGE, LAST_USAGE + 1));
    if (usages.some((usage) => usage > 0 && usage < FIRST_KEY)) return [];
    const down = new Set(usages.filter((usage) => usage >= FIRST_KEY));
    const keys = [
      ...this.#strokes(
        'release',
        [...this.#down].filter((usage) => !down.has(usage)),
        nowMs,
      ),
      ...this.#strokes(
        'press',
        [...down].filter((usage) => !this.#down.has(usage)),
        nowMs,
      ),
    ];
    this.#down = down;
    return keys;
  }

  tick(nowMs: number): readonly PanelKey[] {
    return this.#reader.tick(nowMs);
  }

  #strokes(type: 'press' | 'release', usages: readonly number[], nowMs: number): readonly PanelKey[] {
    return usages.flatMap((keycode) =>
      this.#reader.take({ type, keycode, meaning: meaningOfHidUsage(keycode), atMs: nowMs >>> 0 }, nowMs),
    );
  }
}
