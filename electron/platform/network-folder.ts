import { realpathSync, statfsSync } from 'node:fs';

/** linux/magic.h: NFS, SMB (three generations), AFS, Ceph, 9P. */
const NETWORK_FILE_SYSTEMS: readonly number[] = [
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x00c36400, 0x01021997,
];

export interface FolderPlace {
  /** The path behind links and mapped drives. */
  realPath(folder: string): string;
  /** The magic number of the folder's file system. */
  fileSystem(folder: string): number;
}

const MACHINE: FolderPlace = {
  realPath: (folder) => realpathSync.native(folder),
  fileSystem: (folder) => statfsSync(folder).type,
};

/** Whether an existing folder is on another machine. Throws errors of node:fs. */
export function isOnNetwork(
  folder: string,
  platform: NodeJS.Platform,
  place: FolderPlace = MACHINE,
): boolean {
  // Windows resolves a mapped drive to the share behind it.
  if (platform === 'win32') return place.realPath(folder).startsWith('\\\\');
  return NETWORK_FILE_SYSTEMS.includes(place.fileSystem(folder));
}
