// Paths: the repository, the project's Node, the cache that every clone shares.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const nodeModules = join(repository, 'node_modules');

/** Node 24 from the npm package `node`: every script runs on it, whatever the machine has. */
export const projectNode = join(
  nodeModules,
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/**
 * For every long-running process on this Node. V8 13.6 replaces WebAssembly code while it is on the stack and
 * then ends by its own check ("it->second.Size() > offset", exit code 133) or by a segmentation fault: seen in some of
 * the runs in the virtual machine, whose TypeScript is stripped by WebAssembly. Without its optimizing compiler for that
 * code, nothing is replaced.
 */
export const nodeFlags = ['--liftoff-only'];

/** Big things that are the same for every clone: the Electron runtime, the compiled addon, the locks. */
export function cacheFolder(environment = process.env) {
  if (environment.CHILD_LINK_CACHE) return resolve(environment.CHILD_LINK_CACHE);
  const base = environment.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'child-link-station');
}

/**
 * Put before a command, makes the kernel end it when this process ends for any reason. Empty where the system lacks
 * setpriv.
 */
export const tiedToUs = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'TERM'] : [];
