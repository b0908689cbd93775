import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createPackage } from '@electron/asar';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { practiceSeed } from '../institution/practice-data.ts';
import { createInstitution } from '../institution/server.ts';
import { type Bench, type BenchOptions, type Figure, median, round } from './figures.ts';
import { Desk, type Installed, type Started } from './package-desk.ts';

const BARE = path.join(import.meta.dirname, 'bare-window');
const ROUNDS = 11;
const QUICK_ROUNDS = 3;

export const PACKAGE_PARTS = ['start', 'memory', 'size'] as const;
export type PackagePart = (typeof PACKAGE_PARTS)[number];
type Both<T> = { readonly station: T; readonly bare: T };

/** The station as it is packaged, and the same Electron, packaged the same way, with one window and one page. */
async function makeBoth(work: string): Promise<Both<string>> {
  const given = process.env['CHILD_LINK_PACKAGE'];
  const out = given ?? path.join(work, 'dist');
  if (given === undefined)
    execFileSync(process.execPath, ['scripts/package.ts', '--linux', '--deb-only', '--out', out], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  const deb = readdirSync(out).find((name) => name.endsWith('.deb'));
  if (deb === undefined) throw new Error(`there is no package in ${out}`);
  execFileSync('dpkg-deb', ['--extract', path.join(out, deb), path.join(work, 'package')]);
  const station = path.join(work, 'package', 'opt', 'child-link-station');
  const bare = path.join(work, 'bare');
  cpSync(station, bare, { recursive: true });
  chmodSync(path.join(bare, 'chrome-sandbox'), 0o4755);
  rmSync(path.join(bare, 'resources'), { recursive: true });
  mkdirSync(path.join(bare, 'resources'));
  // Its page is a file.
  await flipFuses(path.join(bare, 'child-link-station'), {
    version: FuseVersion.V1,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: true,
  });
  await createPackage(BARE, path.join(bare, 'resources', 'app.asar'));
  return { station, bare };
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(path.join(folder, name)))
    .reduce((sum, about) => sum + (about.isFile() ? about.size : 0), 0);
}

/** A station that is enrolled and has its lists, at an institution on this machine, compared with the bare window. */
async function startsOf(
  work: string,
  folders: Both<string>,
  { quick, say }: Pick<BenchOptions, 'quick' | 'say'>,
): Promise<Both<readonly Started[]>> {
  const clock = { now: Date.now, monotonicMs: () => performance.now(), status: () => 'synced' as const };
  const server = await createInstitution({ dataDir: ':memory:', clock, seed: practiceSeed(Date.now()) });
  if (!server.ok) throw new Error(server.refusal.code);
  const desk = await Desk.make(work);
  try {
    const home = (name: string): string => path.join(work, `home-${name}`);
    const settings = { dataFolder: path.join(home('station'), 'data'), serverUrl: server.value.url };
    const station: Installed = { folder: folders.station, home: home('station'), settings };
    const bare: Installed = { folder: folders.bare, home: home('bare'), settings };
    // Enrolled by the first start, and its lists are there after the second; then both have been read from the disk.
    await desk.start({ ...station, settings: { ...settings, enrolmentCode: server.value.code() } });
    await desk.start(station);
    await desk.start(bare);
    const measured: { station: Started[]; bare: Started[] } = { station: [], bare: [] };
    for (let n = 0; n < (quick ? QUICK_ROUNDS : ROUNDS); n += 1) {
      // Neither is always the first.
      const order = n % 2 === 0 ? (['station', 'bare'] as const) : (['bare', 'station'] as const);
      for (const one of order) measured[one].push(await desk.start(one === 'station' ? station : bare));
      const [mine, theirs] = [measured.station.at(-1), measured.bare.at(-1)].map((one) =>
        one === undefined ? '' : `${one.shownMs.toFixed(0)} ms, ${round(one.pssBytes / 2 ** 20)} MiB`,
      );
      say(`start ${n + 1}: ${mine} beside ${theirs}`);
    }
    return measured;
  } finally {
    desk.close();
    await server.value.close();
  }
}

function ratio(name: string, most: number, unit: string, { station, bare }: Both<number>): Figure {
  return {
    name,
    value: station / bare,
    target: { kind: 'at-most', value: most },
    parts: { [`station${unit}`]: station, [`bare${unit}`]: bare },
  };
}

/**
 * `start`, `memory`, `size`: the packaged station compared with a bare window of the same Electron. A start lasts until the
 * screen looks as it will; memory is what all processes hold then. One run of both programs serves start and memory.
 */
export function packageBench(parts: readonly PackagePart[]): Bench {
  return async (options) => {
    if (process.getuid?.() !== 0) throw new Error('This is measured as root, with an account of its own.');
    const work = mkdtempSync(path.join(tmpdir(), 'child-link-bench-'));
    try {
      const folders = await makeBoth(work);
      const figures: Figure[] = [];
      if (parts.includes('start') || parts.includes('memory')) {
        const { station, bare } = await startsOf(work, folders, options);
        const of = (pick: (one: Started) => number): Both<number> => ({
          station: median(station.map(pick)),
          bare: median(bare.map(pick)),
        });
        if (parts.includes('start'))
          figures.push(
            ratio(
              'start to the sign-in screen',
              2,
              'Ms',
              of((one) => one.shownMs),
            ),
          );
        if (parts.includes('memory'))
          figures.push(
            ratio(
              'memory of all processes, idle',
              1.25,
              'Bytes',
              of((one) => one.pssBytes),
            ),
          );
      }
      if (parts.includes('size'))
        figures.push(
          ratio('size of the package', 1.08, 'Bytes', {
            station: sizeOf(folders.station),
            bare: sizeOf(folders.bare),
          }),
        );
      return figures;
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  };
}
