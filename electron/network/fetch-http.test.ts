import { getEventListeners } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { fetchHttp } from './fetch-http.ts';
import type { HttpRequest } from './http.ts';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

async function listen(handle: RequestListener): Promise<URL> {
  const listening = createServer(handle);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return new URL(`http://127.0.0.1:${address.port}/v1/state`);
}

const get = (url: URL, signal = new AbortController().signal): HttpRequest => ({
  ...{ method: 'GET', url, headers: {}, body: null, signal },
});

it('An answer comes with its status, headers and bytes', async () => {
  const url = await listen((request, response) => {
    request.pipe(response.writeHead(418, { 'child-link-epoch': 'e_1' }));
  });
  const body = Buffer.from('hello');
  const answer = await fetchHttp().send({ ...get(url), method: 'POST', body });
  if (!answer.ok) throw new Error(answer.refusal);
  expect(answer.value.status).toBe(418);
  expect(answer.value.header('Child-Link-Epoch')).toBe('e_1');
  expect(Buffer.from(answer.value.body)).toEqual(body);
});

it('A redirection is refused and not followed', async () => {
  const asked: string[] = [];
  const url = await listen((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  expect(await fetchHttp().send(get(url))).toEqual({ ok: false, refusal: 'redirected' });
  expect(asked).toEqual(['/v1/state']);
});

it('Nobody there is unreachable', async () => {
  const url = await listen(() => undefined);
  server?.close();
  expect(await fetchHttp().send(get(url))).toEqual({ ok: false, refusal: 'unreachable' });
});

it('A connection cut in the middle of an answer is unreachable', async () => {
  const url = await listen((_request, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('part');
    setImmediate(() => response.destroy());
  });
  expect(await fetchHttp().send(get(url))).toEqual({ ok: false, refusal: 'unreachable' });
});

it('Silence is timed out', async () => {
  const url = await listen(() => undefined);
  expect(await fetchHttp(20).send(get(url))).toEqual({ ok: false, refusal: 'timed-out' });
});

it('A caller who stops gets told so', async () => {
  const abort = new AbortController();
  const url = await listen(() => {
    abort.abort();
  });
  expect(await fetchHttp().send(get(url, abort.signal))).toEqual({ ok: false, refusal: 'stopped' });
});

it('Nothing of a request stays on the caller’s signal, which lives as long as the station', async () => {
  const { signal } = new AbortController();
  const seen: number[] = [];
  const url = await listen((_request, response) => {
    seen.push(getEventListeners(signal, 'abort').length);
    response.end();
  });
  for (let n = 0; n < 3; n += 1) await fetchHttp().send(get(url, signal));
  expect(seen).toEqual([1, 1, 1]);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('A caller who had stopped before gets told so', async () => {
  const url = await listen((_request, response) => void response.end());
  expect(await fetchHttp().send(get(url, AbortSignal.abort()))).toEqual({ ok: false, refusal: 'stopped' });
});

it('An answer without end is broken off', async () => {
  const url = await listen((_request, response) => {
    const block = Buffer.alloc(1024 * 1024);
    const more = (): void => {
      while (!response.destroyed && response.write(block));
    };
    response.on('drain', more);
    more();
  });
  expect(await fetchHttp().send(get(url))).toEqual({ ok: false, refusal: 'answer-too-large' });
});
