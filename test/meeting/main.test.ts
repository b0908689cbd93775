import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startMeetingServer } from './server.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

async function run(...args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { output, errors, code };
}

it('a port in use is one sentence and exit code 1', async () => {
  const server = await startMeetingServer({ port: 0 });
  if (!server.ok) throw new Error(server.refusal.code);
  const { port } = server.value;
  expect(await run('--port', String(port))).toEqual({
    output: '',
    errors: `Port ${port} is in use: choose another with --port.\n`,
    code: 1,
  });
  await server.value.close();
});

it.each([
  [['--prt', '1'], /^Unknown option '--prt'\. Use: meeting .*\n$/],
  [['--port', 'x'], /^The port must be a number from 0 to 65535, not “x”\.\n$/],
  [['--port', '70000'], /^The port must be a number.*\n$/],
  [['--port', '0', '--electron', '/nowhere/electron'], /^The community site did not start: .*\n$/],
])('%j is one sentence and exit code 1', async (args, sentence) => {
  const { output, errors, code } = await run(...args);
  expect({ output, code }).toEqual({ output: '', code: 1 });
  expect(errors).toMatch(sentence);
});
