import { closeSync, constants, openSync, readdirSync, readSync, watch } from 'node:fs';
import { createInterface } from 'node:readline';
import { ReadStream } from 'node:tty';

/**
 * A program of its own that represents everybody else on the machine: it reads the text console, as the
 * kernel's keyboard driver feeds it, and every event node, as a desktop does. Each line of input makes it print
 * what has arrived.
 */

const EVENT_BYTES = 24;
const EV_KEY = 1;
const EV_REL = 2;
const READ_EVERY_MS = 5;

const arrived = { console: 0, presses: 0, releases: 0, repeats: 0, moves: 0, lastConsoleAtMs: 0 };
const files = new Map<string, number>();
const buffer = Buffer.alloc(EVENT_BYTES * 256);

function open(): void {
  for (const name of readdirSync('/dev/input').filter((one) => /^event\d+$/.test(one))) {
    if (files.has(name)) continue;
    try {
      files.set(name, openSync(`/dev/input/${name}`, constants.O_RDONLY | constants.O_NONBLOCK));
    } catch {
      // Gone again.
    }
  }
}

function readAll(): void {
  for (const [name, file] of files) {
    try {
      for (;;) {
        const length = readSync(file, buffer, 0, buffer.length, null);
        count(length);
        if (length < buffer.length) break;
      }
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') continue;
      files.delete(name);
      closeSync(file);
    }
  }
}

function count(length: number): void {
  for (let at = 0; at < length; at += EVENT_BYTES) {
    const type = buffer.readUInt16LE(at + 16);
    const value = buffer.readInt32LE(at + 20);
    if (type === EV_REL) arrived.moves += 1;
    if (type !== EV_KEY) continue;
    if (value === 0) arrived.releases += 1;
    else if (value === 1) arrived.presses += 1;
    else arrived.repeats += 1;
  }
}

const terminal = new ReadStream(openSync('/dev/tty1', constants.O_RDWR | constants.O_NOCTTY));
terminal.setRawMode(true);
// The station's unit hangs it up at each start; the event nodes remain.
terminal.on('error', () => undefined);
terminal.on('data', (text) => {
  arrived.console += text.length;
  arrived.lastConsoleAtMs = Date.now();
});
watch('/dev/input', open);
open();
setInterval(() => {
  open();
  readAll();
}, READ_EVERY_MS);
createInterface({ input: process.stdin }).on('line', () => {
  readAll();
  process.stdout.write(`${JSON.stringify(arrived)}\n`);
});
process.stdout.write('ready\n');
