import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Part, playSlice, type RunResult, type Slice, slicesOf } from './parts.ts';

/** A part played many times: the sums and each failed run. */
export type SeriesResult = {
  readonly part: Part;
  readonly seed: number;
  readonly runs: number;
  readonly failed: readonly RunResult[];
  readonly sums: Readonly<Record<string, number>>;
  readonly most: Readonly<Record<string, number>>;
  readonly skipped: readonly string[];
  readonly seconds: number;
};

export type SeriesOptions = {
  readonly part: Part;
  readonly seed: number;
  readonly runs: number;
  readonly jobs: number;
  readonly onRun?: (done: number, all: number, result: RunResult) => void;
};

/** Plays a series on `jobs` workers. Parts that start their own processes run concurrently in this one. */
export async function playSeries(options: SeriesOptions): Promise<SeriesResult> {
  const { part, seed, runs, jobs, onRun } = options;
  const started = performance.now();
  const slices = [...slicesOf(part, seed, runs)];
  const all = slices.length;
  const sums: Record<string, number> = {};
  const most: Record<string, number> = {};
  const failed: RunResult[] = [];
  const skipped = new Set<string>();
  let done = 0;
  const take = (result: RunResult): void => {
    for (const [name, value] of Object.entries(result.counts)) {
      sums[name] = (sums[name] ?? 0) + value;
      most[name] = Math.max(most[name] ?? value, value);
    }
    for (const what of result.skipped) skipped.add(what);
    if (result.findings.length > 0) failed.push(result);
    onRun?.((done += 1), all, result);
  };
  const inThreads = part === 'a' || part === 'fuzz';
  const lanes = Array.from({ length: Math.min(jobs, all) }, async () => {
    const lane = inThreads && jobs > 1 ? threadLane() : { play: playSlice, end: async () => undefined };
    for (let slice = slices.shift(); slice !== undefined; slice = slices.shift())
      take(await lane.play(slice));
    await lane.end();
  });
  await Promise.all(lanes);
  const seconds = (performance.now() - started) / 1000;
  return { part, seed, runs, failed, sums, most, skipped: [...skipped], seconds };
}

function threadLane(): {
  readonly play: (slice: Slice) => Promise<RunResult>;
  readonly end: () => Promise<unknown>;
} {
  const worker = new Worker(join(import.meta.dirname, 'worker.fixture.ts'));
  return {
    play: (slice) =>
      new Promise((resolve, reject) => {
        worker.once('message', (result: RunResult) => {
          worker.off('error', reject);
          resolve(result);
        });
        worker.once('error', reject);
        worker.postMessage(slice);
      }),
    end: () => worker.terminate(),
  };
}
