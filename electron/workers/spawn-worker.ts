import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { app } from 'electron';
import type { Program } from '../cli/command.ts';
import type { WorkerTask } from './worker.ts';

/** Where the package installs the hardening script. */
const HARDENING_SCRIPT = '/usr/lib/child-link-station/hardening/harden.sh';

/** Starts a thread for one task. */
export function spawnWorker(task: WorkerTask): Worker {
  return new Worker(path.join(app.getAppPath(), 'worker.cjs'), { workerData: task });
}

/** The packaged program as the command line describes it. */
export function packagedProgram(): Program {
  return {
    name: 'child-link-station',
    version: app.getVersion(),
    build: __BUILD__,
    hardeningScript: HARDENING_SCRIPT,
    fonts: path.join(app.getAppPath(), 'assets', 'fonts'),
  };
}
