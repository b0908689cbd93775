import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { HookMemory } from './hook-memory.ts';
import type { HookSystem, HookThread } from './hook-system.ts';
import { loadUser32, type User32 } from './user32.ts';
import type { Report } from '../../platform/log.ts';

/** How long a thread that was ordered to end may take. */
const END_TIMEOUT_MS = 2000;
const RETRY_MS = 2;

/**
 * The Windows hooks, each pair in a thread of its own. `program`: the file that runs {@link runHookThread} when
 * started as a worker. Ending this process ends the threads first: one that still waited for a message would
 * keep the process, and with it the hooks, for ever (seen).
 */
export function windowsHookSystem(program: URL, report: Report): HookSystem {
  const user = loadUser32();
  const running = new Set<HookMemory>();
  process.on('exit', () => {
    for (const memory of running) {
      memory.finish();
      quit(user, memory);
    }
  });
  // Loading its libraries takes a thread a sixth of a second, so one is kept ready.
  let threads = [new Thread(program, user, running, report)];
  return {
    start() {
      threads = threads.filter((one) => one.state !== 'ended');
      const waiting = threads.find((one) => one.state === 'idle' || one.state === 'failed');
      const thread = waiting ?? new Thread(program, user, running, report);
      if (waiting === undefined) threads.push(thread);
      // A helper killed while it looked for its mark left the key down.
      if (user.isProbeKeyDown()) user.injectKey(0, false);
      thread.go();
      return thread;
    },
    endProbe() {
      const isDown = user.isProbeKeyDown();
      user.injectKey(0, false);
      return isDown;
    },
    displays: () => user.displays(),
    uncovered() {
      const desktop = user.inputDesktop();
      return [
        ...(desktop === 'Default' ? [] : [`another desktop has the input: ${desktop ?? 'the secure one'}`]),
        ...(user.isElevatedInFront() ? ['a window with more rights is in front'] : []),
        ...(user.isRemoteSession() ? ['this is a remote session'] : []),
        ...(user.isOtherSession() ? ['another session has the screen'] : []),
      ];
    },
  };
}

/** Wakes a thread that waits for a message. */
function quit(user: User32, memory: HookMemory): void {
  if (memory.thread !== 0) user.postQuit(memory.thread);
}

class Thread implements HookThread {
  readonly #memory = new HookMemory();
  readonly #user: User32;

  constructor(program: URL, user: User32, running: Set<HookMemory>, report: Report) {
    this.#user = user;
    const worker = new Worker(program, { workerData: { hooks: this.#memory.buffer } });
    running.add(this.#memory);
    worker.once('error', (error) => report('lock-hook-thread', error.message));
    worker.once('exit', () => {
      running.delete(this.#memory);
      this.#memory.state = 'ended';
    });
  }

  go(): void {
    this.#memory.go();
  }

  get state() {
    return this.#memory.state;
  }

  get error(): number {
    return this.#memory.error;
  }

  get swallowed(): number {
    return this.#memory.swallowed;
  }

  get faults(): number {
    return this.#memory.faults;
  }

  get isMarkSeen(): boolean {
    return this.#memory.isMarkSeen;
  }

  read() {
    return this.#memory.read();
  }

  inject(mark: number): void {
    this.#memory.mark = mark;
    this.#user.injectKey(mark, true);
    this.#user.injectMovement(mark);
  }

  async end(): Promise<boolean> {
    const deadlineMs = performance.now() + END_TIMEOUT_MS;
    this.#memory.stop();
    quit(this.#user, this.#memory);
    while (this.#hasHooks() && performance.now() < deadlineMs) await pause(RETRY_MS);
    return !this.#hasHooks();
  }

  #hasHooks(): boolean {
    return this.state === 'starting' || this.state === 'hooked';
  }
}
