// Which Electron runs here? `node scripts/electron-path.mjs` prints its path; tests import `electronRuntime`.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { presentRuntime } from './setup/electron-runtime.mjs';
import { cachedAddon } from './setup/sqlite-addon.mjs';
import { Unmet } from './setup/unmet.mjs';

/**
 * What set-up has prepared. Never fetches anything.
 *
 * @returns {{ binary: string, version: string, sqliteAddon: string | null }} sqliteAddon is the file for
 *   better-sqlite3's `nativeBinding`, or null where its own binary works
 */
export function electronRuntime() {
  const { CHILD_LINK_ELECTRON: binary, CHILD_LINK_ELECTRON_VERSION: version } = process.env;
  if (binary && version) {
    return { binary, version, sqliteAddon: process.env.CHILD_LINK_SQLITE_ADDON || null };
  }
  const present = presentRuntime();
  if (present === undefined) {
    throw new Unmet('There is no Electron yet: run `npm test` or `npm run demo` once, which fetches it.');
  }
  const addon = present.from === 'download' ? undefined : cachedAddon();
  return { binary: present.binary, version: present.version, sqliteAddon: addon ?? null };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${electronRuntime().binary}\n`);
  } catch (error) {
    if (!(error instanceof Unmet)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
