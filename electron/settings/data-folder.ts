import path from 'node:path';

/**
 * Why a data folder is refused by its spelling, or null. The journal needs a local disk: a network file system neither
 * locks nor flushes as SQLite needs it.
 */
export function dataFolderFault(folder: string, platform: NodeJS.Platform): string | null {
  if (folder !== folder.trim()) return 'has a blank at its beginning or end';
  if (folder.startsWith('~')) return '~ is not expanded; write the whole path';
  if (/%[^%\\/]+%|\$\{?\w/u.test(folder)) return 'variables are not expanded here; write the whole path';
  if (/^(?:\\\\|\/\/)/u.test(folder)) return 'is on the network; the journal needs a local disk';
  const isWhole = platform === 'win32' ? /^[a-z]:[\\/]/iu.test(folder) : path.posix.isAbsolute(folder);
  return isWhole ? null : 'is not a whole path';
}
