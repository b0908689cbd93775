import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';
import { readVisit } from '../demo/records.ts';
import { PIN } from '../end-to-end/journey.ts';
import { recordLockedVisit } from '../end-to-end/locked-record.ts';
import type { InstalledPlace } from './installed-place.ts';
import { type Check, demand } from './report.ts';

/** AlreadyGrabbed in X.h: another client holds the keyboard. */
const ALREADY_GRABBED = '1';
const LOCKED_WITHIN_MS = 30_000;
const HELD_MS = 2500;
/** A PIN is hashed slowly, and a busy machine takes several times as long. */
const ANSWERED_MS = 10_000;
const WITNESS = path.join(import.meta.dirname, '../../electron/lockout/x11-witness.fixture.ts');

/** An ordinary program at the same display, which tries for the keyboard and counts what reaches it. */
class Witness {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  constructor(display: string) {
    this.#child = spawn(process.execPath, [WITNESS], { env: { ...process.env, DISPLAY: display } });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async next(): Promise<string> {
    const line = await this.#lines.next();
    return line.done === true ? 'it ended' : line.value;
  }

  ask(what: 'grab' | 'ungrab' | 'count'): Promise<string> {
    this.#child.stdin.write(`${what}\n`);
    return this.next();
  }

  async end(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}

/** Waits until the keyboard is grabbed, then types what no client may receive. Returns how long the lock took. */
async function tryTheLock(display: string): Promise<number> {
  const witness = new Witness(display);
  try {
    demand((await witness.next()) === 'ready', 'the other program did not start');
    const began = performance.now();
    while ((await witness.ask('grab')) !== ALREADY_GRABBED) {
      await witness.ask('ungrab');
      demand(performance.now() - began < LOCKED_WITHIN_MS, 'another program could take the keyboard');
      await after(100);
    }
    const lockedMs = performance.now() - began;
    await witness.ask('count');
    const keys = ['a', '1', 'Return', 'Tab', 'F11', 'ctrl+w', 'alt+F4', 'alt+Tab', 'super'];
    execFileSync('xdotool', ['key', ...keys], { env: { ...process.env, DISPLAY: display } });
    await after(500);
    const counted = await witness.ask('count');
    demand(/"keys":0\b/u.test(counted), `keys reached another program: ${counted}`);
    return Math.round(lockedMs);
  } finally {
    await witness.end();
  }
}

async function typePin(display: string): Promise<void> {
  const press = (...what: readonly string[]): void =>
    void execFileSync('xdotool', [...what], { env: { ...process.env, DISPLAY: display } });
  press('keydown', 'Escape');
  await after(HELD_MS);
  press('keyup', 'Escape');
  await after(300);
  for (const digit of PIN) press('key', digit);
  press('key', 'Return');
  await after(ANSWERED_MS);
}

/**
 * A visit that nobody supervised when the power failed, on the station as it is installed. The record comes from the
 * same program with test hooks, packed the same way, because a production build has no simulated devices; what is
 * started on it again, twice, is the production build.
 */
export function lockedRestartChecks(
  place: InstalledPlace,
  program: string,
  work: string,
): readonly (readonly [string, Check])[] {
  const record = path.join(mkdtempSync(path.join(work, 'locked-')), 'data');
  let session = '';
  const start = async (look: (display: string) => Promise<void>, from: string, to: string): Promise<void> => {
    const { exitCode, output } = await place.start({
      record: from,
      look,
      afterwards: (folder) => cpSync(folder, to, { recursive: true }),
    });
    demand(exitCode === null, `it ended with ${exitCode}: ${output}`);
  };
  const lockEvents = (folder: string): readonly string[] =>
    readVisit(folder, session).lockEvents.map(({ type }) => type);
  return [
    [
      'a visit that nobody supervises is cut off',
      async () => {
        process.env['CHILD_LINK_PACKAGED_STATION'] = program;
        try {
          session = await recordLockedVisit(record);
        } finally {
          delete process.env['CHILD_LINK_PACKAGED_STATION'];
        }
        demand(lockEvents(record).includes('lock.verified'), 'it was never locked');
        return `locked: ${lockEvents(record).join(', ')}`;
      },
    ],
    [
      'where it is installed it comes back locked',
      async () => {
        let lockedMs = 0;
        await start(async (display) => void (lockedMs = await tryTheLock(display)), record, `${record}-2`);
        const [before, now] = [lockEvents(record), lockEvents(`${record}-2`)];
        demand(now.slice(before.length).includes('lock.verified'), `the record says ${now.join(', ')}`);
        return `no other program may have the keyboard (asked for ${lockedMs} ms), 9 keys arrive nowhere, verified again`;
      },
    ],
    [
      'cut off again, it comes back locked again, and the facilitator’s PIN opens it',
      async () => {
        const look = async (display: string): Promise<void> => {
          await tryTheLock(display);
          await typePin(display);
        };
        await start(look, `${record}-2`, `${record}-3`);
        const [before, now] = [lockEvents(`${record}-2`), lockEvents(`${record}-3`)];
        const since = now.slice(before.length);
        demand(
          since.includes('lock.verified') && since.includes('facilitator.returned'),
          `the record says ${now.join(', ')}`,
        );
        demand(readVisit(`${record}-3`, session).verified, 'the record is not whole');
        return since.join(', ');
      },
    ],
  ];
}
