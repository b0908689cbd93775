import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repository } from '../setup/places.mjs';
import { runtimeComponents } from './parts-list.ts';
import { releaseNotes } from './release-notes.ts';

const changelog =
  '# Changelog\n\n## [Unreleased]\n\n- Later.\n\n## [1.1.0] - 2026-12-01\n\n- A change.\n\n### En français\n\n- Un changement.\n\n## [1.0.0]\n\n- Old.\n';

it('gives the section of one version and how to verify it, in both languages', () => {
  const notes = releaseNotes(changelog, '1.1.0');
  expect(notes).toContain('- A change.');
  expect(notes).toContain('- Un changement.');
  expect(notes).not.toContain('Later');
  expect(notes).not.toContain('Old');
  for (const text of ['Each file is listed', 'Chaque fichier figure']) expect(notes).toContain(text);
});

it('refuses a version that the changelog does not describe, or in one language alone', () => {
  expect(() => releaseNotes(changelog, '1.0.0')).toThrow('describes 1.0.0 in English alone');
  expect(() => releaseNotes(changelog, '2.0.0')).toThrow('CHANGELOG.md does not describe 2.0.0');
});

it('finds the version of the sources in the changelog', () => {
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  expect(releaseNotes(readFileSync(join(repository, 'CHANGELOG.md'), 'utf8'), version)).toContain(version);
});

it('lists Electron and its Chromium among the parts', () => {
  const versions = { electron: '45.4.1', chrome: '150.0.1', node: '24.1.0', uv: '1.0' };
  expect(runtimeComponents(versions).map(({ name, version }) => `${name} ${version}`)).toEqual([
    'electron 45.4.1',
    'chromium 150.0.1',
    'node 24.1.0',
  ]);
});
