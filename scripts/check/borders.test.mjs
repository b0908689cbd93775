import { describe, expect, it } from 'vitest';
import { bordersCrossed } from './borders.mjs';

const crossings = [
  [
    'shared importing the main process',
    'shared/session/a.ts',
    "import { x } from '../../electron/station/x.ts';",
  ],
  ['shared importing a page', 'shared/a.ts', "export { x } from '../renderer/x.ts';"],
  ['shared importing Electron', 'shared/a.ts', "import type { App } from 'electron';"],
  ["shared importing Node's modules", 'shared/session/a.ts', "import { join } from 'node:path';"],
  ['a page importing the main process', 'renderer/staff/a.tsx', "import { x } from '../../electron/x.ts';"],
  ['a page importing a test', 'renderer/a.ts', "await import('../test/simulator/x.ts');"],
  ['a page importing Electron', 'renderer/a.ts', 'const { shell } = require("electron");'],
  ['the main process importing a page', 'electron/a.ts', "import '../renderer/x.ts';"],
  [
    'the main process importing a simulator',
    'electron/app/start-app.ts',
    "await import('../../test/simulator/x.ts');",
  ],
  ['the raw ipcMain', 'electron/station/a.ts', "import { ipcMain } from 'electron';"],
  ['the raw ipcRenderer', 'renderer/a.ts', 'window.ipcRenderer.invoke("x");'],
  ['a message past the list', 'electron/windows/a.ts', 'window.webContents.send("x", 1);'],
  [
    "Electron's session under its own name",
    'electron/meeting/a.ts',
    "import { app, session } from 'electron';",
  ],
];

const allowed = [
  ['an import over several lines', 'electron/a.ts', "import {\n  x,\n} from '../shared/x.ts';"],
  [
    'the one file that brings in simulators',
    'electron/app/create-devices.ts',
    "await import('../../test/simulator/x.ts');",
  ],
  ['the one bridge', 'electron/preload.ts', "import { ipcRenderer } from 'electron';"],
  ["Node's modules in the contract", 'shared/sync/a.ts', "import { createHash } from 'node:crypto';"],
  [
    "Electron's session under ours",
    'electron/a.ts',
    "import { session as electronSession } from 'electron';",
  ],
  [
    'a word in a comment',
    'electron/a.ts',
    '// never ipcMain here, nor webContents.send(x)\nexport const x = 1;',
  ],
  ['a test that uses a simulator', 'electron/a.test.ts', "import { x } from '../test/simulator/x.ts';"],
];

describe('the borders between rooms', () => {
  it.each(crossings)('refuse %s', (_name, path, source) => {
    expect(bordersCrossed(path, source)).toHaveLength(1);
  });

  it.each(allowed)('let pass %s', (_name, path, source) => {
    expect(bordersCrossed(path, source)).toEqual([]);
  });

  it('name the line of the crossing', () => {
    const source = "/* two\nlines */\nimport { ipcMain } from 'electron';\n";
    expect(bordersCrossed('electron/a.ts', source)[0]).toMatch(/^electron\/a\.ts:3: /);
  });
});
