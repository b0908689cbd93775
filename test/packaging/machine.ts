import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';

const UNIT = 'child-link-station.service';
const BOOT_MS = 60_000;
const STEP_MS = 200;

/** What a station's Debian has, and minbase does not. */
const PACKAGES = [
  ...['adduser', 'systemd-sysv', 'systemd-timesyncd', 'dbus', 'udev', 'grub-common'],
  ...['cage', 'xwayland'],
];

/** What the station needs to run where there is no screen: a compositor that draws into memory, and no terminal. */
const WITHOUT_A_SCREEN = `[Unit]
Conflicts=
[Service]
TTYPath=
TTYReset=no
TTYVHangup=no
TTYVTDisallocate=no
StandardInput=null
UtmpIdentifier=
Environment=WLR_BACKENDS=headless WLR_RENDERER=pixman XDG_RUNTIME_DIR=/run/child-link-station
`;

export interface Ran {
  readonly code: number;
  /** What it printed, errors included. */
  readonly output: string;
}

/**
 * A Debian with systemd, in a folder, started by systemd-nspawn, on which the tests run the commands that IT runs on a
 * station. It shares this machine's network, for a server on loopback, unless it is started in a namespace.
 */
export class Machine {
  readonly root: string;
  #guardian: ChildProcess | null = null;
  #leader = 0;

  private constructor(root: string) {
    this.root = root;
  }

  /** A fresh copy of `base`, or a new Debian in it, with what the package's documentation has IT install first. */
  static make(base: string, root: string): Machine {
    if (!existsSync(path.join(base, 'usr/bin/cage'))) {
      execFileSync(
        'debootstrap',
        ['--variant=minbase', `--include=${PACKAGES.join(',')}`, 'bookworm', base],
        {
          stdio: 'ignore',
        },
      );
    }
    mkdirSync(root, { recursive: true });
    execFileSync('cp', ['--archive', `${base}/.`, root]);
    return new Machine(root);
  }

  /** `namespace`: a network of its own, which root of the machine may change. */
  async boot(withinMs = BOOT_MS, namespace: string | null = null): Promise<void> {
    const parameters = ['--quiet', '--directory', this.root, '--machine=child-link-test', '--register=no'];
    if (namespace !== null)
      parameters.push(`--network-namespace-path=/run/netns/${namespace}`, '--capability=CAP_NET_ADMIN');
    this.#guardian = spawn('systemd-nspawn', [...parameters, '--keep-unit', '--console=pipe', '--boot'], {
      stdio: 'ignore',
    });
    for (let waited = 0; waited < withinMs; waited += STEP_MS) {
      const children = spawnSync('pgrep', ['-P', String(this.#guardian.pid)], { encoding: 'utf8' });
      this.#leader = Number(children.stdout.split('\n')[0]);
      if (this.#leader > 0 && this.run('systemctl', 'is-active', '--quiet', 'multi-user.target').code === 0)
        return;
      await after(STEP_MS);
    }
    throw new Error('the machine did not start');
  }

  async powerOff(): Promise<void> {
    const guardian = this.#guardian;
    if (guardian === null) return;
    const ended = new Promise((settle) => guardian.once('exit', settle));
    // A second signal makes systemd-nspawn stop at once.
    guardian.kill('SIGTERM');
    const late = setTimeout(() => guardian.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(late);
    this.#guardian = null;
  }

  /** Ends every process of it at once, as a power cut does. */
  async kill(): Promise<void> {
    const guardian = this.#guardian;
    if (guardian === null) return;
    const ended = new Promise((settle) => guardian.once('exit', settle));
    // The first process of the machine takes all others along.
    process.kill(this.#leader, 'SIGKILL');
    await ended;
    this.#guardian = null;
  }

  /** Runs a program in it as root, as a terminal would. Blocks this process. */
  run(program: string, ...parameters: readonly string[]): Ran {
    const ended = spawnSync('nsenter', this.#inside(program, parameters), { encoding: 'utf8' });
    return { code: ended.status ?? -1, output: `${ended.stdout}${ended.stderr}` };
  }

  /** As {@link run}, while a server in this process keeps answering. */
  async attend(program: string, ...parameters: readonly string[]): Promise<Ran> {
    const child = spawn('nsenter', this.#inside(program, parameters), { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (output += text.toString()));
    const [code] = await once(child, 'close');
    return { code: typeof code === 'number' ? code : -1, output };
  }

  #inside(program: string, parameters: readonly string[]): readonly string[] {
    const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    const environment = [path, 'HOME=/root', 'LANG=C.UTF-8', 'DEBIAN_FRONTEND=noninteractive'];
    const enter = ['--target', String(this.#leader), '--all', 'env', '--ignore-environment'];
    return [...enter, ...environment, program, ...parameters];
  }

  /** As {@link run}; throws with what was printed unless it ends with 0. */
  must(program: string, ...parameters: readonly string[]): string {
    const { code, output } = this.run(program, ...parameters);
    if (code !== 0) throw new Error(`${program} ${parameters.join(' ')} ended with ${code}: ${output}`);
    return output;
  }

  /** Copies a file of this machine into the other; returns its path there. */
  bring(file: string, as: string): string {
    mkdirSync(path.dirname(path.join(this.root, as)), { recursive: true });
    cpSync(file, path.join(this.root, as));
    return as;
  }

  write(file: string, text: string, mode = 0o644): void {
    const full = path.join(this.root, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
    chmodSync(full, mode);
  }

  read(file: string): string {
    return readFileSync(path.join(this.root, file), 'utf8');
  }

  withoutAScreen(): void {
    this.write(`/etc/systemd/system/${UNIT}.d/no-screen.conf`, WITHOUT_A_SCREEN);
    this.must('systemctl', 'daemon-reload');
  }

  systemctl(verb: string, unit: string = UNIT): string {
    return this.must('systemctl', verb, unit);
  }

  /** Waits until a command inside prints what is wanted. Returns how long that took, in milliseconds. */
  async until(
    wanted: RegExp,
    withinMs: number,
    program: string,
    ...parameters: readonly string[]
  ): Promise<number> {
    const began = performance.now();
    let last = '';
    while (performance.now() - began < withinMs) {
      last = this.run(program, ...parameters).output;
      if (wanted.test(last)) return Math.round(performance.now() - began);
      await after(STEP_MS);
    }
    const log = this.run('journalctl', '--no-pager', '--lines=30').output;
    throw new Error(`${program} ${parameters.join(' ')} still says ${last.trim()}\n${log}`);
  }

  /** Waits until the station says that it is ready, in this version. */
  async ready(version: string, withinMs = 60_000): Promise<number> {
    const pattern = new RegExp(`^${version.replaceAll('.', String.raw`\.`)}$`, 'mu');
    return this.until(pattern, withinMs, 'cat', '/run/child-link-station/ready');
  }

  /** How many entries the record has, every hash and receipt of it checked. Throws where one is wrong. */
  verified(): number {
    const read: unknown = JSON.parse(this.must('child-link-station', 'verify-journal', '--json'));
    if (typeof read !== 'object' || read === null || !('entries' in read) || typeof read.entries !== 'number')
      throw new Error(`verify-journal said ${JSON.stringify(read)}`);
    return read.entries;
  }

  version(): string {
    return this.must('dpkg-query', '-W', '-f', '${Version}', 'child-link-station');
  }
}
