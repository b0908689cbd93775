import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chownSync,
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

/** Nobody's number on any machine: Chromium's sandbox does not start for root. */
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
}

export interface Start {
  readonly parameters?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Shell commands that root runs in the place before the start. */
  readonly before?: string;
  /** Starts a second one beside the first, and gives what became of that. */
  readonly second?: boolean;
}

/**
 * Starts the station where it is installed, `/opt` and `/etc` being its own for this start alone: nothing of the
 * machine changes. Needs root. The display is one of its own, open to the station's user.
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
    mkdirSync(data, { mode: 0o700 });
    execFileSync('chmod', ['755', work]);
    chownSync(data, USER, USER);
    writeFileSync(path.join(work, 'station.json'), JSON.stringify({ dataFolder: data }));
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
    for (let waited = 0; waited < UP_WITHIN_MS && exitCode === null && !existsSync(record); waited += STEP_MS)
      await after(STEP_MS);
    if (exitCode === null) await after(how.second === true ? 2 * SETTLED_MS : SETTLED_MS);
    const outcome = { recorded: existsSync(record), exitCode, listening: listening(child.pid), output };
    if (exitCode === null) {
      const ended = new Promise((settle) => child.once('exit', settle));
      child.kill('SIGKILL');
      await ended;
    }
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

/** The ports that are listened on in the network of a process's children. */
function listening(pid: number | undefined): readonly number[] {
  const children = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .stdout.trim()
    .split('\n');
  const inside = children.find((one) => one !== '' && readdirSync('/proc').includes(one));
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
