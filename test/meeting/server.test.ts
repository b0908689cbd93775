import { once } from 'node:events';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startMeetingServer } from './server.ts';
import type { MeetingServer } from './server.ts';

let server: MeetingServer;

beforeEach(async () => {
  const started = await startMeetingServer({ port: 0 });
  if (!started.ok) throw new Error(started.refusal.code);
  server = started.value;
});
afterEach(() => server.close());

async function statusFor(host: string): Promise<number | undefined> {
  const asking = request({
    host: '127.0.0.1',
    port: server.port,
    path: '/meet/practice',
    headers: { host },
  }).end();
  const [response] = await once(asking, 'response');
  response.resume();
  return response.statusCode;
}

async function openSocket(origin: string): Promise<WebSocket | null> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/meet/signalling`, { origin });
  const opened = await Promise.race([
    once(socket, 'open').then(() => true),
    new Promise<boolean>((resolve) => socket.on('error', () => resolve(false))),
  ]);
  return opened ? socket : null;
}

describe('startMeetingServer', () => {
  it('serves the page and its scripts, without types, under a strict policy', async () => {
    const page = await fetch(server.url);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    const html = await page.text();
    const scripts = [...html.matchAll(/src="([^"]+)"/g)].map(([, path]) => path);
    expect(scripts).toEqual(['/meet/practice.js']);
    const code = await (await fetch(`${server.origin}/meet/practice.js`)).text();
    expect(code).not.toMatch(/import type|: string/);
    for (const [, path] of code.matchAll(/from ['"]\.\/([^'"]+)['"]/g)) {
      const script = await fetch(`${server.origin}/meet/${path}`);
      expect([path, script.status, script.headers.get('content-type')]).toEqual([
        path,
        200,
        'text/javascript; charset=utf-8',
      ]);
    }
  });

  it('has nothing else', async () => {
    for (const path of [
      '/',
      '/meet/',
      '/meet/page/practice.html',
      '/meet/../server.ts',
      '/meet/practice.ts',
      '/__proto__',
    ]) {
      expect([path, (await fetch(server.origin + path)).status]).toEqual([path, 404]);
    }
    expect((await fetch(server.url, { method: 'POST' })).status).toBe(405);
  });

  it('answers to its own name only', async () => {
    expect(await statusFor(`localhost:${server.port}`)).toBe(200);
    expect(await statusFor('evil.example')).toBe(403);
  });

  it('lets only its own page signal', async () => {
    expect(await openSocket('http://evil.example')).toBeNull();
    expect(await openSocket('http://localhost:1')).toBeNull();
    const socket = await openSocket(server.origin);
    const arrival = server.arrival('site');
    socket?.send(JSON.stringify({ type: 'join', side: 'site' }));
    await arrival;
    expect(await (await fetch(`${server.url}/status`)).json()).toEqual({
      station: false,
      site: true,
      inputs: null,
    });
  });

  it('a port in use is a refusal that names the port', async () => {
    const second = await startMeetingServer({ port: server.port });
    expect(second).toEqual({
      ok: false,
      refusal: { code: 'meeting-port-in-use', values: { port: server.port } },
    });
  });
});
