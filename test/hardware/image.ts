import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const LIMIT = { maxBuffer: 1 << 28 };

/** What the guest boots from. */
export type Image = {
  readonly kernel: string;
  readonly initialRamdisk: string;
  /** A `/lib/modules` with the drivers that the tests load. */
  readonly modules: string;
};

/** Needed to mount the host's root. */
const BOOT_MODULES = ['virtio_pci', '9pnet_virtio', '9p', 'overlay', 'virtio_console'];
/** Loaded by the guest when it runs. */
const TEST_MODULES = [
  'xhci_pci',
  'usbhid',
  'hid_generic',
  'hid_jabra',
  'hid_plantronics',
  'evdev',
  'uinput',
  'uhid',
  'snd-usb-audio',
  'uvcvideo',
  'vhci-hcd',
  'virtio-gpu',
];
const XZ_MAGIC = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);
const ELF_MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);

/**
 * A Debian kernel with its drivers and an initial RAM disk, built once and kept in `cache`. The package is only
 * unpacked, not installed. Rejects when it cannot be downloaded.
 */
export async function makeImage(
  cache: string,
  guestFolder: string,
  say: (line: string) => void,
): Promise<Image> {
  const init = await readFile(path.join(guestFolder, 'init.sh'));
  const kernelPackage = await newestKernelPackage();
  const recipe = JSON.stringify([kernelPackage, BOOT_MODULES, TEST_MODULES, init.toString('hex'), 1]);
  const folder = path.join(cache, `vm-${createHash('sha256').update(recipe).digest('hex').slice(0, 12)}`);
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    const work = await mkdtemp(path.join(cache, 'vm-work-'));
    try {
      say(`unpacking ${kernelPackage} (70 MB, once)`);
      await build(work, kernelPackage, init);
      // Atomic: of two concurrent builds the first wins.
      await rename(work, folder).catch((error: unknown) => {
        if (!existsSync(folder)) throw error;
      });
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  return {
    kernel: path.join(folder, 'vmlinux'),
    initialRamdisk: path.join(folder, 'initrd.cpio'),
    modules: path.join(folder, 'drivers/lib/modules'),
  };
}

async function newestKernelPackage(): Promise<string> {
  const { stdout } = await execute('apt-cache', ['depends', 'linux-image-amd64']);
  const name = /Depends: (linux-image-[0-9]\S*)/.exec(stdout)?.[1];
  if (name === undefined) throw new Error('apt knows no kernel package; run apt-get update');
  return name;
}

async function build(folder: string, kernelPackage: string, init: Buffer): Promise<void> {
  const unpacked = path.join(folder, 'unpacked');
  // As root, apt downloads as a user of its own, who must be able to write here.
  await chmod(folder, 0o777);
  await execute('apt-get', ['download', '-qq', kernelPackage], { cwd: folder, ...LIMIT });
  await chmod(folder, 0o755);
  const archive = (await readdir(folder)).find((name) => name.endsWith('.deb'));
  if (archive === undefined) throw new Error(`apt did not download ${kernelPackage}`);
  await execute('dpkg-deb', ['-x', path.join(folder, archive), unpacked], LIMIT);
  const version = (await readdir(path.join(unpacked, 'lib/modules')))[0] ?? '';
  await writeFile(
    path.join(folder, 'vmlinux'),
    await uncompressed(path.join(unpacked, `boot/vmlinuz-${version}`)),
  );
  await execute('depmod', ['-b', unpacked, version], LIMIT);
  const drivers = path.join(folder, 'drivers');
  await copyDrivers(unpacked, drivers, version);
  await makeStartUpDisk(folder, drivers, version, init);
  await rm(unpacked, { recursive: true, force: true });
  await rm(path.join(folder, archive), { force: true });
}

/** The kernel as an ELF file: unpacking it would cost an emulated machine five seconds at each start. */
async function uncompressed(file: string): Promise<Buffer> {
  const packed = await readFile(file);
  const start = packed.indexOf(XZ_MAGIC);
  if (start < 0) throw new Error('the kernel is not packed with xz');
  const child = execFile('xz', ['-dc', '--single-stream'], { encoding: 'buffer', maxBuffer: 1 << 28 });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  // xz closes its input as soon as the stream is over, with the rest of the file still unread.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(packed.subarray(start));
  await new Promise((resolve) => child.once('close', resolve));
  const kernel = Buffer.concat(chunks);
  if (!kernel.subarray(0, 4).equals(ELF_MAGIC)) throw new Error('the unpacked kernel is not an ELF file');
  return kernel;
}

/** The files of the given drivers and of their dependencies, in loading order. */
async function filesOf(base: string, version: string, names: readonly string[]): Promise<readonly string[]> {
  const files = new Set<string>();
  for (const name of names) {
    const { stdout } = await execute('modprobe', ['-d', base, '-S', version, '--show-depends', name], LIMIT);
    for (const [, file = ''] of stdout.matchAll(/^insmod (\S+)/gm)) files.add(file);
  }
  return [...files];
}

async function copyDrivers(from: string, to: string, version: string): Promise<void> {
  for (const file of await filesOf(from, version, [...BOOT_MODULES, ...TEST_MODULES])) {
    const target = path.join(to, path.relative(from, file));
    await mkdir(path.dirname(target), { recursive: true });
    await copyFile(file, target);
  }
  for (const name of ['modules.order', 'modules.builtin', 'modules.builtin.modinfo']) {
    const place = path.join('lib/modules', version, name);
    await copyFile(path.join(from, place), path.join(to, place));
  }
  await execute('depmod', ['-b', to, version], LIMIT);
}

async function makeStartUpDisk(
  folder: string,
  drivers: string,
  version: string,
  init: Buffer,
): Promise<void> {
  const root = path.join(folder, 'disk');
  for (const name of ['bin', 'dev', 'proc', 'sys', 'm', 'newroot']) {
    await mkdir(path.join(root, name), { recursive: true });
  }
  await copyFile('/bin/busybox', path.join(root, 'bin/busybox'));
  for (const name of ['sh', 'cat', 'mount', 'insmod', 'switch_root', 'mkdir']) {
    await symlink('busybox', path.join(root, 'bin', name));
  }
  const order: string[] = [];
  for (const file of await filesOf(drivers, version, BOOT_MODULES)) {
    order.push(path.basename(file));
    await copyFile(file, path.join(root, 'm', path.basename(file)));
  }
  await writeFile(path.join(root, 'm/order'), `${order.join('\n')}\n`);
  await writeFile(path.join(root, 'init'), init, { mode: 0o755 });
  await execute('sh', ['-c', 'find . | cpio -o -H newc --quiet > ../initrd.cpio'], { cwd: root, ...LIMIT });
  await rm(root, { recursive: true, force: true });
}
