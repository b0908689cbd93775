import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { repository } from '../setup/places.mjs';
import { projectFiles, readText } from './files.ts';

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');
const lines = (path: string): number => read(path).trimEnd().split('\n').length;

/** The pages at the top and in docs. */
const PAGES = projectFiles().filter((file) => /^(?:docs\/)?[\w.-]+\.md$/u.test(file));

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

it.each(PAGES)('%s links only to files that exist', (path) => {
  for (const link of localLinks(path))
    expect(existsSync(join(repository, dirname(path), link)), link).toBe(true);
});

/** The anchors that a page's headings get on the web. */
function anchorsOf(path: string): readonly string[] {
  return [...read(path).matchAll(/^#{1,6} (.+)$/gmu)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

it('a link to a part of a page leads to a heading that exists', () => {
  const links = PAGES.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/gu)].map(([, file = '', anchor = '']) => ({
      page,
      target: file === '' ? page : join(dirname(page), file),
      anchor,
    })),
  );
  expect(links.length).toBeGreaterThan(15);
  expect(links.filter(({ target, anchor }) => !anchorsOf(target).includes(anchor))).toEqual([]);
});

it.each(['docs/accessibility-conformance.md', 'docs/itsg-33.md'])(
  '%s cites only files, tests and commands that exist',
  (page) => {
    const text = read(page).replaceAll(/\s+/gu, ' ');
    const files = projectFiles();
    const cited = [...text.matchAll(/`([\w.-]*(?:\/[\w.-]+)+|[\w.-]+\.test\.ts)`/gu)].map(
      ([, path = '']) => path,
    );
    const isThere = (path: string): boolean =>
      files.some((file) => file === path || file.endsWith(`/${path}`) || file.startsWith(`${path}/`));
    expect(cited.length).toBeGreaterThan(5);
    expect(cited.filter((path) => !isThere(path))).toEqual([]);

    // A test that is named stands in the file named after it.
    const named = [...text.matchAll(/"([^"]+ [^"]+ [^"]+)"( \(`([^`]+)`\))?/gu)];
    const lost = named.filter(([, name = '', , file = '']) => {
      return !files.includes(file) || !readText(file).includes(name);
    });
    expect(lost.map(([all]) => all)).toEqual([]);

    const commands = [...text.matchAll(/`npm run ([\w:-]+)/gu)].map(([, name = '']) => name);
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('package.json')));
    expect(commands.filter((name) => !(name in scripts))).toEqual([]);
  },
);

/** Every text of a catalogue, its spaces as a page has them. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value.replaceAll('\u00a0', ' ')];
  return Object.values(Object(value)).flatMap(textsOf);
}

it.each([
  ['docs/first-station.md', 'en', '# Set up a station of your own'],
  ['docs/first-station.fr.md', 'fr', '# Monter son propre poste'],
  ['docs/deployment.md', 'en', '## Without a server'],
])('%s names buttons as the screens of %s do', (path, language, heading) => {
  const part = read(path).split(heading)[1]?.split(/^## /mu)[0] ?? '';
  const named = [...part.matchAll(/\*\*(.+?)\*\*|(?<!\w)_(.+?)_(?!\w)/gsu)].map(([, bold, italic]) =>
    (bold ?? italic ?? '').replaceAll(/\s+/gu, ' '),
  );
  expect(named.length).toBeGreaterThan(5);
  const texts = textsOf(JSON.parse(read(`shared/language/${language}.json`)));
  const other = textsOf(JSON.parse(read(`shared/language/${language === 'en' ? 'fr' : 'en'}.json`)));
  // A button such as "Change Sample, Hazel" is named by its beginning; the switch of language is in the other catalogue.
  const isThere = (name: string) =>
    texts.some((text) => text === name || text.startsWith(`${name} {{`)) || other.includes(name);
  expect(named.filter((name) => !isThere(name))).toEqual([]);
});

it.each([
  ['docs/first-station.md', 'en'],
  ['docs/first-station.fr.md', 'fr'],
])('%s names every control as the screen does', (path, language) => {
  const plain = (text: string): string => text.replaceAll(/[\s\u00a0\u202f]+/gu, ' ').trim();
  const labels = new Set<string>();
  JSON.parse(read(`shared/language/${language}.json`), (_key, value: unknown) => {
    // The name in “Change {{name}}” is the reader's own.
    if (typeof value === 'string') labels.add(plain(value.split('{{')[0] ?? ''));
    return value;
  });
  const named = [...plain(read(path)).matchAll(/(?<![\w`])_([^_`]+)_(?!\w)|\*\*([^*]+)\*\*/gu)];
  expect(named.length).toBeGreaterThan(30);
  expect(named.map(([, control, area]) => control ?? area ?? '').filter((name) => !labels.has(name))).toEqual(
    [],
  );
});
