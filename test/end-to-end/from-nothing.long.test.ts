import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const out = mkdtempSync(path.join(tmpdir(), 'child-link-from-nothing-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

it('R64: an empty station is set up, staffed and booked, and holds a visit that is copied, without a server', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const args = ['test/demo/demo.ts', '--from-nothing', '--out', out, '--meeting-port', '7451'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(status, `${stdout}\n${stderr}`).toBe(0);
  const pictures = readdirSync(out).filter((name) => name.endsWith('-en.png'));
  expect(pictures.map((name) => name.slice(3, -7))).toEqual(
    expect.arrayContaining([
      'set-up',
      'sites-preview',
      'staff-code',
      'invitation',
      'booked',
      'visit',
      'tracking-sheet',
      'copy-taken',
    ]),
  );
});
