// Which room may use what? One table; each row says why it is there.
import { posix } from 'node:path';
import { lineAt } from './files.mjs';

const isTest = (path) => /(^test\/|\.test\.tsx?$|[.-]fixtures?\.ts$)/.test(path);
const below = (folder) => (path) => path.startsWith(`${folder}/`);
const either =
  (...tests) =>
  (value) =>
    tests.some((test) => test(value));
const exactly =
  (...values) =>
  (value) =>
    values.includes(value);
const nodeItself = (target) => target.startsWith('node:');
const never = () => false;

/** What a file may not import. Targets are paths from the top of the repository, or package names. */
const importRows = [
  {
    in: below('shared'),
    not: either(below('electron'), below('renderer'), exactly('electron')),
    except: never,
    why: 'shared/ runs anywhere and knows neither side',
  },
  {
    in: below('shared'),
    not: below('test'),
    except: isTest,
    why: 'only tests use what lies in test/',
  },
  {
    in: below('shared'),
    not: nodeItself,
    except: either(below('shared/sync'), isTest),
    why: "shared/ runs in the pages too; only shared/sync uses Node's modules",
  },
  {
    in: below('renderer'),
    not: either(below('electron'), below('test'), exactly('electron'), nodeItself),
    except: isTest,
    why: 'renderer/ runs in a sandboxed page and sees only what the preload gives it',
  },
  {
    in: below('electron'),
    not: below('renderer'),
    except: never,
    why: 'electron/ hands snapshots to the pages and never uses their code',
  },
  {
    in: below('electron'),
    not: below('test'),
    except: either(exactly('electron/app/create-devices.ts'), isTest),
    why: 'simulators come in by electron/app/create-devices.ts alone, so that production has none',
  },
];

/** What a file may not say. Comments are not looked at. */
const wordRows = [
  {
    in: either(below('electron'), below('renderer'), below('shared')),
    not: /\bipcMain\b|\bipcRenderer\b/g,
    except: either(exactly('electron/ipc/ipc-server.ts', 'electron/preload.ts'), isTest),
    why: 'every channel is on the list: only electron/ipc/ipc-server.ts and electron/preload.ts touch the raw modules',
  },
  {
    in: below('electron'),
    not: /\bwebContents\s*\??\.\s*(?:send|postMessage|sendToFrame)\s*\(|\bmainFrame\s*\??\.\s*(?:send|postMessage)\s*\(/g,
    except: either(exactly('electron/ipc/ipc-server.ts', 'electron/preload.ts'), isTest),
    why: 'every channel is on the list: messages to pages go through electron/ipc/ipc-server.ts',
  },
  {
    in: below('electron'),
    not: /import\s*\{[^}]*\bsession\b(?!\s+as\b)[^}]*\}\s*from\s*['"]electron['"]/g,
    except: never,
    why: "a session is a visit: import Electron's as electronSession",
  },
];

/** Comments become blanks of the same length, so that positions stay. Strings stay as they are. */
function withoutComments(source) {
  const pattern = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return source.replace(pattern, (part) => (part.startsWith('/') ? part.replace(/[^\n]/g, ' ') : part));
}

const importPattern =
  /(?:\bfrom\s*|\bimport\s*|\bimport\s*\(\s*|\brequire\s*\(\s*)(['"])(?<target>[^'"\n]+)\1/g;

function resolveTarget(path, target) {
  return target.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), target)) : target;
}

/**
 * @param {string} path from the repository's top
 * @param {string} source
 * @returns {string[]} one line for each violation, with the file, the line and the reason
 */
export function bordersCrossed(path, source) {
  const text = withoutComments(source);
  const found = [];
  const tell = (position, what, why) => found.push(`${path}:${lineAt(text, position)}: ${what} (${why})`);
  for (const match of text.matchAll(importPattern)) {
    const target = resolveTarget(path, match.groups.target);
    for (const row of importRows) {
      if (row.in(path) && row.not(target) && !row.except(path))
        tell(match.index, `imports ${target}`, row.why);
    }
  }
  for (const row of wordRows) {
    if (!row.in(path) || row.except(path)) continue;
    for (const match of text.matchAll(row.not)) tell(match.index, match[0].replace(/\s+/g, ' '), row.why);
  }
  return found;
}

export function checkBorders(files, read) {
  const sources = files.filter((path) => /\.tsx?$/.test(path));
  return sources.flatMap((path) => bordersCrossed(path, read(path)));
}
