import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { attackChecks } from './attacks.ts';
import { contentChecks } from './contents.ts';
import { dpkgChecks } from './dpkg.ts';
import { InstalledPlace } from './installed-place.ts';
import { runChecks } from './report.ts';

/**
 * `npm run test:packaging -- [--artefacts DIR] [--root DIR] [--only contents|dpkg|attacks]`: makes the Linux packages,
 * or takes those in DIR, and reads them back: what is in them, how dpkg takes them, what can be done to the station
 * where it is installed. As root, on Debian. Ends with 1 if anything is not as it should be.
 */
const { values } = parseArgs({
  options: {
    artefacts: { type: 'string' },
    /** A Debian root; without one debootstrap makes one for this run. */
    root: { type: 'string' },
    only: { type: 'string' },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const wanted = (part: string): boolean => values.only === undefined || values.only === part;

function debIn(folder: string): string {
  const name = readdirSync(folder).find((one) => one.endsWith('.deb'));
  if (name === undefined) throw new Error(`there is no package in ${folder}`);
  return path.join(folder, name);
}

async function main(): Promise<number> {
  const work = mkdtempSync(path.join(tmpdir(), 'child-link-packaging-'));
  try {
    const artefacts = values.artefacts ?? path.join(work, 'dist');
    if (values.artefacts === undefined)
      execFileSync(process.execPath, ['.ci/package.mjs', '--linux', '--out', artefacts], {
        stdio: 'inherit',
      });
    const deb = debIn(artefacts);
    const unpacked = path.join(work, 'package');
    mkdirSync(unpacked);
    execFileSync('dpkg-deb', ['--extract', deb, unpacked]);
    let failed = 0;
    if (wanted('contents')) failed += await runChecks(contentChecks(unpacked), say);
    if (wanted('dpkg')) {
      const root = values.root ?? path.join(work, 'root');
      if (!existsSync(root))
        execFileSync('debootstrap', ['--variant=minbase', '--include=adduser', 'bookworm', root], {
          stdio: 'ignore',
        });
      failed += await runChecks(dpkgChecks(root, deb), say);
    }
    if (wanted('attacks')) {
      const place = await InstalledPlace.make(unpacked);
      failed += await runChecks(attackChecks(place), say).finally(() => place.close());
    }
    say(failed === 0 ? 'All as it should be.' : `${failed} not as they should be.`);
    return failed === 0 ? 0 : 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

process.exitCode = await main();
