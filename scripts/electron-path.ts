// Which Electron runs here? `node scripts/electron-path.ts` prints its path; tests import `electronRuntime`.
import { presentRuntime } from './setup/electron-runtime.mjs';
import { cachedAddon } from './setup/sqlite-addon.mjs';
import { reportUnmet, Unmet } from './setup/unmet.mjs';

export type ElectronRuntime = {
  readonly binary: string;
  readonly version: string;
  /** For better-sqlite3's `nativeBinding`; null where its own binary works. */
  readonly sqliteAddon: string | null;
};

/** What set-up has prepared. Never fetches anything; throws `Unmet` where there is none. */
export function electronRuntime(): ElectronRuntime {
  const {
    CHILD_LINK_ELECTRON: binary,
    CHILD_LINK_ELECTRON_VERSION: version,
    CHILD_LINK_SQLITE_ADDON: sqliteAddon,
  } = process.env;
  if (binary && version) {
    return { binary, version, sqliteAddon: sqliteAddon || null };
  }
  const present = presentRuntime();
  if (present === undefined) {
    throw new Unmet('There is no Electron yet: run `npm test` or `npm run demo` once, which fetches it.');
  }
  const addon = present.from === 'download' ? undefined : cachedAddon();
  return { binary: present.binary, version: present.version, sqliteAddon: addon ?? null };
}

if (import.meta.main) {
  try {
    process.stdout.write(`${electronRuntime().binary}\n`);
  } catch (error) {
    reportUnmet(error);
  }
}
