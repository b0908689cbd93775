import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';

/** An account number that no machine uses: Chromium's sandbox does not start for root. */
const USER = 64_123;
const STATION = '/opt/child-link-station/child-link-station';
const UP_WITHIN_MS = 30_000;
const SETTLED_MS = 2500;
const STEP_MS = 100;

/** What one start came to. */
export interface Outcome {
  /** Whether it came as far as its record: null of an exit code means that it was still running. */
  readonly recorded: boolean;
  readonly exitCode: number | null;
  /** TCP ports that anything in its network listened on. */
  readonly listening: readonly number[];
  readonly output: string;
  /** What the station wrote into its own log. */
  readonly log: string;
}

export interface Start {
  readonly parameters?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Shell commands that root runs in the place before the start. */
  readonly before?: string;
  /** Starts a second instance and returns its outcome. */
  readonly second?: boolean;
  /** What the log must contain before the outcome is read. */
  readonly awaited?: RegExp;
  /** A data folder with a record in it, of which a copy is used. */
  readonly record?: string;
  /** Settings other than the data folder. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Tries something at the display before the program is ended. */
  readonly look?: (display: string) => Promise<void>;
  /** Takes what is wanted of the data folder, once the program has ended. */
  readonly afterwards?: (dataFolder: string) => void;
}

/**
 * Starts the station where it is installed, `/opt` and `/etc` being its own for this start alone: nothing of the
 * machine changes. Needs root. It uses a separate display that is open to the station's user.
 */
export class InstalledPlace {
  readonly #package: string;
  readonly #display: ChildProcess;
  readonly #displayName: string;

  private constructor(packageRoot: string, display: ChildProcess, displayName: string) {
    this.#package = packageRoot;
    this.#display = display;
    this.#displayName = displayName;
  }

  static async make(packageRoot: string): Promise<InstalledPlace> {
    const display = spawn(
      'Xvfb',
      ['-displayfd', '1', '-ac', '-nolisten', 'tcp', '-screen', '0', '1280x800x24'],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    const name = await new Promise<string>((settle, fail) => {
      display.once('error', fail);
      display.stdout.once('data', (data: Buffer) => settle(`:${data.toString().trim()}`));
    });
    return new InstalledPlace(packageRoot, display, name);
  }

  close(): void {
    this.#display.kill();
  }

  async start(how: Start = {}): Promise<Outcome> {
    const work = mkdtempSync(path.join(tmpdir(), 'child-link-installed-'));
    const data = path.join(work, 'data');
    if (how.record === undefined) mkdirSync(data);
    else execFileSync('cp', ['-a', how.record, data]);
    chmodSync(data, 0o700);
    chmodSync(work, 0o755);
    execFileSync('chown', ['-R', `${USER}:${USER}`, data]);
    writeFileSync(path.join(work, 'station.json'), JSON.stringify({ dataFolder: data, ...how.settings }));
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
        this.#script(work, how),
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (output += text.toString()));
    let exitCode: number | null = null;
    child.once('exit', (code) => (exitCode = code ?? -1));
    const record = path.join(data, 'journal.sqlite');
    const log = (): string => {
      const file = path.join(data, 'logs', 'station.log');
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    };
    const isUp = (): boolean => existsSync(record) && (how.awaited?.test(log()) ?? true);
    for (let waited = 0; waited < UP_WITHIN_MS && exitCode === null && !isUp(); waited += STEP_MS)
      await after(STEP_MS);
    if (exitCode === null) await after(how.second === true ? 2 * SETTLED_MS : SETTLED_MS);
    if (exitCode === null) await how.look?.(this.#displayName);
    const recorded = existsSync(record);
    const outcome = { recorded, exitCode, listening: listening(child.pid), output, log: log() };
    if (exitCode === null) {
      const ended = new Promise((settle) => child.once('exit', settle));
      endInside(child.pid);
      await ended;
    }
    how.afterwards?.(data);
    rmSync(work, { recursive: true, force: true });
    return outcome;
  }

  #script(work: string, { parameters = [], environment = {}, before = '', second = false }: Start): string {
    const variables = Object.entries({
      PATH: '/usr/bin:/bin',
      HOME: `${work}/data`,
      DISPLAY: this.#displayName,
      LANG: 'C.UTF-8',
      ...environment,
    }).map(([name, value]) => `${name}=${value}`);
    const command = [
      'setpriv',
      `--reuid=${USER}`,
      `--regid=${USER}`,
      '--clear-groups',
      'env',
      '-i',
      ...variables,
      STATION,
      ...parameters,
    ]
      .map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`)
      .join(' ');
    return [
      'ip link set lo up 2>/dev/null || true',
      'mount -t tmpfs none /opt',
      `cp -a '${this.#package}/opt/child-link-station' /opt/`,
      'mkdir /opt/etc && cp -a /etc/. /opt/etc/ && mount --bind /opt/etc /etc',
      `mkdir -p /etc/child-link && cp '${work}/station.json' /etc/child-link/`,
      before,
      second ? `${command} & sleep 3; ${command} || echo "second ended with $?"; wait` : `exec ${command}`,
    ].join('\n');
  }
}

/**
 * Ends the first process in the namespace of `unshare`, and with it every other one there. Ending `unshare` is not
 * enough: a process that changes its account no longer receives the parent-death signal.
 */
export function endInside(unshared: number | undefined): void {
  const first = childOf(unshared);
  if (first !== undefined) process.kill(Number(first), 'SIGKILL');
}

function childOf(pid: number | undefined): string | undefined {
  const children = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n');
  return children.find((one) => one !== '' && readdirSync('/proc').includes(one));
}

/** The ports that are listened on in the network of a process's children. */
function listening(pid: number | undefined): readonly number[] {
  const inside = childOf(pid);
  if (inside === undefined) return [];
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${inside}/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((row) => row.trim().split(/\s+/u))
      .filter((row) => row[3] === '0A')
      .map((row) => Number.parseInt(row[1]?.split(':')[1] ?? '', 16)),
  );
}
