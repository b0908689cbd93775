import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { Image } from './image.ts';

export type MachineParts = {
  readonly image: Image;
  readonly repository: string;
  /** Passed to the guest as `vm.NAME=VALUE`; values without spaces. */
  readonly words: Readonly<Record<string, string>>;
  readonly limitMs: number;
  readonly memoryMb: number;
  readonly hasDisplay: boolean;
  /** Every line that the guest's tests print. */
  readonly onLine: (line: string) => void;
};

const CONNECT_RETRY_MS = 50;
const CONNECT_TRIES = 400;
const LATE = 124;
/** An emulated kernel sometimes hangs while it starts; otherwise it is up after 7 to 20 seconds. */
const BOOT_LIMIT_MS = 90_000;
export const NOT_BOOTED = 125;

/**
 * Boots the guest, lets its tests plug and unplug by QMP, and returns their exit code once it has powered off:
 * 124 after `limitMs`, 125 when it did not start. The processor is emulated: hardware virtualization is not
 * always available.
 */
export async function runMachine(parts: MachineParts): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'child-link-vm-'));
  const { image, repository } = parts;
  const words = [
    'console=ttyS0 panic=-1 quiet nokaslr mitigations=off random.trust_cpu=on no_timer_check nowatchdog',
    // On a busy machine the processor's own counter is measured wrongly, and the guest's clock races.
    'tsc=unstable clocksource=hpet',
    `vm.repository=${repository}`,
    `vm.modules=${image.modules}`,
    ...Object.entries(parts.words).map(([name, value]) => `vm.${name}=${value}`),
  ];
  const socket = (name: string): string => `socket,id=${name},path=${folder}/${name},server=on,wait=off`;
  const child = spawn(
    'qemu-system-x86_64',
    [
      ['-M', 'pc', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', String(parts.memoryMb)],
      ['-nodefaults', '-display', 'none', '-no-reboot', '-bios', '/usr/share/qemu/qboot.rom'],
      ['-kernel', image.kernel, '-initrd', image.initialRamdisk, '-append', words.join(' ')],
      ['-chardev', `file,id=serial,path=${folder}/serial.log`, '-serial', 'chardev:serial'],
      ['-qmp', `unix:${folder}/qmp,server=on,wait=off`],
      ['-device', 'virtio-serial-pci'],
      ['-chardev', socket('orders'), '-device', 'virtconsole,chardev=orders'],
      ['-chardev', socket('output'), '-device', 'virtconsole,chardev=output'],
      ['-fsdev', 'local,id=host,path=/,security_model=none,readonly=on,multidevs=remap'],
      ['-device', 'virtio-9p-pci,fsdev=host,mount_tag=host'],
      ['-device', 'qemu-xhci,id=xhci,p2=8,p3=8'],
      parts.hasDisplay ? ['-device', 'virtio-gpu-pci'] : [],
    ].flat(),
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = (): void => void child.kill('SIGTERM');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  let exitCode = 1;
  let isUp = false;
  const boot = setTimeout(() => {
    if (isUp) return;
    exitCode = NOT_BOOTED;
    stop();
  }, BOOT_LIMIT_MS);
  const limit = setTimeout(() => {
    exitCode = LATE;
    stop();
  }, parts.limitMs);
  try {
    const monitor = await connected(`${folder}/qmp`);
    const ask = askMonitor(monitor);
    await ask({ execute: 'qmp_capabilities' });
    const orders = await connected(`${folder}/orders`);
    createInterface({ input: orders }).on('line', (line) => {
      void obey(line, ask).then((answer) => orders.write(`${answer}\n`));
    });
    const output = await connected(`${folder}/output`);
    createInterface({ input: output }).on('line', (raw) => {
      const line = raw.replaceAll('\r', '');
      isUp = true;
      const exit = /^@@exit (\d+)/.exec(line);
      if (exit === null) parts.onLine(line);
      else {
        exitCode = Number(exit[1]);
        stop();
      }
    });
    await ended;
    if (exitCode !== 0) parts.onLine(lastOf(`${folder}/serial.log`));
    return exitCode;
  } finally {
    clearTimeout(limit);
    clearTimeout(boot);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
    stop();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function connected(file: string): Promise<Socket> {
  for (let attempt = 1; ; attempt += 1) {
    const socket = await new Promise<Socket | Error>((resolve) => {
      const opening = connect(file);
      opening.once('connect', () => resolve(opening)).once('error', resolve);
    });
    if (!(socket instanceof Error)) {
      // The machine may disappear at any time; only its exit counts.
      socket.on('error', () => undefined);
      return socket;
    }
    if (attempt === CONNECT_TRIES) throw socket;
    await pause(CONNECT_RETRY_MS);
  }
}

type Ask = (order: unknown) => Promise<object>;

/** QMP answers in order, with events in between. */
function askMonitor(monitor: Socket): Ask {
  const waiting: ((answer: object) => void)[] = [];
  createInterface({ input: monitor }).on('line', (line) => {
    const answer: unknown = JSON.parse(line);
    if (typeof answer !== 'object' || answer === null) return;
    if ('return' in answer || 'error' in answer) waiting.shift()?.(answer);
  });
  return (order) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      monitor.write(`${JSON.stringify(order)}\n`);
    });
}

async function obey(line: string, ask: Ask): Promise<string> {
  const order: unknown = JSON.parse(line);
  if (typeof order !== 'object' || order === null || !('id' in order) || !('qmp' in order)) return '{}';
  return JSON.stringify({ id: order.id, ...(await ask(order.qmp)) });
}

function lastOf(file: string): string {
  return readFileSync(file, 'utf8').split('\n').slice(-30).join('\n');
}
