import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { readOptions } from '../../scripts/options.ts';
import { startDisplay } from '../../scripts/setup/display.mjs';
import { bundleForWindows } from './bundle.ts';
import { unitTests } from './unit-tests.ts';
import { endWine, makeWine, missingTools } from './wine.ts';

/**
 * `npm run test:windows -- [--cycles N | --long] [--name PATTERN] [--only lock|unit]`: the device list and the lock of Windows
 * under Wine, with the real helper, hooks and pipe, and keys from the X server as if from hardware. Exits with
 * 0 and one line where Wine is unavailable.
 */

const { values } = readOptions({
  options: {
    /** Locked and unlocked. */
    cycles: { type: 'string', default: '20' },
    /** A thousand cycles, in some minutes more. */
    long: { type: 'boolean', default: false },
    /** Only tests whose name matches. */
    name: { type: 'string', default: '.' },
    /** `lock`: device list and lock under Wine 8; `unit`: unit tests on Windows' Node under Wine 10. */
    only: { type: 'string', default: '' },
  },
});

/** Sequential: they share the display and the keyboard. */
const TESTS = ['lister-tests.ts', 'lock-tests.ts'] as const;

const LONG_CYCLES = 1000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function cacheFolder(): string {
  const { CHILD_LINK_CACHE: own, XDG_CACHE_HOME: base } = process.env;
  if (own !== undefined && own !== '') return path.resolve(own);
  const usual = base !== undefined && base !== '' ? base : path.join(homedir(), '.cache');
  return path.join(usual, 'child-link-station');
}

async function lockTests(repository: string): Promise<number> {
  const startedMs = performance.now();
  const missing = await missingTools(say);
  if (missing !== null) {
    say(`Windows tests skipped: ${missing}`);
    return 0;
  }
  let wine;
  try {
    wine = await makeWine(cacheFolder(), repository, say);
  } catch (error) {
    // No network and no cache.
    say(`Windows tests skipped: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}`);
    return 0;
  }
  const folder = await bundleForWindows(repository, wine.modules);
  const state = mkdtempSync(path.join(tmpdir(), 'child-link-windows-'));
  const display = await startDisplay();
  const env = {
    ...wine.environment,
    DISPLAY: display.name,
    WINDOWS_TEST: JSON.stringify({
      node: wine.node,
      folder,
      state,
      cycles: values.long ? LONG_CYCLES : Number(values.cycles),
    }),
  };
  try {
    let code = 0;
    for (const file of TESTS) code = Math.max(code, await runTests(file, env));
    say(
      `Windows tests: ${code === 0 ? 'passed' : `failed (${code})`} in ${((performance.now() - startedMs) / 1000).toFixed(0)} s`,
    );
    return code;
  } finally {
    await endWine(env);
    await display.stop();
    rmSync(state, { recursive: true, force: true });
  }
}

function runTests(file: string, env: NodeJS.ProcessEnv): Promise<number> {
  const parameters = [...process.execArgv, '--test-reporter=spec', `--test-name-pattern=${values.name}`];
  const tests = path.join(import.meta.dirname, file);
  return new Promise((settle) => {
    spawn(process.execPath, [...parameters, tests], { env, stdio: 'inherit' }).once('close', (ended) =>
      settle(ended ?? 1),
    );
  });
}

const repository = path.resolve(import.meta.dirname, '../..');
const lock = values.only === 'unit' ? 0 : await lockTests(repository);
const unit = values.only === 'lock' ? 0 : await unitTests(cacheFolder(), repository, say);
process.exitCode = Math.max(lock, unit);
