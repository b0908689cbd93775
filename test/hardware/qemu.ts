import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const execute = promisify(execFile);

const PACKAGES = ['qemu-system-x86', 'busybox-static', 'kmod', 'cpio', 'libusb-1.0-0', 'xz-utils'];
/** Sound and pictures are tested where these are present; otherwise the devices are only listed. */
const TOOL_PACKAGES = ['alsa-utils', 'v4l-utils'];
const TOOLS = ['arecord', 'aplay', 'v4l2-ctl'];
const PROGRAMS = ['qemu-system-x86_64', 'busybox', 'modprobe', 'depmod', 'cpio', 'xz'];
type Needs = { readonly packages: readonly string[]; readonly programs: readonly string[] };
const NOTHING: Needs = { packages: [], programs: [] };
/** What a part needs beside. Chromium and cage learn of devices through udev alone. */
const NEEDS: Readonly<Record<string, Needs>> = {
  electron: { packages: ['udev', 'xvfb'], programs: ['udevadm', 'Xvfb'] },
  display: {
    packages: ['udev', 'cage', 'seatd', 'xwayland'],
    programs: ['udevadm', 'cage', 'seatd', 'Xwayland'],
  },
  'locked-display': {
    packages: ['udev', 'cage', 'xwayland', 'dbus', 'libpam-systemd'],
    programs: ['udevadm', 'cage', 'Xwayland', 'dbus-daemon'],
  },
};
const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

const isThere = (program: string): boolean => FOLDERS.some((folder) => existsSync(`${folder}/${program}`));

/**
 * Installs qemu and what builds the image, and what `part` needs in the guest. Returns why that is impossible, or null.
 */
export async function missingTools(say: (line: string) => void, part: string): Promise<string | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'this is not Linux on x86-64';
  if (!existsSync('/usr/bin/apt-get'))
    return 'the kernel comes from a Debian package, and there is no apt-get';
  const needs = NEEDS[part] ?? NOTHING;
  const missing = (): readonly string[] =>
    [...PROGRAMS, ...needs.programs].filter((program) => !isThere(program));
  const isRoot = process.getuid?.() === 0;
  if (missing().length === 0 && (!isRoot || TOOLS.every(isThere))) return null;
  if (!isRoot) {
    return `${missing().join(', ')} not found; install with: sudo apt-get install --no-install-recommends ${PACKAGES.join(' ')}`;
  }
  const packages = [...PACKAGES, ...TOOL_PACKAGES, ...needs.packages];
  say(`installing system packages with apt-get: ${packages.join(' ')}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  const options = { env: environment, maxBuffer: 1 << 26 };
  try {
    await execute('apt-get', ['update', '-qq', ...wait], options);
    await execute(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', ...wait, ...packages],
      options,
    );
  } catch (error) {
    // No network, or another system than Debian behind the same command.
    if (missing().length === 0) return null;
    return `apt-get could not install them: ${error instanceof Error ? error.message.split('\n')[0] : 'unknown'}`;
  }
  return missing().length === 0 ? null : `${missing().join(', ')} not found after installing`;
}
