import { writeFileSync } from 'node:fs';
import { InputSource } from '../../../electron/hardware/input-source.ts';
import type { SourceReading } from '../../../electron/hardware/hardware.ts';
import { loadRawInput } from '../../../electron/hardware/raw-input.ts';
import { windowsInputs } from '../../../electron/hardware/windows-inputs.ts';

/** Runs under Windows or Wine: writes what the station lists to the given file, as JSON. */

const ROUNDS = 1000;

async function main(file: string): Promise<void> {
  const readings: SourceReading[] = [];
  const source = new InputSource(windowsInputs([]), { every: () => () => undefined });
  await source.start((reading) => readings.push(reading));
  source.stop();
  const rawInput = await loadRawInput();
  const startedMs = performance.now();
  for (let round = 0; round < ROUNDS; round += 1) rawInput.list();
  const eachMs = (performance.now() - startedMs) / ROUNDS;
  writeFileSync(file, JSON.stringify({ readings, raw: rawInput.list(), eachMs }));
}

void main(process.argv[2] ?? '');
