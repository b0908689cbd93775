import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { app } from 'electron';
import type { Program } from '../cli/command.ts';
import type { WorkerTask } from './worker.ts';

/** Where IT finds the script after the package's installation. */
const HARDENING_SCRIPT = '/usr/lib/child-link-station/hardening/harden.sh';

/** Has a thread of its own do something, beside everything else that this process does. */
export function beginWorker(task: WorkerTask): Worker {
  return new Worker(path.join(app.getAppPath(), 'worker.cjs'), { workerData: task });
}

/** The packaged program, as its verbs speak of it. */
export function program(): Program {
  return {
    name: 'child-link-station',
    version: app.getVersion(),
    build: __BUILD__,
    hardeningScript: HARDENING_SCRIPT,
  };
}
