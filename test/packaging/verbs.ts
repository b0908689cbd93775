import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { helperArguments } from '../../electron/lockout/helper/helper-start.ts';
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

/** Root's half of `restore-input`, while a helper lives in the folder or none does. */
async function restoreAsRoot(program: string, isHeld: boolean): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'child-link-restore-'));
  const living = createServer((socket) => socket.on('error', () => undefined));
  if (isHeld) await once(living.listen(path.join(folder, 'lock.sock')), 'listening');
  const child = spawn(program, [...helperArguments(folder), '--shared', '--restore'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  const [code]: unknown[] = await once(child, 'close');
  living.close();
  const left = readdirSync(folder).filter((name) => !['electron', 'lock.sock'].includes(name));
  rmSync(folder, { recursive: true });
  demand(code === (isHeld ? 1 : 0), `it ended with ${String(code)}: ${said}`);
  // Once: a helper that went on would start a second process, and hold.
  demand(said === `${folder}: ${isHeld ? 'held' : 'nothing-changed'}\n`, `it said ${said}`);
  demand(left.length === 0, `it left ${left.join(', ')}`);
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
    [
      'root’s half of restore-input ends with its answer, and holds nothing',
      async () => {
        await restoreAsRoot(program, false);
        await restoreAsRoot(program, true);
        return 'refused while a helper lives, nothing to do otherwise';
      },
    ],
  ];
}
