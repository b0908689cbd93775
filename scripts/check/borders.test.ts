import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { projectNode, repository } from '../setup/places.mjs';
import type { typeProjects } from './types.ts';

let place = '';
afterEach(() => rmSync(place, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(place, path)), { recursive: true });
  writeFileSync(join(place, path), text);
}

function run(folder: string, tool: string, ...parameters: string[]): string {
  const script = join(repository, 'node_modules', tool);
  return spawnSync(projectNode, [script, ...parameters], { cwd: folder, encoding: 'utf8' }).stdout;
}

const probes: Readonly<
  Record<Exclude<(typeof typeProjects)[number], '.' | 'scripts/setup'>, Readonly<Record<string, string>>>
> = {
  renderer: {
    'export const x = process.env;': "Cannot find name 'process'",
    "import { join } from 'node:path';\nexport const x = join;": "Cannot find name 'node:path'",
    'export const x = window.innerWidth;': '',
  },
  electron: {
    'export const x = window.innerWidth;': "Cannot find name 'window'",
    'export const x = document;': "Cannot find name 'document'",
    'export const x = process.env;': '',
  },
  shared: {
    'export const x = process.env;': "Cannot find name 'process'",
    'export const x = window;': "Cannot find name 'window'",
    'export const x = [1].at(-1);': '',
  },
  institution: {
    'export const x = window;': "Cannot find name 'window'",
    'export const x = process.env;': '',
  },
  'shared/sync': {
    'export const x = window;': "Cannot find name 'window'",
    "import { createHash } from 'node:crypto';\nexport const x = createHash('sha256');": '',
  },
};

describe('the compiler', () => {
  it.each(Object.entries(probes))('refuses in %s what its side does not have', (project, files) => {
    // Below the repository, so that the projects' types are found.
    mkdirSync(join(repository, 'build'), { recursive: true });
    place = mkdtempSync(join(repository, 'build', 'borders-'));
    const sources = Object.entries(files);
    for (const [index, [source]] of sources.entries()) write(`probe-${index}.ts`, source);
    const extended = join(repository, project, 'tsconfig.json');
    const compilerOptions = { incremental: false, tsBuildInfoFile: null };
    write(
      'tsconfig.json',
      JSON.stringify({ extends: extended, compilerOptions, include: ['.'], exclude: [] }),
    );
    const said = run(place, 'typescript/bin/tsc', '-p', '.', '--pretty', 'false');
    for (const [index, [source, complaint]] of sources.entries()) {
      const about = said.split('\n').filter((line) => line.includes(`probe-${index}.ts`));
      expect(about.join('\n'), source).toContain(complaint);
      expect(about, source).toHaveLength(complaint === '' ? 0 : 1);
    }
  });
});

const refused = [
  ['shared/session/a.ts', "import { x } from '../../electron/station/x.ts';"],
  ['shared/b.ts', "export { x } from '../renderer/x.ts';"],
  ['shared/c.ts', "import type { App } from 'electron';"],
  ['shared/session/d.ts', "import { join } from 'node:path';"],
  ['shared/e.ts', "import { x } from '../test/simulator/x.ts';"],
  ['renderer/staff/a.tsx', "import { x } from '../../electron/x.ts';"],
  ['renderer/b.ts', "await import('../test/simulator/x.ts');"],
  ['renderer/c.ts', "import { shell } from 'electron';"],
  ['renderer/d.ts', "import { join } from 'node:path';"],
  ['electron/app/a.ts', "import '../../renderer/x.ts';"],
  ['electron/app/start-app.ts', "await import('../../test/simulator/x.ts');"],
  ['electron/station/a.ts', "import { ipcMain } from 'electron';"],
  ['electron/windows/a.ts', "import { ipcRenderer } from 'electron';"],
  ['electron/platform/a.ts', "import { x } from '../journal/x.ts';"],
  ['electron/journal/sqlite/a.ts', "import { x } from '../../station/x.ts';"],
  ['electron/station/b.ts', "import { x } from '../ipc/x.ts';"],
  ['electron/ipc/a.ts', "import { x } from '../app/x.ts';"],
  ['institution/api/a.ts', "import { x } from '../../electron/journal/x.ts';"],
  ['institution/store/a.ts', "import { app } from 'electron';"],
  ['institution/core/a.ts', "import { x } from '../store/x.ts';"],
  ['institution/core/b.ts', "import { sql } from 'kysely';"],
  ['institution/core/sync/c.ts', "import { x } from '../../http/x.ts';"],
  ['electron/embedded/a.ts', "import { x } from '../../institution/http/service.ts';"],
] as const;

const accepted = [
  ['electron/app/create-devices.ts', "await import('../../test/simulator/x.ts');"],
  ['electron/preload.ts', "import { ipcRenderer } from 'electron';"],
  ['electron/ipc/ipc-server.ts', "import { ipcMain } from 'electron';"],
  ['electron/app/b.ts', "import { x } from '../ipc/x.ts';"],
  ['electron/app/c.ts', "import { x } from '../../institution/core/x.ts';"],
  ['electron/app/a.test.ts', "import { x } from '../../test/simulator/x.ts';"],
  ['shared/sync/a.ts', "import { createHash } from 'node:crypto';"],
  ['shared/session/a.test.ts', "import { join } from 'node:path';"],
] as const;

describe('the linter', () => {
  it('refuses imports across a border, each with a reason, and accepts the others', () => {
    // Outside the repository, whose ignored folders it leaves out.
    place = mkdtempSync(join(tmpdir(), 'child-link-borders-'));
    for (const [path, source] of [...refused, ...accepted]) write(path, `${source}\nexport {};\n`);
    copyFileSync(join(repository, '.oxlintrc.json'), join(place, '.oxlintrc.json'));
    const found: readonly { code: string; filename: string; help?: string }[] = JSON.parse(
      run(place, 'oxlint/bin/oxlint', '--format=json', '.'),
    ).diagnostics;
    const imports = found.filter(({ code }) => code === 'eslint(no-restricted-imports)');
    expect(imports.map(({ filename }) => filename).sort()).toEqual(refused.map(([path]) => path).sort());
    for (const { help } of imports) expect(help).toMatch(/\.$/u);
  });
});
