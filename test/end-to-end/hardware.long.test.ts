import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const LIMIT_MS = 25 * 60_000;

describe('the station’s runtime in a virtual machine', () => {
  it(
    'sees, matches and chooses a headset and a webcam that are plugged in, or says why it cannot be tried',
    async () => {
      const root = fileURLToPath(new URL('../../', import.meta.url));
      const child = spawn(process.execPath, ['test/hardware/main.ts', '--only', 'electron'], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let printed = '';
      child.stdout.on('data', (data: Buffer) => (printed += data.toString()));
      const code = await new Promise((resolve) => child.once('close', resolve));
      process.stdout.write(printed);
      expect(code).toBe(0);
      expect(printed).toMatch(/hardware tests: passed|hardware tests skipped: /u);
    },
    LIMIT_MS,
  );
});
