// better-sqlite3's own binary asks for Node-API 10 and ends the process on less. For a runtime with 9 its source is
// compiled once and kept in the cache. Production builds never use it: they run on a runtime with 10.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { cacheFolder, nodeModules } from './places.mjs';
import { lastLines, run } from './run.mjs';
import { Unmet } from './unmet.mjs';

export const enoughNodeApi = 10;

// To be counted up ('-2', ...) when the way it is compiled changes, so that no cache keeps an old one.
const recipe = '';

const source = join(nodeModules, 'better-sqlite3');
const standIn = join(dirname(fileURLToPath(import.meta.url)), 'sqlite-addon.hpp');

function folder() {
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  return join(cacheFolder(), `sqlite-${version}-napi9${recipe}`);
}

/** @returns {string | undefined} the compiled addon, if the cache has it */
export function cachedAddon() {
  const file = join(folder(), 'better_sqlite3.node');
  return existsSync(file) ? file : undefined;
}

/** The options that the package compiles SQLite with, from its own list. */
function sqliteOptions() {
  const list = readFileSync(join(source, 'deps', 'defines.gypi'), 'utf8');
  return [...list.matchAll(/'([A-Z0-9_]+(?:=[^']*)?)'/g)].map(([, option]) => `-D${option}`);
}

async function must(command, parameters) {
  const { code, output } = await run(command, parameters);
  if (code === 0) return;
  throw new Unmet(
    code === 127
      ? `A C++ compiler is needed to build SQLite for this Electron runtime: install ${command} (on Debian: apt-get install g++).`
      : 'SQLite could not be compiled for this Electron runtime: see what the compiler says above; g++ 10 or newer is needed.',
    lastLines(output),
  );
}

async function compile(into) {
  const common = ['-c', '-fPIC', '-DNDEBUG', '-fvisibility=hidden'];
  const addon = ['-std=c++20', '-O2', '-fvisibility-inlines-hidden', '-DNAPI_VERSION=9'];
  const flags = ['-DNAPI_DISABLE_CPP_EXCEPTIONS', '-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS'];
  flags.push('-DBUILDING_NODE_EXTENSION', '-DNODE_GYP_MODULE_NAME=better_sqlite3');
  for (const path of ['node-addon-api', 'node-api-headers/include', 'better-sqlite3/deps/sqlite3']) {
    flags.push('-I', join(nodeModules, path));
  }
  const [sqliteObject, addonObject] = [join(into, 'sqlite3.o'), join(into, 'better_sqlite3.o')];
  const sqlite = join(source, 'deps', 'sqlite3', 'sqlite3.c');
  const own = join(source, 'src', 'better_sqlite3.cpp');
  await Promise.all([
    // -O1: half a minute instead of more than one, and only tests and the demo use it.
    must('gcc', [...common, '-O1', '-w', '-std=c99', ...sqliteOptions(), sqlite, '-o', sqliteObject]),
    must('g++', [...common, ...addon, ...flags, '-include', standIn, own, '-o', addonObject]),
  ]);
  const output = join(into, 'better_sqlite3.node');
  const link = ['-shared', '-Wl,-Bsymbolic', '-Wl,--exclude-libs,ALL', '-ldl'];
  await must('g++', [addonObject, sqliteObject, ...link, '-o', output]);
  await Promise.all([rm(sqliteObject), rm(addonObject)]);
}

async function build(report) {
  const target = folder();
  const work = `${target}.partial-${process.pid}`;
  for (const name of readdirSync(dirname(target))) {
    if (name.startsWith('sqlite-') && name.includes('.partial-')) {
      await rm(join(dirname(target), name), { recursive: true, force: true });
    }
  }
  await mkdir(work, { recursive: true });
  try {
    report('compiling');
    await compile(work);
    await rm(target, { recursive: true, force: true });
    await rename(work, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Compiles the addon if the cache does not have it.
 *
 * @param {(detail: string) => void} report
 * @returns {Promise<string>} the file to hand to better-sqlite3 as `nativeBinding`
 */
export async function ensureAddon(report) {
  if (cachedAddon() === undefined) {
    await withLock(
      join(cacheFolder(), 'locks', 'sqlite'),
      async () => {
        if (cachedAddon() === undefined) await build(report);
      },
      () => report('waiting for another set-up'),
    );
  }
  const addon = cachedAddon();
  if (addon === undefined) throw new Error('the addon is not in the cache after it was compiled');
  return addon;
}

const trial = `
  const Database = require(process.argv[1]);
  const db = new Database(':memory:', { nativeBinding: process.argv[2] });
  db.exec('create table t (id integer primary key, name text not null unique) strict');
  const insert = db.prepare('insert into t (name) values (@name)');
  db.transaction(() => { for (let i = 0; i < 1000; i += 1) insert.run({ name: 'n' + i }); })();
  let code;
  try { insert.run({ name: 'n1' }); } catch (error) { code = error.code; }
  console.log(db.prepare('select count(*) from t').pluck().get() + ' ' + code);
`;

/**
 * Loads the addon in the runtime itself, writes with it and reads an error's code: once for each pair, the cache
 * remembers. Refuses with `Unmet`, and drops the addon, if it does not work.
 */
export async function tryAddon(binary, version, addon) {
  const proof = join(dirname(addon), `works-in-${version}`);
  if (existsSync(proof)) return;
  const asked = await run(binary, ['-e', trial, source, addon], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeoutMs: 60_000,
  });
  if (asked.code !== 0 || asked.stdout.trim() !== '1000 SQLITE_CONSTRAINT_UNIQUE') {
    await rm(dirname(addon), { recursive: true, force: true });
    throw new Unmet(
      `The compiled SQLite does not work in Electron ${version}: run the same command again; if it fails again, another g++ may help (${basename(addon)} was removed).`,
      lastLines(asked.output),
    );
  }
  await writeFile(proof, '');
}
