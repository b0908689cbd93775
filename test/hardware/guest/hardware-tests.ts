import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { chooseHardware } from '../../../electron/hardware/choose-hardware.ts';
import type { Hardware } from '../../../electron/hardware/hardware.ts';
import type { AttachedDevice } from '../../../shared/hardware/attached.ts';
import { plug, quantiles, unplug, until, USB_DRIVERS, type UsbDriver } from './control.ts';
import { guestClock } from './guest-clock.ts';
import { inputPlaces, madeAtMs, nodeAtPort } from './kernel.ts';
import { HEADSET, Uhid } from './uhid.ts';

const PORTS = 6;
const SETTLE_MS = 20_000;

/** Repeatable for one seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** How often each device appeared and disappeared, according to `onChange`. */
class Diary {
  readonly comings = new Map<string, number>();
  readonly goings = new Map<string, number>();
  readonly seenAtMs = new Map<string, number>();
  readonly #seen = new Set<string>();

  constructor(hardware: Hardware) {
    for (const device of hardware.attached) this.#seen.add(device.id);
    hardware.onChange((attached) => this.#take(attached));
  }

  #take(attached: readonly AttachedDevice[]): void {
    const now = new Set(attached.map((device) => device.id));
    for (const id of now) {
      if (this.#seen.has(id)) continue;
      this.#seen.add(id);
      this.comings.set(id, (this.comings.get(id) ?? 0) + 1);
      this.seenAtMs.set(id, Date.now());
    }
    for (const id of [...this.#seen]) {
      if (now.has(id)) continue;
      this.#seen.delete(id);
      this.goings.set(id, (this.goings.get(id) ?? 0) + 1);
    }
  }
}

function inputIds(hardware: Hardware): readonly string[] {
  return hardware.attached.filter((device) => device.id.startsWith('input:')).map((device) => device.id);
}

/** The sysfs paths that the station lists, without the kind after them. */
function placesOf(hardware: Hardware): readonly string[] {
  return [
    ...new Set(inputIds(hardware).map((id) => id.replace(/^input:/, '').replace(/:[a-z]+$/, ''))),
  ].sort();
}

const isSame = (one: readonly string[], other: readonly string[]): boolean => one.join() === other.join();

/** Counts by kind what each emulated device must be. */
const KIND_OF: Readonly<Record<UsbDriver, 'keyboard' | 'pointer'>> = {
  'usb-kbd': 'keyboard',
  'usb-mouse': 'pointer',
  'usb-tablet': 'pointer',
  'usb-wacom-tablet': 'pointer',
};

export function hardwareTests({ changes, seed }: { readonly changes: number; readonly seed: number }): void {
  test('what is attached ends equal to the kernel’s own list, after any order of plugging', async (t) => {
    const random = randomFrom(seed);
    const hardware = chooseHardware({ platform: 'linux', clock: guestClock, buttons: [] });
    await hardware.start();
    const diary = new Diary(hardware);
    const plugged = new Map<number, { readonly id: string; readonly driver: UsbDriver }>();
    const before = { keyboard: kinds(hardware, 'keyboard'), pointer: kinds(hardware, 'pointer') };
    const sinceOrder: number[] = [];
    const sinceNode: number[] = [];
    let done = 0;
    let count = 0;

    const one = async (): Promise<void> => {
      done += 1;
      const port = 1 + Math.floor(random() * PORTS);
      const there = plugged.get(port);
      if (there !== undefined) {
        plugged.delete(port);
        await unplug(there.id);
        return;
      }
      const driver = USB_DRIVERS[Math.floor(random() * USB_DRIVERS.length)] ?? 'usb-kbd';
      count += 1;
      const id = `d${count}`;
      plugged.set(port, { id, driver });
      await plug(driver, id, port);
    };
    const settled = (): Promise<true> =>
      until(
        'the value to be equal to the kernel’s list',
        () =>
          isSame(placesOf(hardware), inputPlaces()) &&
          kinds(hardware, 'keyboard') - before.keyboard === expected(plugged.values(), 'keyboard') &&
          kinds(hardware, 'pointer') - before.pointer === expected(plugged.values(), 'pointer'),
        SETTLE_MS,
      );

    while (done < changes) {
      if (random() < 0.12) {
        // A burst without pauses.
        const length = 3 + Math.floor(random() * 6);
        for (let step = 0; step < length; step += 1) await one();
        await settled();
        continue;
      }
      const orderedAt = performance.now();
      const known = new Set(inputIds(hardware));
      const portsBefore = new Set(plugged.keys());
      await one();
      const port = [...plugged.keys()].find((candidate) => !portsBefore.has(candidate));
      await settled();
      if (port === undefined) continue;
      const fresh = inputIds(hardware).find((id) => !known.has(id) && id.includes(`-${port}/`));
      const node = nodeAtPort(port);
      const seenAt = fresh === undefined ? undefined : diary.seenAtMs.get(fresh);
      if (node === null || seenAt === undefined) continue;
      sinceOrder.push(performance.now() - orderedAt - (Date.now() - seenAt));
      sinceNode.push(seenAt - madeAtMs(node));
    }
    for (const { id } of plugged.values()) await unplug(id);
    plugged.clear();
    await settled();

    assert.deepEqual(placesOf(hardware), inputPlaces());
    for (const [id, times] of diary.comings) {
      assert.equal(times, 1, `${id} came ${times} times`);
      assert.equal(diary.goings.get(id), 1, `${id} went ${String(diary.goings.get(id))} times`);
    }
    assert.equal(hardware.troubles.length, 0, JSON.stringify(hardware.troubles));
    t.diagnostic(`changes ${done}, devices that came and went once ${diary.comings.size}`);
    t.diagnostic(`order to plug → value: ${quantiles(sinceOrder)}`);
    t.diagnostic(`device node → value: ${quantiles(sinceNode)}`);
    hardware.stop();
  });

  test('a telephony headset is found, its buttons are told once each, and it is gone when it is unplugged', async (t) => {
    const hardware = chooseHardware({ platform: 'linux', clock: guestClock, buttons: [] });
    const events: string[] = [];
    hardware.onHeadset((event) => events.push(event));
    await hardware.start();
    const orderedAt = performance.now();
    const headset = new Uhid({
      name: 'Sample Headset',
      vendor: 0x0b0e,
      product: 0x0e41,
      descriptor: HEADSET,
    });
    const isThere = (): boolean =>
      hardware.attached.some((device) => device.kind === 'headset' && device.product === '0e41');
    await until('the headset to be there', isThere);
    t.diagnostic(`headset → value: ${(performance.now() - orderedAt).toFixed(0)} ms`);
    // Listed a moment before its reports are opened.
    await pause(500);
    headset.report([1, 1]);
    await until('the hook', () => events.length === 1);
    headset.report([1, 3]);
    await until('mute', () => events.length === 2);
    await until('the long press', () => events.length === 3);
    headset.report([1, 1]);
    headset.report([1, 3]);
    await until('unmute', () => events.length === 4);
    assert.deepEqual(events, ['hook', 'mute', 'long-press', 'unmute']);
    headset.destroy();
    await until('the headset to be gone', () => !isThere());
    hardware.stop();
  });

  function kinds(hardware: Hardware, kind: 'keyboard' | 'pointer'): number {
    return hardware.attached.filter((device) => device.kind === kind).length;
  }

  function expected(devices: Iterable<{ readonly driver: UsbDriver }>, kind: 'keyboard' | 'pointer'): number {
    return [...devices].filter(({ driver }) => KIND_OF[driver] === kind).length;
  }
}
