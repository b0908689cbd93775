import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { PARTS, play, RUNS } from './parts.ts';
import { playSeries, type SeriesResult } from './series.ts';

const HELP = `Everything that can go wrong with journal and sync, on purpose.

  npm run test:chaos -- [options]

  --part a|b|c|d|fuzz  one part alone: a histories in memory, b killed processes behind a bad network,
                       c power cuts, d failing disks and flipped bits, fuzz answers that are not true
  --runs N             so many runs of each part (default: the short form, under three minutes)
  --long               the long form: a 10000, b 300, c 300, d 3000, fuzz 100000
  --seed S             the seed of the series (default: today's date)
  --replay SEED        plays the one run of that seed again, with --part, and prints its steps
  --jobs N             runs side by side (default: the machine's cores, at most 2)
  --json               one line of JSON for each part
  --help               this text

  Ends with 0 when nothing was found, 1 when something was, 2 when it was used wrongly.
`;

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      part: { type: 'string' },
      runs: { type: 'string' },
      long: { type: 'boolean', default: false },
      seed: { type: 'string' },
      replay: { type: 'string' },
      jobs: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const part = PARTS.find((known) => known === values.part);
  if (values.part !== undefined && part === undefined) throw new Error(`There is no part ${values.part}.`);
  const seed = whole(values.seed) ?? Number(new Date().toISOString().slice(0, 10).replaceAll('-', ''));
  const runs = whole(values.runs);
  const replay = whole(values.replay);
  if (replay !== null) {
    if (part === undefined) throw new Error('--replay needs --part.');
    const result = await play(part, replay, runs ?? 1, true);
    console.log(JSON.stringify(result, null, 2));
    return result.findings.length === 0 ? 0 : 1;
  }
  const jobs = whole(values.jobs) ?? Math.min(2, availableParallelism());
  let code = 0;
  for (const one of part === undefined ? PARTS : [part]) {
    const count = runs ?? RUNS[one][values.long ? 'long' : 'short'];
    const result = await playSeries({
      ...{ part: one, seed, runs: count, jobs },
      onRun: (done, all, { findings, seed: failedSeed }) => {
        if (findings.length > 0) console.error(`part ${one}, seed ${failedSeed}: ${findings[0]?.code}`);
        else if (process.stderr.isTTY || done % 100 === 0)
          process.stderr.write(`part ${one}: ${done} of ${all}\r`);
      },
    });
    if (values.json) console.log(JSON.stringify(result));
    else console.log(summary(result));
    if (result.failed.length > 0) code = 1;
  }
  return code;
}

function summary({ part, seed, runs, failed, sums, most, skipped, seconds }: SeriesResult): string {
  const figures = Object.entries(sums).map(
    ([name, sum]) => `${name} ${round(sum)} (most ${round(most[name] ?? 0)})`,
  );
  return [
    `part ${part}: ${runs} runs of series ${seed}, ${failed.length} failed, ${seconds.toFixed(0)} s`,
    `  ${figures.join(', ')}`,
    ...skipped.map((what) => `  left out: ${what}`),
    ...failed
      .slice(0, 20)
      .flatMap(({ seed: one, findings }) => [
        `  seed ${one} (npm run test:chaos -- --part ${part} --replay ${one})`,
        ...findings.slice(0, 3).map(({ code, where }) => `    ${code}: ${where.slice(0, 300)}`),
      ]),
  ].join('\n');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function whole(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d+$/.test(text)) throw new Error(`${text} is not a whole number.`);
  return Number(text);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
