import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../platform/atomic-file.ts';

/** A drive that staff can take along: its folder. */
export interface Medium {
  readonly path: string;
}

/** `GetDriveTypeW`: a floppy, a card or a USB stick. */
const DRIVE_REMOVABLE = 2;
const LETTERS = Array.from({ length: 26 }, (_, index) => String.fromCodePoint(65 + index));

/** The removable media that are mounted and writable now (R53). */
export async function removableMedia(
  platform: NodeJS.Platform = process.platform,
): Promise<readonly Medium[]> {
  return platform === 'win32' ? windowsMedia() : linuxMedia('/');
}

/** @param root the root of the file system; another one in tests */
export function linuxMedia(root: string): readonly Medium[] {
  const mounts = readOrNothing(path.join(root, 'proc/self/mounts'));
  return mounts.split('\n').flatMap((line): readonly Medium[] => {
    const [device = '', folder = '', , options = ''] = line.split(' ');
    const isWritable = options.split(',').includes('rw');
    if (!device.startsWith('/dev/') || folder === '/' || !isWritable) return [];
    return isRemovable(root, path.basename(device)) ? [{ path: unescaped(folder) }] : [];
  });
}

/** Whether a block device or the disk that it is a part of is removable, or attached by USB. */
function isRemovable(root: string, device: string): boolean {
  let place: string;
  try {
    place = realpathSync(path.join(root, 'sys/class/block', device));
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return false;
  }
  const flags = [place, path.dirname(place)].map((folder) => readOrNothing(path.join(folder, 'removable')));
  return flags.some((flag) => flag.trim() === '1') || /\/usb\d/u.test(place);
}

/** The kernel writes blanks in the paths of mounts as octal numbers. */
function unescaped(folder: string): string {
  return folder.replaceAll(/\\([0-7]{3})/gu, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return '';
  }
}

async function windowsMedia(): Promise<readonly Medium[]> {
  const { default: koffi } = await import('koffi');
  const driveType = koffi.load('kernel32.dll').func('unsigned int __stdcall GetDriveTypeW(str16 root)');
  return LETTERS.map((letter) => `${letter}:\\`)
    .filter((root) => driveType(root) === DRIVE_REMOVABLE)
    .map((root) => ({ path: root }));
}
