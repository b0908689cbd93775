import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { type FolderPlace, isOnNetwork } from './network-folder.ts';

const place = (answer: Partial<FolderPlace>): FolderPlace => ({
  realPath: () => expect.unreachable('the path was asked for'),
  fileSystem: () => expect.unreachable('the file system was asked for'),
  ...answer,
});

it.each([
  ['nfs', 0x6969, true],
  ['smb', 0x517b, true],
  ['cifs', 0xff534d42, true],
  ['smb2', 0xfe534d42, true],
  ['afs', 0x5346414f, true],
  ['ceph', 0x00c36400, true],
  ['9p', 0x01021997, true],
  ['ext4', 0xef53, false],
  ['xfs', 0x58465342, false],
  ['btrfs', 0x9123683e, false],
  ['tmpfs', 0x01021994, false],
  ['overlay', 0x794c7630, false],
])('From the field: Linux: a record on %s is on the network: %s', (_, fileSystem, expected) => {
  expect(isOnNetwork('/data', 'linux', place({ fileSystem: () => fileSystem }))).toBe(expected);
});

it.each([
  ['a mapped drive', String.raw`\\server\share\data`, true],
  ['a local disk', String.raw`D:\data`, false],
])('From the field: Windows: a record on %s is on the network: %s', (_, realPath, expected) => {
  expect(isOnNetwork(String.raw`D:\data`, 'win32', place({ realPath: () => realPath }))).toBe(expected);
});

it.skipIf(process.platform !== 'linux')('reads the number that the kernel gives, as stat prints it', () => {
  const printed = execFileSync('stat', ['--file-system', '--format=%T', tmpdir()], { encoding: 'utf8' });
  const isNetwork = /^(?:nfs|smb|cifs|afs|ceph|v9fs)/u.test(printed);
  expect(isOnNetwork(tmpdir(), process.platform)).toBe(isNetwork);
});
