import { parentPort } from 'node:worker_threads';
import { playSlice, type Slice } from './parts.ts';

// Plays slices in the order received.
parentPort?.on('message', (slice: Slice) => {
  void playSlice(slice).then((result) => parentPort?.postMessage(result));
});
