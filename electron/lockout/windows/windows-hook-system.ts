import process from 'node:process';
import { Worker } from 'node:worker_threads';
import type { FaultReport } from '../lock.ts';
import { HookMemory } from './hook-memory.ts';
import type { HookSystem, HookThread } from './hook-system.ts';
import { loadUser32, type User32 } from './user32.ts';

/** How long a thread that was told to end may take. */
const END_TIMEOUT_MS = 2000;
const SPARE_AFTER_MS = 200;

/**
 * The hooks of Windows, each pair in a thread of its own. `program`: the file that runs {@link runHookThread} when it is
 * started as a worker. Whatever ends this process ends the threads first: one that still waited for a message would keep
 * the process, and with it the hooks, for ever (seen).
 */
export function windowsHookSystem(program: URL, report: FaultReport): HookSystem {
  const user = loadUser32();
  const running = new Set<HookMemory>();
  process.on('exit', () => {
    for (const memory of running) quit(user, memory);
  });
  const make = (): Thread => new Thread(program, user, running, report);
  // A thread takes a sixth of a second to load what it needs: one waits for the next order.
  let spare: Thread | null = make();
  return {
    start() {
      const thread = spare ?? make();
      spare = null;
      setTimeout(() => (spare ??= make()), SPARE_AFTER_MS).unref();
      thread.go();
      return thread;
    },
    endProbe() {
      const isDown = user.isProbeKeyDown();
      user.injectKey(0, false);
      return isDown;
    },
    uncovered() {
      const desktop = user.inputDesktop();
      return [
        ...(desktop === 'Default' ? [] : [`another desktop has the input: ${desktop ?? 'the secure one'}`]),
        ...(user.isElevatedInFront() ? ['a window with more rights is in front'] : []),
        ...(user.isRemoteSession() ? ['this is a remote session'] : []),
      ];
    },
  };
}

function quit(user: User32, memory: HookMemory): void {
  memory.stop();
  memory.go();
  if (memory.thread !== 0) user.postQuit(memory.thread);
}

class Thread implements HookThread {
  readonly #memory = new HookMemory();
  readonly #user: User32;
  readonly #ended: Promise<boolean>;

  constructor(program: URL, user: User32, running: Set<HookMemory>, report: FaultReport) {
    this.#user = user;
    const worker = new Worker(program, { workerData: { hooks: this.#memory.buffer } });
    running.add(this.#memory);
    worker.once('error', (error) => report('lock-hook-thread', error.message));
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => {
        running.delete(this.#memory);
        if (this.#memory.state !== 'failed') this.#memory.state = 'ended';
        resolve(true);
      });
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

  end(): Promise<boolean> {
    quit(this.#user, this.#memory);
    let late: NodeJS.Timeout | undefined;
    const isLate = new Promise<boolean>((resolve) => {
      late = setTimeout(() => resolve(false), END_TIMEOUT_MS);
    });
    return Promise.race([this.#ended, isLate]).finally(() => clearTimeout(late));
  }
}
