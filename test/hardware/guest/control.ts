import { closeSync, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { ReadStream } from 'node:tty';

/** Lets the guest control its own machine: QMP through the first console. */

const CONSOLE = '/dev/hvc0';
const USB_DRIVERS = ['usb-kbd', 'usb-mouse', 'usb-tablet', 'usb-wacom-tablet'] as const;
export type UsbDriver = (typeof USB_DRIVERS)[number];
export { USB_DRIVERS };

let output = -1;
let stop: (() => void) | null = null;
let nextId = 0;
const waiting = new Map<number, (answer: { readonly error?: { readonly desc: string } }) => void>();

export function openControl(): void {
  const input = new ReadStream(openSync(CONSOLE, 'r+'));
  input.setRawMode(true);
  output = openSync(CONSOLE, 'w');
  createInterface({ input }).on('line', (line) => {
    let answer;
    try {
      answer = JSON.parse(line);
    } catch {
      // The console's own echo from before it was raw.
      return;
    }
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  stop = () => {
    input.destroy();
    closeSync(output);
  };
}

export function closeControl(): void {
  stop?.();
}

function qmp(execute: string, parameters: object): Promise<void> {
  nextId += 1;
  const id = nextId;
  return new Promise((resolve, reject) => {
    waiting.set(id, (answer) => {
      if (answer.error === undefined) resolve();
      else reject(new Error(`${execute}: ${answer.error.desc}`));
    });
    writeSync(output, `${JSON.stringify({ id, qmp: { execute, arguments: parameters } })}\n`);
  });
}

/** `port`: 1 to 8; a device plugged into the same port again is the same to the kernel. */
export function plug(driver: UsbDriver, id: string, port: number): Promise<void> {
  return qmp('device_add', { driver, id, bus: 'xhci.0', port: String(port) });
}

export function unplug(id: string): Promise<void> {
  return qmp('device_del', { id });
}

/** Presses or releases keys by their QEMU names, on the keyboard plugged in last. At most eight at once. */
export function keys(names: readonly string[], down: boolean): Promise<void> {
  return qmp('input-send-event', {
    events: names.map((name) => ({ type: 'key', data: { down, key: { type: 'qcode', data: name } } })),
  });
}

/** Types each key, down and up. */
export async function type(names: readonly string[]): Promise<void> {
  for (const name of names) {
    await keys([name], true);
    await keys([name], false);
  }
}

export function move(): Promise<void> {
  return qmp('input-send-event', { events: [{ type: 'rel', data: { axis: 'x', value: 5 } }] });
}

/** Writes what the display shows into a file of the host, as PPM. */
export function takePicture(file: string): Promise<void> {
  return qmp('screendump', { filename: file });
}

const POLL_MS = 20;

/** Waits until `condition` returns a value; rejects with `what` after `timeoutMs`. */
export async function until<T>(
  what: string,
  condition: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value !== null && value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms for: ${what}`);
    await pause(POLL_MS);
  }
}

/** `p50 12 ms, p95 40 ms, most 55 ms of 60`. */
export function quantiles(values: readonly number[]): string {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (part: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN).toFixed(0);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms of ${sorted.length}`;
}
