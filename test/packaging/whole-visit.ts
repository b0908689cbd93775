import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type Check, demand } from './report.ts';

const Report = z.object({ safe: z.object({ entries: z.int(), rowMatches: z.literal(true) }) });

/**
 * The station's folder, packed like any other: the same configuration, archive and native modules, but the build with
 * test hooks and simulated devices, because a production build takes none.
 */
export function endToEndFolder(work: string): string {
  const out = path.join(work, 'end-to-end');
  const unpacked = path.join(work, 'end-to-end-package');
  mkdirSync(unpacked);
  execFileSync(
    process.execPath,
    ['scripts/package.ts', '--linux', '--deb-only', '--build', 'end-to-end', '--out', out],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const deb = readdirSync(out).find((name) => name.endsWith('.deb')) ?? '';
  execFileSync('dpkg-deb', ['--extract', path.join(out, deb), unpacked]);
  return path.join(unpacked, 'opt', 'child-link-station');
}

/** A whole visit on a station that was packed and installed like any other. */
export function visitChecks(folder: string, work: string): readonly (readonly [string, Check])[] {
  return [
    [
      'a whole visit runs where it is installed',
      async () => {
        const script = [
          'mount -t tmpfs none /opt',
          `cp -a '${folder}' /opt/`,
          `exec node scripts/setup.mjs demo -- node test/demo/demo.ts --json --out '${path.join(work, 'visit')}'`,
        ].join('\n');
        const child = spawn('unshare', ['--mount', 'sh', '-ec', script], {
          env: {
            ...process.env,
            CHILD_LINK_PACKAGED_STATION: '/opt/child-link-station/child-link-station',
          },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let [printed, told] = ['', ''];
        child.stdout.on('data', (text: Buffer) => (printed += text.toString()));
        child.stderr.on('data', (text: Buffer) => (told += text.toString()));
        const [code] = await once(child, 'close');
        demand(code === 0, `the demo ended with ${String(code)}: ${told.slice(-2000)}`);
        const { safe } = Report.parse(JSON.parse(printed.trim().split('\n').at(-1) ?? ''));
        return `${safe.entries} entries in the restored copy, and its tracking row as here`;
      },
    ],
  ];
}
