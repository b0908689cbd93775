import { playBitFlips } from './bit-flips.ts';
import { playFailingDisk, playFullDisk, playReadOnly } from './disk-faults.ts';
import { diskFolder, memoryFolder, removeFolder } from './folders.ts';
import { fuzz } from './fuzz.ts';
import { playHistory } from './history.ts';
import { playKills } from './kills.ts';
import { buildShim } from './power.ts';
import { playPowerCut } from './power-cuts.ts';
import { seedOf } from './random.ts';
import type { Finding } from './verifier.ts';

/** a: histories in one process; b: killed processes; c: power cuts; d: failing disks; fuzz: false answers. */
export const PARTS = ['a', 'b', 'c', 'd', 'fuzz'] as const;
export type Part = (typeof PARTS)[number];

/** The counts and findings of one run. */
export type RunResult = {
  readonly seed: number;
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<string, number>>;
  /** What this machine cannot run, and why. */
  readonly skipped: readonly string[];
  /** For replays. */
  readonly steps: readonly string[];
};

/** Runs per part: a short form for every change, and a long one as proof. */
export const RUNS: Readonly<Record<Part, { readonly short: number; readonly long: number }>> = {
  a: { short: 60, long: 10_000 },
  b: { short: 4, long: 300 },
  c: { short: 4, long: 300 },
  d: { short: 60, long: 3000 },
  fuzz: { short: 2000, long: 100_000 },
};

/** A slice of a part that one worker plays on its own. */
export type Slice = {
  readonly part: Part;
  readonly seed: number;
  readonly from: number;
  readonly count: number;
};

/** Histories and answers come in slices of one run each; a disk is damaged and an answer changed many times in one. */
export function slicesOf(part: Part, seed: number, runs: number): readonly Slice[] {
  const size = part === 'fuzz' ? 2000 : part === 'd' ? 100 : 1;
  return Array.from({ length: Math.ceil(runs / size) }, (_, n) => ({
    ...{ part, seed, from: n },
    count: Math.min(size, runs - n * size),
  }));
}

export async function playSlice({ part, seed, from, count }: Slice): Promise<RunResult> {
  return play(part, seedOf(seed, from), count, from === 0);
}

/** Plays this seed alone. `withDisks`: also the failing disks, which need no seed. */
export async function play(part: Part, seed: number, count: number, withDisks: boolean): Promise<RunResult> {
  switch (part) {
    case 'a':
      return inFolder(memoryFolder(), async (folder) => {
        const { findings, steps, ...rest } = await playHistory(seed, folder);
        return { seed, findings, steps, skipped: [], counts: countsOf(rest) };
      });
    case 'b':
      return inFolder(diskFolder(), async (folder) => {
        const { findings, ...rest } = await playKills(seed, folder);
        return { seed, findings, steps: [], skipped: [], counts: countsOf(rest) };
      });
    case 'c':
      return withShim(seed, async (shim) =>
        inFolder(memoryFolder(), async (folder) => {
          const { findings, how, written, receipted } = await playPowerCut(seed, folder, shim);
          const counts = { [how]: 1, written, receipted };
          return { seed, findings, steps: [], skipped: [], counts };
        }),
      );
    case 'd':
      return playDisks(seed, count, withDisks);
    case 'fuzz':
      return inFolder(memoryFolder(), async (folder) => {
        const { findings, ...rest } = await fuzz(seed, count, folder);
        return { seed, findings, steps: [], skipped: [], counts: countsOf(rest) };
      });
  }
}

async function playDisks(seed: number, flips: number, withDisks: boolean): Promise<RunResult> {
  const flipped = await inFolder(memoryFolder(), (folder) => playBitFlips(seed, flips, folder));
  const result: RunResult = {
    seed,
    findings: flipped.findings,
    counts: { flips, ...flipped.outcomes },
    skipped: [],
    steps: [],
  };
  if (!withDisks) return result;
  const scenes = [playFullDisk, playReadOnly].map((scene) => () => inFolder(diskFolder(), scene));
  const shimmed = await withShim(seed, async (shim) => {
    const findings: Finding[] = [];
    for (const fault of ['fsync', 'write', 'full'] as const) {
      const done = await inFolder(diskFolder(), (folder) => playFailingDisk(fault, folder, shim));
      findings.push(...done.findings);
    }
    return { ...result, findings, counts: { ...result.counts, 'disk-scenes': 3 } };
  });
  const [skipped, findings] = [[...shimmed.skipped], [...result.findings, ...shimmed.findings]];
  let played = shimmed.counts['disk-scenes'] ?? 0;
  for (const scene of scenes) {
    const done = await scene();
    findings.push(...done.findings);
    if (done.skipped === null) played += 1;
    else skipped.push(`${done.name}: ${done.skipped}`);
  }
  return { ...result, findings, skipped, counts: { ...result.counts, 'disk-scenes': played } };
}

async function inFolder<T>(folder: string, work: (folder: string) => Promise<T>): Promise<T> {
  try {
    return await work(folder);
  } finally {
    removeFolder(folder);
  }
}

let compiled: { readonly shim: string | null } | null = null;

async function withShim(seed: number, work: (shim: string) => Promise<RunResult>): Promise<RunResult> {
  compiled ??= { shim: buildShim(shimFolder()) };
  const { shim } = compiled;
  if (shim !== null) return work(shim);
  return {
    seed,
    findings: [],
    counts: {},
    steps: [],
    skipped: ['power and failing disks: there is no gcc here'],
  };
}

function shimFolder(): string {
  const folder = diskFolder();
  process.once('exit', () => removeFolder(folder));
  return folder;
}

function countsOf(values: object): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(values).filter(
      (pair): pair is [string, number] => pair[0] !== 'seed' && typeof pair[1] === 'number',
    ),
  );
}
