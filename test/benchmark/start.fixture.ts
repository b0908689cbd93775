import { openBenchJournal } from './record.ts';

// One start of a station on the record in FOLDER: how long until it may write, how long an append takes, how much it holds.
const [folder = ''] = process.argv.slice(2);
const began = performance.now();
const journal = openBenchJournal(folder);
const startMs = performance.now() - began;
const times: number[] = [];
for (let n = 0; n < 150; n += 1) {
  const from = performance.now();
  journal.append([
    { type: 'station.note', body: { code: 'bench', detail: `more ${n}` }, actor: 'station', session: null },
  ]);
  times.push(performance.now() - from);
}
globalThis.gc?.();
const residentBytes = process.memoryUsage().rss;
journal.close();
const appendMs = times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
process.stdout.write(`${JSON.stringify({ startMs, appendMs, residentBytes })}\n`);
