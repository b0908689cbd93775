import { randomInt } from 'node:crypto';
import { closeSync } from 'node:fs';
import process from 'node:process';
import { exitNow } from '../../platform/exit-now.ts';
import type { Clock } from '../../../shared/clock.ts';
import { copyDescriptor, isOnlyOne } from './descriptor-copies.ts';
import {
  EXIT_DONE,
  FIRST_INHERITED,
  guard,
  INHERITED_VARIABLE,
  STOP_MESSAGE,
  type GuardianMessage,
} from './guardian.ts';
import { HelperServer } from '../helper/helper-server.ts';
import { EvdevHold } from './hold.ts';
import { linuxInputSystem } from './linux-input-system.ts';
import { linuxUsb } from './linux-usb.ts';
import { usbOriginals } from './usb-originals.ts';
import { idleEnd } from '../helper/idle.ts';
import { restoreInput } from '../restore.ts';
import { StateFolder } from '../helper/state-folder.ts';
import { UsbGate } from './usb-gate.ts';
import { handedDescriptors, keepFromChildren, serviceStore } from './service-store.ts';
import { workerArguments, type HelperOptions } from '../helper/helper-start.ts';
import { systemTimers } from '../../platform/timers.ts';

/**
 * The processes that hold the Linux input devices. Started by the system's service, or by the station where
 * there is none; they survive both.
 */

const MARKERS = 2 ** 31 - 1;
/** One thread per keyboard that blocks in a read. */
const THREADS = '16';

const clock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  status: () => 'unsynced',
};

/** Writes to the service's journal. Never receives a key. */
function report(code: string, detail: string): void {
  process.stderr.write(`${code} ${detail}\n`);
}

async function becomeGuardian(
  folder: StateFolder,
  options: HelperOptions,
  inherited: ReadonlyMap<string, number>,
): Promise<number> {
  process.env['UV_THREADPOOL_SIZE'] = THREADS;
  return guard({
    command: [process.execPath, ...process.execArgv, ...workerArguments(process.argv)],
    isOnlyOne: () => isOnlyOne(folder.mutex),
    guardianNow: () => folder.guardian,
    isPatient: options.stay || inherited.size > 0,
    inherited,
    store: serviceStore(process.env, report),
    copyDescriptor,
    report,
  });
}

function makeGate(folder: StateFolder, options: HelperOptions): UsbGate {
  return new UsbGate({
    usb: linuxUsb,
    originals: usbOriginals(folder.originals),
    known: options.allow,
    timers: systemTimers,
    monotonicMs: () => clock.monotonicMs(),
    report,
  });
}

/** The nodes of this process's inherited descriptors. */
function inheritedDescriptors(): ReadonlyMap<string, number> {
  const names = (process.env[INHERITED_VARIABLE] ?? '').split(',').filter((name) => name !== '');
  return new Map(names.map((name, index) => [name, FIRST_INHERITED + index]));
}

/**
 * Holds and serves until nobody needs it. When its guardian dies, it hands over what it holds and becomes the
 * guardian.
 */
async function work(folder: StateFolder, options: HelperOptions): Promise<void> {
  const tellGuardian = (message: GuardianMessage): void => {
    if (process.connected) process.send?.(message);
  };
  const gate = makeGate(folder, options);
  const hold = new EvdevHold({
    system: linuxInputSystem,
    gate,
    descriptorStore: {
      keep: (keep, descriptor) => tellGuardian({ keep, descriptor }),
      drop: (drop) => tellGuardian({ drop }),
    },
    clock,
    timers: systemTimers,
    allowed: [],
    marker: () => randomInt(1, MARKERS),
    report,
  });
  const idle = idleEnd({
    options,
    hold,
    forget: () => folder.rememberLock(false),
    exit: () => process.exit(EXIT_DONE),
    timers: systemTimers,
  });
  const server = new HelperServer({
    hold,
    token: folder.token(),
    remember: (isWanted) => folder.rememberLock(isWanted),
    onIdle: idle,
  });
  // The guardian handles signals.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('message', (message) => {
    if (message !== STOP_MESSAGE) return;
    void hold.release().then(() => {
      folder.rememberLock(false);
      process.exit(EXIT_DONE);
    });
  });
  process.once('disconnect', () => {
    report('lock-guardian-died', 'the worker becomes the guardian');
    idle(false);
    server.close();
    void becomeGuardian(folder, options, hold.handOver()).then((code) => process.exit(code));
  });
  const startedMs = clock.monotonicMs();
  const inherited = inheritedDescriptors();
  if (folder.isLockWanted) {
    await hold.resume(inherited);
    report(
      'lock-resumed',
      `held again ${Math.round(clock.monotonicMs() - startedMs)} ms after the helper's start`,
    );
  } else {
    for (const [drop, descriptor] of inherited) {
      closeSync(descriptor);
      tellGuardian({ drop });
    }
  }
  // Left by a helper that was killed after the lock was no longer wanted.
  if (!hold.isHeld) gate.unshut();
  await server.listen(folder.socket, folder.socketMode);
  idle(true);
}

/** Rejects when it cannot serve. Exits the process once nobody needs it. */
export async function runLinuxHelper(options: HelperOptions): Promise<void> {
  const folder = new StateFolder(options.state, options.shared);
  if (options.restore) {
    const outcome = await restoreInput(options.state, process.platform, report);
    process.stdout.write(`${options.state}: ${outcome}\n`);
    // Electron's process.exit returns first, and the helper would go on and hold.
    return exitNow(outcome === 'restored' || outcome === 'nothing-changed' ? 0 : 1);
  }
  if (options.worker) return work(folder, options);
  const handed = handedDescriptors(process.env, process.pid);
  for (const name of ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES']) delete process.env[name];
  keepFromChildren(handed.values());
  if (handed.size > 0) report('lock-handed-over', `devices that stayed held: ${handed.size}`);
  process.exit(await becomeGuardian(folder, options, handed));
}
