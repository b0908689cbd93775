import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LINUX_ROWS } from '../../electron/cli/hardening/linux-table.ts';
import { repository } from '../setup/places.mjs';
import { projectFiles, readText } from './files.ts';

const page = readFileSync(join(repository, 'docs/security.md'), 'utf8');
const trees = page.slice(page.indexOf('## Attack trees'), page.indexOf('## What this does not protect'));
/** One leaf each, its lines joined. */
const leaves = trees
  .split(/\n(?=- )/u)
  .slice(1)
  .map((leaf) => leaf.split('\n\n')[0]?.replace(/\s+/gu, ' ') ?? '');
const files = projectFiles();
const testText = files
  .filter((file) => /\.test\.tsx?$/u.test(file))
  .map((file) => readText(file))
  .join('\n');

it('has five trees with leaves', () => {
  expect(trees.match(/^\*\*[^*]+\*\*$/gmu)).toHaveLength(5);
  expect(leaves.length).toBeGreaterThan(20);
});

it('every leaf is a test, a row of the hardening, a firewall, IT’s task, or not protected against', () => {
  const held =
    /`[\w./-]+\.test\.ts`|[Hh]ostile page|hardening rows|only a firewall|\bIT\b|[Nn]ot (?:protected against|prevented)/u;
  expect(leaves.filter((leaf) => !held.test(leaf))).toEqual([]);
});

it('every file that a leaf names exists', () => {
  const named = leaves.flatMap((leaf) =>
    [...leaf.matchAll(/`([\w./-]+\.(?:ts|md|nft|ps1))`/gu)].map(([, name = '']) => name),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !files.some((file) => file === name || file.endsWith(`/${name}`)))).toEqual(
    [],
  );
});

it('every test that a leaf names by its words exists', () => {
  const words = leaves.flatMap((leaf) =>
    [...leaf.matchAll(/“([^”]+)”|"([^"]+)"/gu)].map(([, a, b]) => a ?? b ?? ''),
  );
  const attempts = files
    .filter((file) => file.startsWith('test/meeting/page/hostile/'))
    .map((file) => readText(file))
    .join('\n');
  const isThere = (name: string): boolean => {
    // `…` stands for a part that differs from row to row.
    const parts = name.split('…').map((part) => part.trim());
    return parts.every((part) => testText.includes(part) || attempts.includes(part));
  };
  expect(words.length).toBeGreaterThan(5);
  expect(words.filter((name) => !isThere(name))).toEqual([]);
});

it('every row of the hardening that a leaf names exists', () => {
  const [row = ''] = leaves.filter((leaf) => leaf.includes('hardening rows'));
  const ids = [...row.slice(row.indexOf('hardening rows')).matchAll(/`([a-z-]+)`/gu)].map(
    ([, id = '']) => id,
  );
  expect(ids.length).toBeGreaterThan(2);
  expect(ids.filter((id) => !LINUX_ROWS.some((one) => one.id === id))).toEqual([]);
});
