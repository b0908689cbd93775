import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/**
 * Runs a file of this folder in a separate process; its last line is the result as JSON. A fixture that prints `READY`
 * goes on when `onReady` is done.
 */
export async function runFixture<T>(
  fixture: string,
  args: readonly string[],
  onReady: () => Promise<void> = () => Promise.resolve(),
): Promise<T> {
  const file = join(import.meta.dirname, fixture);
  const child = spawn(process.execPath, [...process.execArgv, '--expose-gc', file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let printed = '';
  let isReady = false;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
    if (isReady || !printed.includes('READY\n')) return;
    isReady = true;
    void onReady().then(() => child.send('go'));
  });
  const [code] = await once(child, 'close');
  const answer = printed.trimEnd().split('\n').at(-1) ?? '';
  if (code !== 0) throw new Error(`${fixture} ended with ${String(code)}: ${answer}`);
  return JSON.parse(answer);
}
