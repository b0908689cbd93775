import { parentPort, workerData } from 'node:worker_threads';
import { readSiteList } from '../core/site-list.ts';

// Away from the thread that answers people: a workbook may be made to take long.
parentPort?.postMessage(readSiteList(workerData));
