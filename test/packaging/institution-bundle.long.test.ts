import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildInstitutionService } from '../../scripts/institution-service.ts';

const run = promisify(execFile);
const PORT = 8098;
const URL_HERE = `http://localhost:${PORT}`;

const folder = mkdtempSync(path.join(tmpdir(), 'child-link-bundle-'));
const program = path.join(folder, 'service');
const place = ['--data', path.join(folder, 'data')];
let server: ChildProcess | null = null;

const institution = async (...words: readonly string[]): Promise<string> =>
  (
    await run(path.join(program, 'node'), [path.join(program, 'main.js'), ...place, ...words], {
      cwd: folder,
    })
  ).stdout;

beforeAll(() => buildInstitutionService(program));
afterAll(async () => {
  if (server?.exitCode === null) {
    server.kill();
    await once(server, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

it('the bundle of the service needs nothing beside itself: pages, sign-in, a list read by its worker', async () => {
  const names = ['--name-en', 'Sample Institution', '--name-fr', 'Établissement Échantillon'];
  const where = ['--province', 'ON', '--zone', 'America/Toronto', '--language', 'en'];
  await institution('add-institution', '--id', 'sample', ...names, ...where);
  const printed = await institution('first-person', '--institution', 'sample', '--name', 'Example, Alder');
  const [code = ''] = /[\dA-Z]{4}(?:-[\dA-Z]{4}){3}/u.exec(printed) ?? [];
  const options = ['--port', String(PORT), '--public-url', URL_HERE, '--pages', path.join(program, 'pages')];
  server = spawn(path.join(program, 'node'), [path.join(program, 'main.js'), ...place, ...options], {
    ...{ cwd: folder, stdio: 'ignore' },
  });
  const answers = () =>
    fetch(URL_HERE).then(
      async (response) => (response.ok ? response.text() : ''),
      () => '',
    );
  await expect.poll(answers, { timeout: 30_000 }).toContain('<html');

  let cookie = '';
  let token = '';
  const post = async (address: string, body: unknown) => {
    const response = await fetch(`${URL_HERE}${address}`, {
      method: 'POST',
      headers: { origin: URL_HERE, 'content-type': 'application/json', cookie, 'x-csrf-token': token },
      body: JSON.stringify(body),
    });
    cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return response.json();
  };
  const account = { code, login: 'alder', password: 'seven quiet herons' };
  expect(await post('/session/activate', account)).toEqual({ ok: true });
  ({ csrf: token } = (await post('/session', {})).signedIn);
  const file = readFileSync('docs/sample-site-list.csv').toString('base64');
  expect(await post('/api/sites.preview', { file, listDate: '2026-11-01' })).toMatchObject({
    value: { added: [{ id: 'S-1' }, { id: 'S-2' }] },
  });
  expect(existsSync(path.join(program, 'LICENSES.txt'))).toBe(true);
});
