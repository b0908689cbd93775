import { makeLock } from './lock-maker.ts';

/** A station that locks and then only waits to be killed. */

const { lock } = makeLock(null);
const engaged = await lock.engage();
process.stdout.write(`${engaged.ok ? 'locked' : engaged.refusal.code}\n`);
setInterval(() => undefined, 1000);
