import { expect, it } from 'vitest';
import { createConnection } from './connection.ts';

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const OPTIONS = { csrf: 'token', institution: 'sample', background: true };

function answering(response: () => Response) {
  const asked: { readonly path: string; readonly headers: Headers }[] = [];
  const connection = createConnection((input, init) => {
    asked.push({
      path: input instanceof Request ? input.url : input.toString(),
      headers: new Headers(init?.headers),
    });
    return Promise.resolve(response());
  });
  return { asked, connection };
}

it('names the institution, proves the page, and says that nobody asked for it', async () => {
  const ends = { 'child-link-session-ends': '1796000000000' };
  const { asked, connection } = answering(
    () => new Response('{"ok":true,"value":{}}', { headers: { ...JSON_TYPE, ...ends } }),
  );
  expect(await connection.call('sites.list', {}, OPTIONS)).toEqual({ ok: true, value: {} });
  expect(asked[0]?.path).toBe('/api/sites.list');
  const sent = ['x-csrf-token', 'x-institution', 'x-background'].map((name) => asked[0]?.headers.get(name));
  expect(sent).toEqual(['token', 'sample', '1']);
  expect(connection.sessionEndsAt()).toBe(1_796_000_000_000);
});

it.each([
  ['a page of a proxy', () => new Response('<html>', { status: 502 }), 'no-connection'],
  [
    'a sign-in page',
    () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
    'no-connection',
  ],
  ['JSON that was cut short', () => new Response('{"ok":tr', { headers: JSON_TYPE }), 'no-connection'],
  [
    'an answer of something else',
    () => new Response('{"status":"ok"}', { headers: JSON_TYPE }),
    'no-connection',
  ],
  ['a proxy’s limit', () => new Response('<html>', { status: 413 }), 'too-large'],
  [
    'a refusal',
    () =>
      new Response('{"ok":false,"refusal":{"code":"wait","values":{"seconds":2}}}', { headers: JSON_TYPE }),
    'wait',
  ],
])('takes %s for what it is', async (_what, response, code) => {
  const { connection } = answering(response);
  expect(await connection.call('sites.list', {}, OPTIONS)).toMatchObject({ ok: false, refusal: { code } });
});

it('takes a network that fails for no connection, and asks nobody else', async () => {
  const connection = createConnection(() => Promise.reject(new TypeError('failed')));
  expect(await connection.session()).toBeNull();
  expect(await connection.signIn('hazel', 'x')).toMatchObject({ refusal: { code: 'no-connection' } });
});
