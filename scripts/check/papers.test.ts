import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { repository } from '../setup/places.mjs';

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');
const lines = (path: string): number => read(path).trimEnd().split('\n').length;

const Packages = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

/** Links of a page to files of this repository, without anchors. */
function localLinks(path: string): string[] {
  return [...read(path).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/gu)].map(([, link]) => link ?? '');
}

describe('ARCHITECTURE.md', () => {
  it('gives every package of package.json its reason, and no other', () => {
    const { dependencies, devDependencies } = Packages.parse(JSON.parse(read('package.json')));
    const table = read('ARCHITECTURE.md').split('## Packages')[1] ?? '';
    const named = [...table.matchAll(/^\| ([^|]+?) +\|/gmu)]
      .flatMap(([, cell]) => (cell ?? '').split(', '))
      .filter((name) => name !== 'Package' && !/^-+$/u.test(name));
    expect(named.toSorted()).toEqual(
      [...Object.keys(dependencies), ...Object.keys(devDependencies)].toSorted(),
    );
  });

  it('stays short', () => {
    expect(lines('ARCHITECTURE.md')).toBeLessThan(120);
    expect(lines('README.md')).toBeLessThanOrEqual(90);
  });
});

it.each([
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'docs/README.md',
  'docs/deployment.md',
  'docs/devices.md',
  'docs/choices.md',
  'docs/accessibility-statement.md',
])('%s links only to files that exist', (path) => {
  for (const link of localLinks(path))
    expect(existsSync(join(repository, dirname(path), link)), link).toBe(true);
});
