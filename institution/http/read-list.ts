import { Worker } from 'node:worker_threads';
import type { ListReader } from '../api/site-import.ts';

/** Enough for the largest list; a workbook that unpacks to more ends its worker, not the service. */
const LIMITS = { maxOldGenerationSizeMb: 256 };

/** Reads a list in a worker of its own. */
export const readListInWorker: ListReader = (file, signal) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./list-worker.ts', import.meta.url), {
      workerData: file,
      resourceLimits: LIMITS,
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The worker ended without an answer')));
    signal.addEventListener('abort', () => void worker.terminate(), { once: true });
  });
