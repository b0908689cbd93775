import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { projectNode, repository } from '../setup/places.mjs';

const files = {
  'mixed.test.js':
    "import { it } from 'vitest'; it('a', () => {}); it.skip('b', () => {}); it('c', () => { throw 1; });",
  'flaky.test.js':
    "import { it } from 'vitest'; let tries = 0; it('d', { retry: 1 }, () => { tries += 1; if (tries === 1) throw 1; });",
  'broken.test.js': "import './missing.js';",
};

it('names a flaky test, and counts every test on the last line, a file that cannot be loaded as failed', () => {
  mkdirSync(join(repository, 'build'), { recursive: true });
  const place = mkdtempSync(join(repository, 'build', 'totals-'));
  onTestFinished(() => rmSync(place, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text);
  const reporter = join(repository, 'scripts', 'test', 'totals-reporter.ts');
  writeFileSync(
    join(place, 'vitest.config.mjs'),
    `import { TotalsReporter } from '${reporter}';\nexport default { test: { reporters: ['default', new TotalsReporter()] } };`,
  );
  const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs');
  const ran = spawnSync(projectNode, [vitest, 'run', '--root', place], { encoding: 'utf8' });
  expect(ran.stdout.trimEnd().split('\n').at(-1)).toBe('2 passed, 2 failed, 1 skipped');
  expect(ran.stdout).toContain('flaky, passed at the second try: d\n');
  expect(ran.status).toBe(1);
});
