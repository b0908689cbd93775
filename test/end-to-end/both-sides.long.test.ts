import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { chromiumVersion } from './chromium/chromium-page.ts';

const out = mkdtempSync(path.join(tmpdir(), 'child-link-both-sides-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

it.skipIf(chromiumVersion() === null)(
  'a day from both sides: booked on the page, suspended from “Now”, obeyed at the station, and on record',
  () => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const args = ['test/demo/demo.ts', '--institution', '--out', out, '--meeting-port', '7452'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    expect(status, `${stdout}\n${stderr}`).toBe(0);
    const pictures = readdirSync(out).filter((name) => name.endsWith('-fr.png'));
    const named = pictures.map((name) => name.slice(3, -7));
    const both = ['page-booking', 'page-now-call', 'suspended-from-the-page', 'resumed-from-the-page'];
    expect(named).toEqual(
      expect.arrayContaining([...both, 'page-records', 'page-stations', 'tracking-sheet']),
    );
  },
);
