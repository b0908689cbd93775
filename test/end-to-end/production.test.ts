import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const BUILDS = fileURLToPath(new URL('../../build/', import.meta.url));

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile());
}

function textOf(build: string): string {
  return filesOf(path.join(BUILDS, build))
    .filter((file) => /\.(?:cjs|js|html|json|css)$/u.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

/** What tells a simulator, a test hook or practice in a bundle. The end-to-end build has each: so each can be found. */
const TEST_ONLY = [
  'childLinkSimulator',
  'Simulated Keyboard',
  'failNext',
  'use-fake-device-for-media-stream',
  'allow-loopback-in-peer-connection',
  'CHILD_LINK_SQLITE_ADDON',
];

describe('the production build', () => {
  const production = textOf('production');
  const endToEnd = textOf('end-to-end');

  it.each(TEST_ONLY)('has no trace of %s', (trace) => {
    expect(endToEnd).toContain(trace);
    expect(production).not.toContain(trace);
  });

  it('carries no source maps, no tests and no gallery', () => {
    const names = filesOf(path.join(BUILDS, 'production')).map((file) => path.relative(BUILDS, file));
    expect(names.filter((name) => /\.map$|\.test\.|gallery/u.test(name))).toEqual([]);
    expect(production).not.toContain('sourceMappingURL');
  });

  it('refuses what is no verb before anything else, and knows the sandbox', () => {
    expect(production).toContain('The station does not start.');
    expect(production).toContain('enableSandbox');
  });

  it('asks nothing of any host but those that IT names', () => {
    const pages = filesOf(path.join(BUILDS, 'production', 'renderer')).filter((file) =>
      /\.(?:html|css)$/u.test(file),
    );
    for (const file of pages)
      expect(readFileSync(file, 'utf8'), file).not.toMatch(/(?:src|href|url)\(?=?["'(]?https?:/u);
  });
});
