import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxMedia } from './removable-media.ts';

let root = '';
beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'child-link-media-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

function machine(mounts: readonly string[]): void {
  mkdirSync(path.join(root, 'proc/self'), { recursive: true });
  writeFileSync(path.join(root, 'proc/self/mounts'), mounts.join('\n'));
}

/** A disk with one part, as the kernel shows it. */
function disk(name: string, removable: '0' | '1', bus = 'pci0000:00/ata1'): void {
  const place = path.join(root, 'sys/devices', bus, 'block', name);
  mkdirSync(path.join(place, `${name}1`), { recursive: true });
  mkdirSync(path.join(root, 'sys/class/block'), { recursive: true });
  writeFileSync(path.join(place, 'removable'), `${removable}\n`);
  symlinkSync(place, path.join(root, 'sys/class/block', name));
  symlinkSync(path.join(place, `${name}1`), path.join(root, 'sys/class/block', `${name}1`));
}

describe('R53: the removable media of a Linux station', () => {
  it('are the mounted and writable parts of removable or USB disks, with the blanks of their names', () => {
    disk('sda', '0');
    disk('sdb', '1');
    disk('sdc', '0', 'pci0000:00/usb2/2-1');
    machine([
      '/dev/sda1 / ext4 rw,relatime 0 0',
      '/dev/sda1 /home ext4 rw 0 0',
      '/dev/sdb1 /media/kiosk/MY\\040STICK vfat rw,nosuid 0 0',
      '/dev/sdc1 /media/kiosk/DISK ext4 rw 0 0',
      'tmpfs /tmp tmpfs rw 0 0',
    ]);
    expect(linuxMedia(root)).toEqual([{ path: '/media/kiosk/MY STICK' }, { path: '/media/kiosk/DISK' }]);
  });

  it('are none that can only be read, and none on a machine that shows nothing', () => {
    disk('sdb', '1');
    machine(['/dev/sdb1 /media/kiosk/CD iso9660 ro,nosuid 0 0', '/dev/unknown1 /media/x vfat rw 0 0']);
    expect(linuxMedia(root)).toEqual([]);
    rmSync(path.join(root, 'proc'), { recursive: true });
    expect(linuxMedia(root)).toEqual([]);
  });
});
