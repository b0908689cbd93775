import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../scripts/build.ts';
import { type BenchOptions, type Figure, median } from './figures.ts';
import { runFixture } from './run-fixture.ts';
import { sheetOnScreen } from './sheet-screen.ts';

type Measured = Readonly<Record<string, number>>;

const LONG = 50_000;
const SHORT = 5_000;
const LONG_QUICK = 10_000;
const SHORT_QUICK = 1_000;
const ROUNDS = 25;
const ROUNDS_QUICK = 7;

/** The first row of a long tracking sheet on the station's screen, compared with an empty sheet. */
export async function sheetBench({ quick, say }: BenchOptions): Promise<readonly Figure[]> {
  const count = quick ? LONG_QUICK : LONG;
  const rounds = quick ? ROUNDS_QUICK : ROUNDS;
  await build('end-to-end');
  say(`sheet: a station whose sheet is empty, opened ${rounds} times`);
  const empty = await sheetOnScreen(0, rounds);
  say(`sheet: a station with ${count} entries on its sheet, opened ${rounds} times`);
  const long = await sheetOnScreen(count, rounds);
  if (long.total !== count) throw new Error(`The sheet has ${long.total} rows, not ${count}.`);
  const longMs = median(long.sheetMs);
  const over = (what: string, other: readonly number[]): Figure => ({
    name: `first row of a sheet of ${count} entries on the screen, over ${what}`,
    value: longMs / median(other),
    target: { kind: 'at-most', value: 1.2 },
    parts: {
      longMs,
      emptyMs: median(other),
      slowestLongMs: Math.max(...long.sheetMs),
      slowestEmptyMs: Math.max(...other),
    },
  });
  return [
    over('a period without entries of the same record', long.emptyPeriodMs),
    over('the sheet of an empty record', empty.sheetMs),
  ];
}

/** The memory held while a long sheet is written, over what was held before, and compared with a sheet a tenth as long. */
export async function exportsBench({ quick, say }: BenchOptions): Promise<readonly Figure[]> {
  const [short, long] = quick ? [SHORT_QUICK, LONG_QUICK] : [SHORT, LONG];
  say(`exports: writing ${short} and ${long} rows as CSV and as a spreadsheet`);
  const few = await measured(short, ['csv', 'xlsx']);
  const many = await measured(long, ['csv', 'xlsx']);
  return ['csv', 'xlsx'].map((format) => {
    const of = (found: Measured, part: string): number => found[`${format}${part}`] ?? Number.NaN;
    const grown = (found: Measured): number => of(found, 'HeldPeak') - of(found, 'HeldBefore');
    return {
      name: `memory held while ${long} rows become ${format}, over before`,
      value: of(many, 'HeldPeak') / of(many, 'HeldBefore'),
      target: { kind: 'at-most', value: 1.2 },
      parts: {
        heldBeforeBytes: of(many, 'HeldBefore'),
        heldPeakBytes: of(many, 'HeldPeak'),
        [`grownBy${long}RowsBytes`]: grown(many),
        [`grownBy${short}RowsBytes`]: grown(few),
        seconds: of(many, 'Seconds'),
        fileBytes: of(many, 'Bytes'),
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
