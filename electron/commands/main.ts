import { SystemClock } from '../settings/system-clock.ts';
import { runCommand } from './run.ts';

/** Commands for IT on the station's own machine: `npm run station -- --help`. */
try {
  process.exitCode = await runCommand(process.argv.slice(2), {
    clock: new SystemClock(),
    platform: process.platform,
    environment: process.env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
} catch (error) {
  // A bug: one line for whoever reports it, and never a page of it.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
