import { describe, expect, it } from 'vitest';
import type { Clock } from '../../shared/clock.ts';
import type { AttachedDevice } from '../../shared/hardware/attached.ts';
import { ok } from '../../shared/result.ts';
import { HidHeadsets } from './headsets.ts';
import type { HidCollection, HidLibrary } from './hid-library.ts';
import { InputSource, type InputKernel } from './input-source.ts';
import { classifyInputDevices } from './linux-input-devices.ts';
import { StationHardware } from './station-hardware.ts';

const CHANGES = 10_000;
const MOST = 20;
const clock: Clock = { now: () => 0, monotonicMs: () => 0, status: () => 'unsynced' };
const BUTTON = Uint8Array.from(Buffer.from('050c0901a10115002501750109cd9501810295078103c0', 'hex'));

function keyboard(number: number): string {
  return [
    'I: Bus=0003 Vendor=0627 Product=0001 Version=0111',
    `N: Name="Sample Keyboard ${number}"`,
    `S: Sysfs=/devices/sample/input/input${number}`,
    'B: EV=120013',
    'B: KEY=402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe',
  ].join('\n');
}

function headset(number: number): HidCollection {
  return {
    path: `/dev/hidraw${number}`,
    vendorId: 0x0b0e,
    productId: number,
    product: 'Sample',
    usagePage: 0x0b,
    usage: 5,
  };
}

/**
 * A kernel and a HID library whose devices appear and disappear at any moment, even between listing and
 * opening.
 */
class Table {
  readonly keyboards = new Set<number>();
  readonly headsets = new Set<number>();
  readonly open = new Set<number>();
  inputHappened: () => void = () => undefined;
  hidHappened: () => void = () => undefined;
  watchers = 0;
  /** How many turns the kernel takes to answer: varies from call to call. */
  #turns = 0;

  readonly kernel: InputKernel = {
    list: async () => {
      await this.#later();
      return classifyInputDevices([...this.keyboards].map(keyboard).join('\n\n'));
    },
    watch: (happened) => {
      this.inputHappened = happened;
      return this.#watching();
    },
  };

  readonly library: HidLibrary = {
    list: async () => {
      await this.#later();
      return [...this.headsets].map(headset);
    },
    descriptor: async () => {
      await this.#later();
      return BUTTON;
    },
    open: async (path) => {
      await this.#later();
      const number = Number(path.slice('/dev/hidraw'.length));
      if (!this.headsets.has(number)) throw new Error(`cannot open device with path ${path}`);
      this.open.add(number);
      return {
        onReport: () => undefined,
        onEnd: () => undefined,
        close: () => {
          this.open.delete(number);
          return Promise.resolve();
        },
      };
    },
  };

  watchHid(happened: () => void): () => void {
    this.hidHappened = happened;
    return this.#watching();
  }

  every(): () => void {
    return this.#watching();
  }

  #watching(): () => void {
    this.watchers += 1;
    return () => {
      this.watchers -= 1;
    };
  }

  async #later(): Promise<void> {
    this.#turns = (this.#turns + 1) % 4;
    for (let turn = 0; turn < this.#turns; turn += 1) await Promise.resolve();
  }
}

async function quiet(): Promise<void> {
  for (let turn = 0; turn < 500; turn += 1) await Promise.resolve();
}

describe('ten thousand plugs and unplugs', () => {
  it('end in what is attached, with no device left open, no trouble, no watcher and no double id', async () => {
    const table = new Table();
    const inputs = new InputSource(table.kernel, table);
    const headsets = new HidHeadsets({
      load: () => Promise.resolve(ok(table.library)),
      clock,
      timers: table,
      watch: (happened) => table.watchHid(happened),
    });
    const hardware = new StationHardware(inputs, headsets);
    let told = 0;
    hardware.onChange((attached) => {
      told += 1;
      expect(new Set(attached.map((device) => device.id)).size).toBe(attached.length);
    });
    await hardware.start();
    let state = 20_261_122;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let change = 0; change < CHANGES; change += 1) {
      const isHeadset = random(2) === 0;
      const group = isHeadset ? table.headsets : table.keyboards;
      const number = random(MOST);
      if (!group.delete(number)) group.add(number);
      (isHeadset ? table.hidHappened : table.inputHappened)();
      for (let turn = random(12); turn > 0; turn -= 1) await Promise.resolve();
    }
    // One more look, like the rescan after every event.
    await quiet();
    table.hidHappened();
    table.inputHappened();
    await quiet();

    const ids = (kind: AttachedDevice['kind']): readonly string[] =>
      hardware.attached
        .filter((device) => device.kind === kind)
        .map((device) => device.id)
        .toSorted();
    expect(ids('keyboard')).toEqual(
      [...table.keyboards].map((number) => `input:/devices/sample/input/input${number}:keyboard`).toSorted(),
    );
    expect(ids('headset')).toEqual(
      [...table.headsets].map((number) => `hid:/dev/hidraw${number}`).toSorted(),
    );
    expect(hardware.troubles).toEqual([]);
    expect(new Set(table.open)).toEqual(new Set(table.headsets));
    expect(told).toBeGreaterThan(100);
    hardware.stop();
    expect(table.open.size).toBe(0);
    expect(table.watchers).toBe(0);
  });
});
