import path from 'node:path';

/**
 * Why a data folder is refused by its spelling, as a code of `settingsReason`, or null. The journal needs a local disk: a network file system neither
 * locks nor flushes as SQLite needs it.
 */
export function dataFolderFault(folder: string, platform: NodeJS.Platform): string | null {
  if (folder !== folder.trim()) return 'blank-around';
  if (folder.startsWith('~')) return 'home-not-expanded';
  if (/%[^%\\/]+%|\$\{?\w/u.test(folder)) return 'variable-not-expanded';
  if (/^(?:\\\\|\/\/)/u.test(folder)) return 'on-network';
  const isWhole = platform === 'win32' ? /^[a-z]:[\\/]/iu.test(folder) : path.posix.isAbsolute(folder);
  return isWhole ? null : 'not-whole-path';
}
