import { defineConfig } from 'vitest/config';

const everywhereElse = ['**/node_modules/**', 'build/**', 'dist/**', 'demo-out/**'];
/** Minutes each: `npm run test:long`, not part of `npm test`. */
const long = '**/*.long.test.ts';

// What we were started with holds for the workers too.
const { execArgv } = process;

// Generous, for machines with two slow cores: a limit is there to end what hangs, not to judge speed.
export default defineConfig({
  test: {
    teardownTimeout: 30_000,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...everywhereElse, 'test/end-to-end/**', long],
          environment: 'node',
          execArgv,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'end-to-end',
          include: ['test/end-to-end/**/*.test.ts'],
          exclude: [...everywhereElse, long],
          environment: 'node',
          execArgv,
          pool: 'forks',
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'long',
          include: [long],
          exclude: everywhereElse,
          environment: 'node',
          execArgv,
          pool: 'forks',
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
