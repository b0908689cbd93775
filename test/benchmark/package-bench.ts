import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createPackage } from '@electron/asar';
import { type Bench, type Figure, median } from './figures.ts';
import { Desk } from './package-desk.ts';

const BARE = path.join(import.meta.dirname, 'bare-window');
const ROUNDS = 7;
const QUICK_ROUNDS = 3;

/** The station as it is packaged, and the same Electron, packaged the same way, with one window and one page. */
function makeBoth(work: string): { readonly station: string; readonly bare: string } {
  const given = process.env['CHILD_LINK_PACKAGE'];
  const out = given ?? path.join(work, 'dist');
  if (given === undefined)
    execFileSync(process.execPath, ['.ci/package.mjs', '--linux', '--deb-only', '--out', out], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  const deb = readdirSync(out).find((name) => name.endsWith('.deb'));
  if (deb === undefined) throw new Error(`there is no package in ${out}`);
  execFileSync('dpkg-deb', ['--extract', path.join(out, deb), path.join(work, 'package')]);
  const station = path.join(work, 'package', 'opt', 'child-link-station');
  const bare = path.join(work, 'bare');
  cpSync(station, bare, { recursive: true });
  execFileSync('chmod', ['4755', path.join(bare, 'chrome-sandbox')]);
  rmSync(path.join(bare, 'resources'), { recursive: true });
  mkdirSync(path.join(bare, 'resources'));
  return { station, bare };
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(path.join(folder, name)))
    .reduce((sum, about) => sum + (about.isFile() ? about.size : 0), 0);
}

/**
 * `start`, `size`, `memory`: the packaged station beside a bare window of the same Electron. A start lasts until the
 * screen shows the page; memory is what all processes hold for themselves, five seconds later.
 */
export const packageBench: Bench = async ({ quick, say }) => {
  if (process.getuid?.() !== 0) throw new Error('This is measured as root, with an account of its own.');
  const work = mkdtempSync(path.join(tmpdir(), 'child-link-bench-'));
  try {
    const { station, bare } = makeBoth(work);
    await createPackage(BARE, path.join(bare, 'resources', 'app.asar'));
    const sizes = { stationBytes: sizeOf(station), bareBytes: sizeOf(bare) };
    const desk = await Desk.make(work);
    const measured = {
      station: [] as number[],
      bare: [] as number[],
      stationPss: [] as number[],
      barePss: [] as number[],
    };
    try {
      // One start of each to fill the caches.
      for (let round = -1; round < (quick ? QUICK_ROUNDS : ROUNDS); round += 1) {
        const one = await desk.start(station);
        const other = await desk.start(bare);
        say(
          `start ${one.shownMs.toFixed(0)} ms beside ${other.shownMs.toFixed(0)} ms, ${(one.pssBytes / 2 ** 20).toFixed(0)} MiB beside ${(other.pssBytes / 2 ** 20).toFixed(0)} MiB`,
        );
        if (round < 0) continue;
        measured.station.push(one.shownMs);
        measured.bare.push(other.shownMs);
        measured.stationPss.push(one.pssBytes);
        measured.barePss.push(other.pssBytes);
      }
    } finally {
      desk.close();
    }
    const figure = (name: string, mine: number, theirs: number, atMost: number, unit: string): Figure => ({
      name,
      value: mine / theirs,
      target: { kind: 'at-most', value: atMost },
      parts: { [`station${unit}`]: mine, [`bare${unit}`]: theirs },
    });
    return [
      figure('start to the sign-in screen', median(measured.station), median(measured.bare), 1.15, 'Ms'),
      figure(
        'memory of all processes, idle',
        median(measured.stationPss),
        median(measured.barePss),
        1.25,
        'Bytes',
      ),
      figure('size of the package', sizes.stationBytes, sizes.bareBytes, 1.08, 'Bytes'),
    ];
  } finally {
    if (existsSync(work)) rmSync(work, { recursive: true });
  }
};
