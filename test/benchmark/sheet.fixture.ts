import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Exporter } from '../../electron/tracking/export-sheet.ts';
import { TrackingIndex } from '../../electron/tracking/tracking-index.ts';
import type { ExportFormat } from '../../shared/tracking/exports.ts';
import { openSheetRecord } from './sheet-rows.ts';

// Builds a record with so many rows of the tracking sheet, then writes it to files.
//   node --expose-gc sheet.fixture.ts FOLDER COUNT [csv] [xlsx]
const [folder = '', count = '0', ...formats] = process.argv.slice(2);
const BATCH = 100;
const EVER = { from: '2000-01-01', to: '2099-12-31' };

const journal = openSheetRecord(folder, Number(count), BATCH);
const index = new TrackingIndex(journal, Date.now());
await index.ready;

const held = (): number => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
const exported: Record<string, number> = {};
for (const format of ['csv', 'xlsx'] satisfies ExportFormat[]) {
  if (!formats.includes(format)) continue;
  let ticks = 0;
  const before = held();
  let peak = before;
  const exporter = new Exporter({
    index,
    fonts: '',
    now: () => Date.now(),
    firstLanguage: () => 'en',
    changed: () => {
      ticks += 1;
      if (ticks % 20 === 0) peak = Math.max(peak, held());
    },
  });
  const began = performance.now();
  const done = await exporter.export({ ...EVER, format }, 'fr', folder);
  if (!done.ok) throw new Error(done.refusal.code);
  exported[`${format}Seconds`] = (performance.now() - began) / 1000;
  exported[`${format}Bytes`] = statSync(done.value.files[0] ?? '').size;
  exported[`${format}HeldBefore`] = before;
  exported[`${format}HeldPeak`] = peak;
}
journal.close();
const recordBytes = statSync(join(folder, 'journal.sqlite')).size;
process.stdout.write(`${JSON.stringify({ recordBytes, ...exported })}\n`);
