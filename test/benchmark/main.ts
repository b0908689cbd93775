import { parseArgs } from 'node:util';
import { administrationBench } from './administration-bench.ts';
import { type Bench, type Figure, isReached, tableOf } from './figures.ts';
import { INSTITUTION_BENCHES } from './institution-bench.ts';
import { interactionsBench } from './interactions-bench.ts';
import { journalBench } from './journal-bench.ts';
import { lockBench } from './lock-bench.ts';
import { meetingBench } from './meeting-bench.ts';
import { PACKAGE_PARTS, packageBench } from './package-bench.ts';
import { exportsBench, sheetBench } from './sheet-bench.ts';
import { syncBench } from './sync-bench.ts';

/** Every benchmark by its name: ratios within one run, so that they mean the same on any machine. */
const BENCHES: Readonly<Record<string, Bench>> = {
  journal: journalBench,
  lock: lockBench,
  sync: syncBench,
  ...INSTITUTION_BENCHES,
  meeting: meetingBench,
  sheet: sheetBench,
  exports: exportsBench,
  interactions: interactionsBench,
  administration: administrationBench,
};

const HELP = `Ratios, each of two things measured side by side in one run.

  npm run bench -- [${[...Object.keys(BENCHES), ...PACKAGE_PARTS].join('] [')}] [options]

  --json   one line of JSON and nothing else
  --quick  smaller and quicker; for a look, not for the record
  --help   this text

  ${PACKAGE_PARTS.join(', ')}: only when named; they make a package first, as root.

  Ends with 0 when every ratio is reached, 1 when one is missed, 2 when it was used wrongly.
`;

/** `institution` is every part of it. */
function isNamed(name: string, wanted: string): boolean {
  return name === wanted || name.startsWith(`${wanted}-`);
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const ofPackage = PACKAGE_PARTS.filter((part) => positionals.includes(part));
  const unknown = positionals.find(
    (wanted) =>
      !Object.keys(BENCHES).some((name) => isNamed(name, wanted)) &&
      !PACKAGE_PARTS.some((part) => part === wanted),
  );
  if (unknown !== undefined) throw new Error(`There is no benchmark ${unknown}: --help names them.`);
  const figures: Figure[] = [];
  // Each as soon as it is measured: the whole takes long.
  const add = (measured: readonly Figure[]): void => {
    figures.push(...measured);
    if (!values.json) console.log(tableOf(measured));
  };
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (positionals.length > 0 && !positionals.some((wanted) => isNamed(name, wanted))) continue;
    add(await bench({ quick: values.quick, say }));
  }
  if (ofPackage.length > 0) add(await packageBench(ofPackage)({ quick: values.quick, say }));
  const reached = figures.map((figure) => ({ ...figure, reached: isReached(figure) }));
  if (values.json) console.log(JSON.stringify(reached));
  return reached.every((figure) => figure.reached) ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
