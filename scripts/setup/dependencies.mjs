// Are the npm packages here, as the lock file says? If not, they are installed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { withLock } from './lock.mjs';
import { cacheFolder, nodeModules, projectNode, repository } from './places.mjs';
import { step } from './progress.mjs';
import { lastLines, run } from './run.mjs';
import { Unmet } from './unmet.mjs';

const lockFile = join(repository, 'package-lock.json');
const mark = join(nodeModules, '.child-link-lock');
const npmRecord = join(nodeModules, '.package-lock.json');

const sha256 = (data) => createHash('sha256').update(data).digest('hex');

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Whether npm installed what the lock file asks for, after `npm install` by hand. */
function installedByHand() {
  const record = readIfThere(npmRecord);
  if (record === undefined) return false;
  const wanted = Object.entries(JSON.parse(readFileSync(lockFile, 'utf8')).packages);
  const have = JSON.parse(record).packages;
  return wanted.every(
    ([path, entry]) => path === '' || entry.optional || have[path]?.version === entry.version,
  );
}

function inPlace() {
  if (!existsSync(projectNode)) return false;
  const hash = sha256(readFileSync(lockFile));
  if (readIfThere(mark) === hash) return true;
  if (!installedByHand()) return false;
  writeFileSync(mark, hash);
  return true;
}

/** npm runs on the machine's Node: the project's Node is in the folder that npm is about to replace. */
function pathWithoutProject() {
  const parts = (process.env.PATH ?? '').split(delimiter);
  return parts.filter((part) => !part.startsWith(nodeModules)).join(delimiter);
}

/** The folders come first and are empty; a package is in place when its package.json is. */
function countInstalled() {
  if (!existsSync(nodeModules)) return 0;
  const below = (folder) => readdirSync(folder).filter((name) => !name.startsWith('.'));
  const folders = below(nodeModules).flatMap((name) =>
    name.startsWith('@') ? below(join(nodeModules, name)).map((own) => join(name, own)) : [name],
  );
  return folders.filter((name) => existsSync(join(nodeModules, name, 'package.json'))).length;
}

async function npm(...parameters) {
  const result = await run('npm', [...parameters, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: repository,
    env: { ...process.env, PATH: pathWithoutProject() },
  });
  if (result.code === 0) return;
  if (result.code === 127) {
    throw new Unmet('npm was not found: install Node.js 20.19 or newer together with npm.');
  }
  throw new Unmet(
    'The npm packages could not be installed: put right what npm says above (often the network or a full disk), then run the same command again.',
    lastLines(result.output, 20),
  );
}

async function install(report) {
  const counting = setInterval(() => report(`npm ci, ${countInstalled()} packages in place`), 1_000);
  try {
    // Only `node` needs its script. Another would start a compiler, and older npm knows no allowScripts.
    await npm('ci', '--ignore-scripts');
  } finally {
    clearInterval(counting);
  }
  report('fetching Node 24');
  await npm('rebuild', 'node', '--ignore-scripts=false');
  if (!existsSync(projectNode)) {
    throw new Unmet(
      "The project's own Node could not be fetched: see that the npm registry has the package `node` for this system, then run the same command again.",
    );
  }
  writeFileSync(mark, sha256(readFileSync(lockFile)));
}

/** Makes sure of `node_modules`; two set-ups at once take turns. Refuses with `Unmet`. */
export async function ensureDependencies() {
  if (inPlace()) return;
  const lock = join(cacheFolder(), 'locks', `dependencies-${sha256(repository).slice(0, 16)}`);
  await step(
    'npm packages',
    (report) =>
      withLock(
        lock,
        async () => {
          if (!inPlace()) await install(report);
        },
        () => report('waiting for another set-up of this folder'),
      ),
    () => `${countInstalled()} from package-lock.json`,
  );
}
