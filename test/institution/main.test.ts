import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import { newSeed, signerFromSeed } from '../../shared/sync/keys.ts';
import { enrolDouble, sendEnrolment } from './station-double.ts';
import { DATABASE_FILE } from '../../institution/store/sqlite-file.ts';
import { temporaryFolder } from './testing.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (part: string) => (output.stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (output.stderr += part));
  return { child, output, closed: once(child, 'close') };
}

async function runToEnd(
  args: readonly string[],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { child, output, closed } = start(args);
  await closed;
  return { code: child.exitCode, ...output };
}

test('with --json it prints one line, serves, and ends cleanly when told to', async () => {
  const { child, output, closed } = start(['--port', '0', '--data', temporaryFolder(), '--json']);
  await once(child.stdout, 'data');
  const { url, code } = JSON.parse(output.stdout) as { url: string; code: string };
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const station = await enrolDouble(url, code);
  expect((await station.call('GET', '/v1/feeds/schedule')).status).toBe(200);
  child.kill('SIGTERM');
  await closed;
  expect(child.exitCode).toBe(0);
  expect(output.stdout.trim().split('\n')).toHaveLength(1);
  expect(output.stderr).toBe('');
});

test('with --devices it writes a provisioning file whose codes only their own machine may spend', async () => {
  const data = temporaryFolder();
  const devices = join(temporaryFolder(), 'devices.txt');
  writeFileSync(devices, 'STATION-6\r\nSTATION-7\n');
  const { child, output } = start(['--port', '0', '--data', data, '--json', '--devices', devices]);
  await once(child.stdout, 'data');
  const { url } = JSON.parse(output.stdout) as { url: string };
  const { enrolmentCodes } = JSON.parse(readFileSync(join(data, 'provisioning.json'), 'utf8')) as {
    enrolmentCodes: Record<string, string>;
  };
  expect(Object.keys(enrolmentCodes)).toEqual(['STATION-6', 'STATION-7']);
  const spend = (device?: string) =>
    sendEnrolment(url, enrolmentCodes['STATION-7']!, signerFromSeed(newSeed()), undefined, device);
  expect((await spend()).status).toBe(403);
  expect((await spend('STATION-6')).status).toBe(403);
  expect((await spend('station-7')).status).toBe(201);
});

test('an option that it does not know is refused in one sentence', async () => {
  const { code, stdout, stderr } = await runToEnd(['--bogus']);
  expect([code, stdout, stderr.trim().split('\n').length]).toEqual([1, '', 1]);
  expect(stderr).toContain('--bogus');
});

test('a folder that cannot be written is refused in one sentence', async () => {
  const blocked = join(temporaryFolder(), 'file');
  writeFileSync(blocked, '');
  for (const data of [blocked, join(blocked, 'below'), '/proc/nowhere']) {
    const { code, stderr } = await runToEnd(['--port', '0', '--data', data]);
    expect([code, stderr.trim().split('\n').length]).toEqual([1, 1]);
    expect(stderr).toContain('cannot be written');
  }
});

test('a database that is garbage is refused and left as it is', async () => {
  const data = temporaryFolder();
  const file = join(data, DATABASE_FILE);
  const garbage = 'not a database '.repeat(100);
  writeFileSync(file, garbage);
  const { code, stderr } = await runToEnd(['--port', '0', '--data', data]);
  expect(code).toBe(1);
  expect(stderr).toContain('is not a database');
  expect(readFileSync(file, 'utf8')).toBe(garbage);
});

test('a port in use is refused in one sentence', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const data = temporaryFolder();
  mkdirSync(data, { recursive: true });
  const { code, stderr } = await runToEnd(['--port', String(port), '--data', data]);
  expect(code).toBe(1);
  expect(stderr).toContain(`Port ${port} is in use`);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
