import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchOptions, type Figure } from './figures.ts';
import { runFixture } from './run-fixture.ts';

type Measured = Readonly<Record<string, number>> & { readonly readyMs: number; readonly pageMs: number };

const LONG = 50_000;
const LONG_QUICK = 10_000;
/** As many rows as one page: what a long sheet is held against. */
const SHORT = 100;

/** The first page of a long tracking sheet beside that of a short one. */
export async function sheetBench({ quick, say }: BenchOptions): Promise<readonly Figure[]> {
  const count = quick ? LONG_QUICK : LONG;
  say(`sheet: the first page of ${count} rows beside that of ${SHORT}`);
  const long = await measured(count, []);
  const short = await measured(SHORT, []);
  return [
    {
      name: `first page of a sheet of ${count} rows, over that of ${SHORT}`,
      value: long.pageMs / short.pageMs,
      target: { kind: 'at-most', value: 1.2 },
      parts: { longMs: long.pageMs, shortMs: short.pageMs, indexReadyMs: long.readyMs },
    },
  ];
}

/** What is held in memory while a long sheet is written, over what was held before. */
export async function exportsBench({ quick, say }: BenchOptions): Promise<readonly Figure[]> {
  const count = quick ? LONG_QUICK : LONG;
  say(`exports: writing ${count} rows as CSV and as a spreadsheet`);
  const found = await measured(count, ['csv', 'xlsx']);
  return ['csv', 'xlsx'].map((format) => {
    const [before = Number.NaN, peak = Number.NaN] = [
      found[`${format}HeldBefore`],
      found[`${format}HeldPeak`],
    ];
    return {
      name: `memory held while ${count} rows become ${format}, over before`,
      value: peak / before,
      target: { kind: 'at-most', value: 1.2 },
      parts: {
        heldBeforeBytes: before,
        heldPeakBytes: peak,
        seconds: found[`${format}Seconds`] ?? Number.NaN,
        fileBytes: found[`${format}Bytes`] ?? Number.NaN,
      },
    };
  });
}

async function measured(count: number, formats: readonly string[]): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-sheet-'));
  try {
    return await runFixture<Measured>('sheet.fixture.ts', [folder, String(count), ...formats]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
