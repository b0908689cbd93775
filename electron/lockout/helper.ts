import { randomInt } from 'node:crypto';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { Clock } from '../../shared/clock.ts';
import { copyDescriptor, isOnlyOne } from './evdev/descriptor-copies.ts';
import {
  EXIT_DONE,
  FIRST_INHERITED,
  guard,
  INHERITED_VARIABLE,
  STOP_MESSAGE,
  type KeeperMessage,
} from './evdev/guardian.ts';
import { HelperServer } from './evdev/helper-server.ts';
import { EvdevHold } from './evdev/hold.ts';
import { linuxInputSystem } from './evdev/linux-input-system.ts';
import { linuxUsb } from './evdev/linux-usb.ts';
import { OriginalsFile } from './evdev/originals.ts';
import { StateFolder } from './evdev/state-folder.ts';
import { UsbGate } from './evdev/usb-gate.ts';
import { messageOf } from './step-stack.ts';
import { systemTimers } from './timers.ts';

/**
 * The processes that hold the input devices: `… --lock-helper --state FOLDER [--shared] [--stay] [--restore]
 * [--allow VENDOR:PRODUCT]…`. Started by the system's service, or by the station where there is none; survives both.
 * `--shared`: the folder's group may give orders. `--stay`: does not end when nobody needs it. `--allow`: a headset or
 * webcam of the site. `--restore`: puts back what a killed helper left changed, holds nothing, and ends.
 */

const MARK = '--lock-helper';
const IDLE_MS = 10_000;
const MARKERS = 2 ** 31 - 1;
/** One for each keyboard that is waited for. */
const THREADS = '16';

const at = process.argv.indexOf(MARK);
const given = process.argv.slice(at + 1);
const { values: options } = parseArgs({
  args: given,
  options: {
    state: { type: 'string' },
    shared: { type: 'boolean', default: false },
    stay: { type: 'boolean', default: false },
    restore: { type: 'boolean', default: false },
    worker: { type: 'boolean', default: false },
    allow: { type: 'string', multiple: true, default: [] },
  },
});

const clock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  status: () => 'unsynced',
};

/** To the service's journal. Never given a key. */
function report(code: string, detail: string): void {
  process.stderr.write(`${code} ${detail}\n`);
}

async function becomeGuardian(folder: StateFolder, inherited: ReadonlyMap<string, number>): Promise<void> {
  process.env['UV_THREADPOOL_SIZE'] = THREADS;
  const self = process.argv.slice(1, at + 1);
  const parameters = given.filter((one) => one !== '--worker');
  await guard({
    command: [process.execPath, ...process.execArgv, ...self, '--worker', ...parameters],
    isOnlyOne: () => isOnlyOne(folder.mutex),
    isPatient: options.stay || inherited.size > 0,
    inherited,
    copyDescriptor,
    report,
  });
}

function makeGate(folder: StateFolder): UsbGate {
  return new UsbGate({
    usb: linuxUsb,
    originals: new OriginalsFile(folder.originals),
    known: options.allow,
    timers: systemTimers,
    monotonicMs: () => clock.monotonicMs(),
    report,
  });
}

/** The nodes whose descriptors this process was born with. */
function inheritedDescriptors(): ReadonlyMap<string, number> {
  const names = (process.env[INHERITED_VARIABLE] ?? '').split(',').filter((name) => name !== '');
  return new Map(names.map((name, index) => [name, FIRST_INHERITED + index]));
}

/** Holds and serves until nobody needs it. When its guardian dies, hands over what it holds and becomes one itself. */
async function work(folder: StateFolder): Promise<void> {
  const tellGuardian = (message: KeeperMessage): void => {
    if (process.connected) process.send?.(message);
  };
  const hold = new EvdevHold({
    system: linuxInputSystem,
    gate: makeGate(folder),
    keeper: {
      keep: (keep, descriptor) => tellGuardian({ keep, descriptor }),
      drop: (drop) => tellGuardian({ drop }),
    },
    clock,
    timers: systemTimers,
    allowed: [],
    marker: () => randomInt(1, MARKERS),
    report,
  });
  let idle: NodeJS.Timeout | undefined;
  const waitForNobody = (isIdle: boolean): void => {
    clearTimeout(idle);
    if (!isIdle || options.stay) return;
    idle = setTimeout(() => (hold.isHeld ? waitForNobody(true) : process.exit(EXIT_DONE)), IDLE_MS);
  };
  const server = new HelperServer({
    hold,
    token: folder.token(),
    remember: (isWanted) => folder.rememberLock(isWanted),
    onIdle: waitForNobody,
  });
  // The guardian decides about signals.
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
    clearTimeout(idle);
    server.close();
    void becomeGuardian(folder, hold.handOver()).then(() => process.exit(0));
  });
  const startedMs = clock.monotonicMs();
  if (folder.isLockWanted) {
    await hold.resume(inheritedDescriptors());
    report(
      'lock-resumed',
      `held again ${Math.round(clock.monotonicMs() - startedMs)} ms after the helper's start`,
    );
  }
  await server.listen(folder.socket, folder.socketMode);
  waitForNobody(true);
}

async function main(): Promise<void> {
  if (options.state === undefined) throw new Error('--state FOLDER is missing');
  const folder = new StateFolder(options.state, options.shared);
  if (options.restore) makeGate(folder).unshut();
  else if (options.worker) await work(folder);
  else {
    await becomeGuardian(folder, new Map());
    process.exit(0);
  }
}

main().catch((error: unknown) => {
  report('lock-helper-fault', messageOf(error));
  process.exit(1);
});
