import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Check, demand } from './report.ts';

/** An account number that no machine uses: Chromium's sandbox does not start for root. */
const USER = '64123';
const ROUNDS = 12;
/** So many at once: what goes wrong at a process's end shows on a busy machine first. */
const AT_ONCE = 8;

/** Verbs with what their output must contain and the code that they must end with. */
const VERBS: readonly (readonly [readonly string[], RegExp, number])[] = [
  [['version'], /electron/u, 0],
  [['settings', 'check', '/nowhere.json'], /nowhere/u, 1],
];

/** Starts a verb as an ordinary account, without a display. Returns what is wrong, or null. */
async function runOne(
  program: string,
  file: string,
  [words, output, code]: (typeof VERBS)[number],
): Promise<string | null> {
  const account = [`--reuid=${USER}`, `--regid=${USER}`, '--clear-groups'];
  // Into a file, as a script does it: into a pipe such an end was never seen.
  const out = openSync(file, 'w');
  const child = spawn('setpriv', [...account, program, ...words], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', HOME: tmpdir() },
    stdio: ['ignore', out, out],
  });
  const [ended, signal]: unknown[] = await once(child, 'close');
  closeSync(out);
  const written = readFileSync(file, 'utf8');
  if (ended === code && output.test(written)) return null;
  return `${words.join(' ')} ended with ${String(ended ?? signal)}: ${written}`;
}

/** `program` is the station's own, where it was unpacked. */
export function verbChecks(program: string): readonly (readonly [string, Check])[] {
  return [
    [
      'verbs end with the code of their answer, many at once',
      async () => {
        const folder = mkdtempSync(path.join(tmpdir(), 'child-link-verbs-'));
        const wrong: (string | null)[] = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          const batch = Array.from({ length: AT_ONCE / VERBS.length }).flatMap(() => VERBS);
          wrong.push(
            ...(await Promise.all(
              batch.map((verb, n) => runOne(program, path.join(folder, String(n)), verb)),
            )),
          );
        }
        rmSync(folder, { recursive: true });
        const failed = wrong.filter((why) => why !== null);
        demand(failed.length === 0, `${failed.length} of ${wrong.length} did not: ${failed[0]}`);
        return `${wrong.length} of ${wrong.length}`;
      },
    ],
  ];
}
