import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';

/** Nobody's number on any machine: Chromium's sandbox does not start for root. */
const USER = 64_123;
const [WIDTH, HEIGHT] = [1280, 800];
const LINES = 80;
/** A page of text has many shades, a window without one has a few. */
const SHADES = 12;
const MOST_MS = 60_000;
const IDLE_MS = 5000;

export interface Started {
  /** From the start of the program until the screen shows the page. */
  readonly shownMs: number;
  /** What all its processes hold, shared memory divided among those that share it. */
  readonly pssBytes: number;
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
    const screen = ['-screen', '0', `${WIDTH}x${HEIGHT}x24`];
    const display = spawn('Xvfb', ['-displayfd', '1', '-ac', '-nolisten', 'tcp', '-fbdir', work, ...screen], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const name = await new Promise<string>((settle, fail) => {
      display.once('error', fail);
      display.stdout.once('data', (data: Buffer) => settle(`:${data.toString().trim()}`));
    });
    return new Desk(work, display, name);
  }

  close(): void {
    this.#display.kill();
  }

  /** Starts the program in a folder, as it is installed, with an account and a record of its own. */
  async start(folder: string): Promise<Started> {
    const home = path.join(this.#work, 'home');
    mkdirSync(path.join(home, 'signs'), { recursive: true });
    for (const place of [home, path.join(home, 'signs')]) chownSync(place, USER, USER);
    chmodSync(home, 0o700);
    const settings = path.join(this.#work, 'station.json');
    writeFileSync(settings, JSON.stringify({ dataFolder: path.join(home, 'data') }));
    const child = spawn(
      'unshare',
      [
        '--mount',
        '--net',
        '--pid',
        '--fork',
        '--kill-child',
        '--mount-proc',
        'sh',
        '-ec',
        this.#script(folder, home, settings),
      ],
      { stdio: 'ignore' },
    );
    try {
      const shownMs = await this.#shown(home);
      await after(IDLE_MS);
      return { shownMs, pssBytes: pssBelow(child.pid) };
    } finally {
      const ended = new Promise((settle) => child.once('exit', settle));
      child.kill('SIGKILL');
      await ended;
      rmSync(home, { recursive: true });
      await this.#empty();
    }
  }

  /** The program says when it begins, so that the set-up around it is not counted. */
  #script(folder: string, home: string, settings: string): string {
    const run = `date +%s%N > ${home}/signs/began; exec ${folder}/child-link-station`;
    return [
      `mkdir -p /tmp/child-link-etc && mount -t tmpfs none /tmp/child-link-etc`,
      `cp -a /etc/. /tmp/child-link-etc/ && mount --bind /tmp/child-link-etc /etc`,
      `mkdir -p /etc/child-link && cp ${settings} /etc/child-link/station.json && chmod 644 /etc/child-link/station.json`,
      `exec setpriv --reuid=${USER} --regid=${USER} --clear-groups env -i PATH=/usr/bin:/bin HOME=${home} DISPLAY=${this.#name} LANG=C.UTF-8 sh -c '${run}'`,
    ].join('\n');
  }

  async #shown(home: string): Promise<number> {
    const sign = path.join(home, 'signs', 'began');
    for (const from = performance.now(); performance.now() - from < MOST_MS; await after(4)) {
      if (!existsSync(sign) || this.#shades() < SHADES) continue;
      return Date.now() - Number(readFileSync(sign, 'utf8')) / 1e6;
    }
    throw new Error('nothing was shown');
  }

  async #empty(): Promise<void> {
    for (const from = performance.now(); performance.now() - from < MOST_MS; await after(50))
      if (this.#shades() < SHADES) return;
    throw new Error('the screen did not become empty');
  }

  /** How many different pixels there are on lines across the screen. */
  #shades(): number {
    const picture = openSync(path.join(this.#work, 'Xvfb_screen0'), 'r');
    const line = Buffer.alloc(WIDTH * 4);
    const seen = new Set<number>();
    // A head of its own length, then the picture.
    const begin = fstatSync(picture).size - WIDTH * HEIGHT * 4;
    for (let n = 0; n < LINES; n += 1) {
      const row = Math.floor((n * HEIGHT) / LINES);
      readSync(picture, line, 0, line.length, begin + row * WIDTH * 4);
      for (let x = 0; x < line.length; x += 4) seen.add(line.readUInt32LE(x));
    }
    closeSync(picture);
    return seen.size;
  }
}

/** What a process and all below it hold. */
function pssBelow(pid: number | undefined): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/u.test(one))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  const isBelow = (one: number): boolean => {
    const parent = parents.get(one);
    return parent !== undefined && parent > 0 && (parent === pid || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow).reduce((sum, one) => sum + pssOf(one), 0);
}

function pssOf(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}
