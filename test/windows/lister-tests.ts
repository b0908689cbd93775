import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { SourceReading } from '../../electron/hardware/hardware.ts';
import type { RawInputDevice } from '../../electron/hardware/windows-input-devices.ts';
import { windowsPath } from './program.ts';

type Listed = {
  readonly readings: readonly SourceReading[];
  readonly raw: readonly RawInputDevice[];
  readonly eachMs: number;
};

const place = JSON.parse(process.env['WINDOWS_TEST'] ?? '{}');
const LIMIT_MS = 60_000;
/** Listing runs on the station's own thread: it must not be noticeable. */
const MOST_MS = 20;

/** Runs a program under Wine, which cannot write to a pipe. Returns its exit code. */
function run(parameters: readonly string[], log: string): Promise<number | null> {
  const output = openSync(log, 'w');
  const child = spawn('wine', parameters, { stdio: ['ignore', output, output], timeout: LIMIT_MS });
  closeSync(output);
  return new Promise((resolve) => child.once('close', resolve));
}

test('the station lists the keyboard and the mouse that raw input has, each once, with its name', async (t) => {
  const file = path.join(place.state, 'listed.json');
  const program = path.join(place.folder, 'lister.cjs');
  const log = path.join(place.state, 'lister.log');
  const code = await run([place.node, windowsPath(program), windowsPath(file)], log);
  assert.equal(code, 0, readFileSync(log, 'utf8'));
  const { readings, raw, eachMs } = JSON.parse(readFileSync(file, 'utf8')) as Listed;
  assert.equal(readings.length, 1);
  const [reading] = readings;
  assert.deepEqual(reading?.troubles, []);
  assert.deepEqual(
    reading?.devices.map(({ kind, vendor, name }) => `${kind} ${String(vendor)} ${name}`).toSorted(),
    ['keyboard 845e Wine HID keyboard', 'pointer 845e Wine HID mouse'],
  );
  assert.deepEqual(raw.map(({ info }) => info.type).toSorted(), ['keyboard', 'mouse']);
  assert.ok(eachMs < MOST_MS, `${eachMs} ms a look`);
  t.diagnostic(`${eachMs.toFixed(2)} ms a look`);
});
