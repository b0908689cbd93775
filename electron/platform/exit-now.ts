import { createRequire } from 'node:module';
import type { default as Koffi } from 'koffi';

/**
 * Ends the process without running exit handlers or destructors; call it once everything is written and closed.
 * Chromium's destructors race with its live threads: on a busy machine a third of the commands had printed the right
 * answer and then exited with 139. Electron's `process.exit` also returns before the process ends. Falls back to `process.exit` where `_exit` cannot be called.
 */
export function exitNow(code: number): never {
  if (process.platform === 'linux') {
    try {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the package's own declaration
      const koffi = createRequire(import.meta.url)('koffi') as typeof Koffi;
      koffi.load('libc.so.6').func('void _exit(int code)')(code);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  return process.exit(code);
}
