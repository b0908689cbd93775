import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };
import { SystemClock } from '../platform/system-clock.ts';
import { fetchHttp } from '../network/fetch-http.ts';
import { runCommand } from './run.ts';

/** Commands for IT from the sources: `npm run station -- --help`. */
try {
  process.exitCode = await runCommand(process.argv.slice(2), {
    clock: new SystemClock(),
    platform: process.platform,
    environment: process.env,
    program: {
      name: 'npm run station --',
      version: manifest.version,
      build: 'development',
      hardeningScript: fileURLToPath(new URL('../../assets/linux/hardening/harden.sh', import.meta.url)),
      fonts: fileURLToPath(new URL('../../assets/fonts', import.meta.url)),
    },
    http: () => fetchHttp(),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
} catch (error) {
  // A bug: print one line for the report, not a stack trace.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
