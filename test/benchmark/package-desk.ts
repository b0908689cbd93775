import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
} from 'node:fs';
import { readSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { endInside } from '../packaging/installed-place.ts';

/** An account number that no machine uses: Chromium's sandbox does not start for root. */
export const USER = 64_123;
const [WIDTH, HEIGHT] = [1280, 800];
const LINES = 40;
/** So many of the lines must look as they do at the end: a clock and a caret go on changing some. */
const SAME_LINES = 37;
const LOOK_EVERY_MS = 5;
const MOST_MS = 60_000;
/** Nothing but a clock and a caret changes for this long: then the page stands. */
const STILL_MS = 4000;

export interface Started {
  /** From the start of the program until the screen looks as it will. */
  readonly shownMs: number;
  /** What all its processes hold by then, shared memory divided among those that share it. */
  readonly pssBytes: number;
}

export interface Installed {
  /** The program's path. */
  readonly folder: string;
  /** Its home folder, which each start finds as the last one left it. */
  readonly home: string;
  /** The machine's settings file. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** One display, whose picture is a file: looking at it costs neither program anything. */
export class Desk {
  readonly #work: string;
  readonly #display: ChildProcess;
  readonly #name: string;

  private constructor(work: string, display: ChildProcess, name: string) {
    this.#work = work;
    this.#display = display;
    this.#name = name;
  }

  static async make(work: string): Promise<Desk> {
    chmodSync(work, 0o755);
    const screen = ['-screen', '0', `${WIDTH}x${HEIGHT}x24`, '-fbdir', work];
    const display = spawn(
      'Xvfb',
      ['-displayfd', '1', '-ac', '-nolisten', 'tcp', '-br', '-noreset', ...screen],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const name = await new Promise<string>((settle, fail) => {
      display.once('error', fail);
      display.stdout.once('data', (data: Buffer) => settle(`:${data.toString().trim()}`));
    });
    return new Desk(work, display, name);
  }

  close(): void {
    this.#display.kill();
  }

  /** Starts the installed program under a separate account and ends it once its screen no longer changes. */
  async start(installed: Installed): Promise<Started> {
    const { home } = installed;
    const empty = this.#picture();
    mkdirSync(path.join(home, 'signs'), { recursive: true });
    rmSync(signOf(home), { force: true });
    // Every start here ends as a crash; that many in a row would bring the safe screen.
    rmSync(path.join(home, 'data', 'starts.json'), { force: true });
    execFileSync('chown', ['-R', `${USER}:${USER}`, home]);
    chmodSync(home, 0o700);
    writeFileSync(path.join(this.#work, 'station.json'), JSON.stringify(installed.settings));
    const child = spawn(
      'unshare',
      ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-ec', this.#script(installed)],
      { stdio: 'ignore' },
    );
    const ended = new Promise((settle) => child.once('exit', settle));
    try {
      const shownMs = await this.#shown(empty, signOf(home));
      return { shownMs, pssBytes: pssBelow(child.pid) };
    } finally {
      endInside(child.pid);
      await ended;
      for (const from = performance.now(); performance.now() - from < MOST_MS; await after(50))
        if (alike(this.#picture(), empty) === LINES) break;
    }
  }

  /** The program says when it begins, so that the set-up around it is not counted. */
  #script({ folder, home }: Installed): string {
    const run = `date +%s%N > ${signOf(home)}; exec ${folder}/child-link-station`;
    const environment = `env -i PATH=/usr/bin:/bin HOME=${home} DISPLAY=${this.#name} LANG=C.UTF-8`;
    return [
      `mkdir -p ${this.#work}/etc && mount -t tmpfs none ${this.#work}/etc`,
      `cp -a /etc/. ${this.#work}/etc/ && mount --bind ${this.#work}/etc /etc`,
      `mkdir -p /etc/child-link && install -m 644 ${this.#work}/station.json /etc/child-link/`,
      `exec setpriv --reuid=${USER} --regid=${USER} --clear-groups ${environment} sh -c '${run}'`,
    ].join('\n');
  }

  /** Watches until nothing changes any more; returns when the last change was. */
  async #shown(empty: readonly Buffer[], sign: string): Promise<number> {
    const seen: { readonly at: number; readonly lines: readonly Buffer[] }[] = [
      { at: Date.now(), lines: empty },
    ];
    const stillFor = (): number => {
      const last = seen.at(-1)?.lines ?? empty;
      const first = seen.findLastIndex(({ lines }) => alike(lines, last) < SAME_LINES) + 1;
      return alike(last, empty) >= SAME_LINES || isBlank(last)
        ? 0
        : Date.now() - (seen[first]?.at ?? Date.now());
    };
    for (const from = performance.now(); performance.now() - from < MOST_MS; await after(LOOK_EVERY_MS)) {
      const lines = this.#picture();
      if (alike(lines, seen.at(-1)?.lines ?? empty) < LINES) seen.push({ at: Date.now(), lines });
      const still = existsSync(sign) ? stillFor() : 0;
      if (still > STILL_MS) return Date.now() - still - Number(readFileSync(sign, 'utf8')) / 1e6;
    }
    throw new Error('nothing was shown');
  }

  /** Lines across the screen. */
  #picture(): readonly Buffer[] {
    const file = openSync(path.join(this.#work, 'Xvfb_screen0'), 'r');
    // A head of its own length, then the picture.
    const begin = fstatSync(file).size - WIDTH * HEIGHT * 4;
    const lines = Array.from({ length: LINES }, (_, n) => {
      const line = Buffer.allocUnsafe(WIDTH * 4);
      readSync(file, line, 0, line.length, begin + Math.floor((n * HEIGHT) / LINES) * WIDTH * 4);
      return line;
    });
    closeSync(file);
    return lines;
  }
}

function signOf(home: string): string {
  return path.join(home, 'signs', 'began');
}

/** Whether a window shows no page yet, apart from the pointer. On a busy machine that lasts for seconds. */
function isBlank(lines: readonly Buffer[]): boolean {
  const [first] = lines;
  return first === undefined || lines.filter((line) => line.equals(first)).length >= LINES - 2;
}

function alike(some: readonly Buffer[], others: readonly Buffer[]): number {
  return some.filter((line, n) => others[n]?.equals(line) === true).length;
}

/** What a process and all below it hold. */
function pssBelow(pid: number | undefined): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/u.test(one))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // The process has ended.
    }
  }
  const isBelow = (one: number): boolean => {
    const parent = parents.get(one);
    return parent !== undefined && parent > 0 && (parent === pid || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow).reduce((sum, one) => sum + pssOf(one), 0);
}

function pssOf(pid: number): number {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return Number(kilobytes) * 1024;
  } catch {
    // The process has ended.
    return 0;
  }
}
