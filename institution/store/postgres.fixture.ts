import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** A throw-away PostgreSQL cluster: a temporary folder, a Unix socket there, and no TCP port. */
export interface Cluster {
  /** Makes an empty database and returns how to reach it. */
  create(): Promise<pg.ClientConfig>;
  /** How to reach a database, `postgres` for the first one. */
  config(database: string): pg.ClientConfig;
  /** `SIGQUIT` is a crash. */
  stop(signal?: 'SIGINT' | 'SIGQUIT'): Promise<void>;
  /** On the same data, after `stop`. */
  start(): Promise<void>;
  remove(): void;
}

/** Debian keeps the programs out of PATH; null where PostgreSQL is not installed. */
export function postgresFolder(): string | null {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return null;
  const versions = readdirSync(root)
    .map(Number)
    .toSorted((a, b) => b - a);
  const folders = versions.map((version) => join(root, String(version), 'bin'));
  return folders.find((bin) => existsSync(join(bin, 'initdb'))) ?? null;
}

const isRoot = process.getuid?.() === 0;
const idOf = (flag: '-u' | '-g'): number =>
  Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));

/** PostgreSQL refuses to run as root. setpriv stays one process, and the server ends with the process that started it. */
function unprivileged(program: string, args: readonly string[]): [string, string[]] {
  const user = isRoot ? ['--reuid=postgres', '--regid=postgres', '--init-groups'] : [];
  return ['setpriv', [...user, '--pdeathsig=INT', '--', program, ...args]];
}

export async function startCluster(settings: Readonly<Record<string, string>> = {}): Promise<Cluster> {
  const bin = postgresFolder();
  if (bin === null) throw new Error('apt-get install --no-install-recommends postgresql');
  // Short: the path of a Unix socket has at most 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'pg-'));
  if (isRoot) chownSync(folder, idOf('-u'), idOf('-g'));
  const data = join(folder, 'd');
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  const [initdb, initArgs] = unprivileged(join(bin, 'initdb'), [
    ...['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'],
    ...['--no-sync', '--no-instructions'],
  ]);
  execFileSync(initdb, initArgs, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });

  let child: ChildProcess | null = null;
  let databases = 0;
  const config = (database: string) => ({ host: folder, user: 'postgres', database });
  const given = {
    ...{ listen_addresses: '', unix_socket_directories: folder, unix_socket_permissions: '0700' },
    ...settings,
  };
  const cluster: Cluster = {
    config,
    async create() {
      databases += 1;
      const name = `test_${databases}`;
      const client = new pg.Client(config('postgres'));
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return config(name);
    },
    async start() {
      const options = Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
      const [file, args] = unprivileged(join(bin, 'postgres'), ['-D', data, ...options]);
      child = spawn(file, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
      await ready(child);
    },
    stop: (signal = 'SIGINT') =>
      new Promise((resolve) => {
        if (child === null || child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill(signal);
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  await cluster.start();
  return cluster;
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr?.on('data', (part: Buffer) => {
      log += part.toString('utf8');
      if (log.includes('ready to accept connections')) resolve();
      log = log.slice(-4000);
    });
    child.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${log}`)));
  });
}
