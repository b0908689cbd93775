import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { TotalsReporter } from './scripts/test/totals-reporter.ts';

/** Takes minutes: `npm run test:long`, not part of `npm test`. */
const long = '**/*.long.test.ts';
/** Starts the station, or needs a display or processes of its own. */
const endToEnd = ['test/end-to-end/**/*.test.ts', '**/*.xvfb.test.ts', 'test/chaos/*.test.ts'];
const exclude = ['**/node_modules/**', 'build/**', 'dist/**', 'demo-out/**'];

// The flags of this process hold for the workers too.
const common = { environment: 'node', execArgv: process.execArgv };
// One module cache for all files of a worker: the run takes less than half of the processor time.
// A test that leaves something behind fails another; `--sequence.shuffle.files` finds it.
// Many tests wait for a process or a server: one more worker than processors keeps both busy.
const shared = {
  isolate: false,
  maxWorkers: availableParallelism() + 1,
  testTimeout: 90_000,
  hookTimeout: 90_000,
};
// A busy runner of continuous integration can starve a window; a second try keeps one hiccup from hiding the rest,
// and the reporter names the test.
const retry = process.env['CI'] === 'true' ? 1 : 0;
// Each has the display, the processors and the input devices to itself.
const oneByOne = { fileParallelism: false, pool: 'forks', retry } as const;

// The limits are generous, for machines with two slow cores: they end what hangs and do not judge speed.
export default defineConfig({
  test: {
    teardownTimeout: 30_000,
    reporters: ['default', new TotalsReporter()],
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          ...shared,
          include: ['**/*.test.ts'],
          exclude: [...exclude, ...endToEnd, long],
        },
      },
      {
        test: {
          ...common,
          name: 'components',
          ...shared,
          // Apart from the others: a worker is used again only for files with the same environment.
          environment: 'happy-dom',
          setupFiles: 'scripts/test/component-patience.ts',
          include: ['**/*.test.tsx'],
          exclude,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...common,
          name: 'end-to-end',
          pool: 'forks',
          retry,
          // A station mostly waits. Elsewhere than on Linux there is one display, with one keyboard.
          maxWorkers: process.platform === 'linux' ? 2 : 1,
          setupFiles: 'scripts/test/own-display.ts',
          include: endToEnd,
          exclude: [...exclude, long],
          globalSetup: 'scripts/test/build-end-to-end.ts',
          sequence: { groupOrder: 2 },
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...common,
          ...oneByOne,
          name: 'long',
          setupFiles: 'scripts/test/own-display.ts',
          include: [long],
          exclude,
          globalSetup: 'scripts/test/build-long.ts',
          sequence: { groupOrder: 3 },
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
