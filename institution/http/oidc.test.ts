import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createBrowser, createTestService, OTHER, OWN, PUBLIC_URL, type Browser } from './browser.fixture.ts';
import { CALLBACK, ProviderSettings, subjectOf } from './oidc.ts';

const CLIENT = { clientId: 'institution', clientSecret: 'a-secret-of-this-test-only' };
let server: Server;
let settings: ProviderSettings;

/** A real provider on this machine; the groups of a person are in their name there, `heads+it`. */
beforeAll(async () => {
  // It warns that it is no provider for production.
  for (const level of ['info', 'warn'] as const) vi.spyOn(console, level).mockReturnValue();
  server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server that listens on a port has such an address
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [new URL(CALLBACK, PUBLIC_URL).href],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    claims: { openid: ['sub', 'name', 'groups'] },
    conformIdTokenClaims: false,
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: 'Example, Dominique', groups: id.split('+') }),
    }),
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    cookies: { keys: ['test'] },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  settings = ProviderSettings.parse({
    ...CLIENT,
    issuer,
    name: { en: 'your CSC account', fr: 'votre compte du SCC' },
    scope: 'openid',
    grants: [
      { group: 'heads', roles: ['head'], institution: OWN },
      { group: 'it', roles: ['it'], institution: OWN },
      { group: 'it-other', roles: ['it'], institution: OTHER },
      { group: 'sector', roles: ['head'], institution: null },
    ],
  });
});
afterAll(() => {
  vi.restoreAllMocks();
  server.close();
});

const service = () => createTestService({ provider: settings });

/** Signs in at the provider as a person's browser does; returns where it is sent back to. */
async function signInAtProvider(start: string, login: string): Promise<string> {
  const jar = new Map<string, string>();
  const go = async (url: string, fields?: Readonly<Record<string, string>>): Promise<Response> => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(fields === undefined ? {} : { method: 'POST', body: new URLSearchParams(fields) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (line.includes('expires=Thu, 01 Jan 1970')) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  };
  let url = start;
  let response = await go(url);
  for (const fields of [{ prompt: 'login', login, password: 'x' }, { prompt: 'consent' }, null]) {
    while (response.status >= 300 && response.status < 400) {
      url = new URL(response.headers.get('location') ?? '', url).href;
      if (url.startsWith(PUBLIC_URL.origin)) return url;
      response = await go(url);
    }
    if (fields !== null) response = await go(url, fields);
  }
  throw new Error(`The provider stopped at ${url}`);
}

async function start(browser: Browser): Promise<URL> {
  const answer = await browser.get('/session/provider');
  expect(answer.statusCode).toBe(303);
  return new URL(String(answer.headers.location));
}

async function signIn(browser: Browser, login: string) {
  const back = await signInAtProvider((await start(browser)).href, login);
  return browser.get(back.slice(PUBLIC_URL.origin.length));
}

it('signs in by code flow with PKCE, state and nonce, with the roles that the groups allow', async () => {
  const { app } = await service();
  const browser = createBrowser(app);
  const asked = (await start(browser)).searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256' });
  for (const name of ['state', 'nonce', 'code_challenge'])
    expect(asked.get(name)?.length).toBeGreaterThan(20);
  const answer = await signIn(browser, 'heads+it');
  expect(answer.headers.location).toBe('/');
  expect(await browser.readSession()).toMatchObject({
    signedIn: { id: 'oidc:heads+it', name: 'Example, Dominique', roles: ['head', 'it'], institution: OWN },
    institutions: [{ id: OWN }],
  });
  expect((await browser.call('sites.list', {})).statusCode).toBe(200);
  expect((await browser.call('sites.list', {}, { 'x-institution': OTHER })).statusCode).toBe(403);
});

it('shows the person’s name in the audit, and keeps nothing else of the claims', async () => {
  const { app, stores } = await service();
  const browser = createBrowser(app);
  await signIn(browser, 'sector');
  await browser.readSession();
  const hold = { who: 'Example, Maple', reference: 'A-2026-1' };
  await browser.call('records.hold', hold, { 'x-institution': OTHER });
  const audit = await browser.call('audit.list', { after: 0, limit: 10 }, { 'x-institution': OTHER });
  expect(audit.json()).toMatchObject({
    value: { entries: [{ actor: 'oidc:sector' }], names: { 'oidc:sector': 'Example, Dominique' } },
  });
  const rows = await stores[OTHER]?.read((reader) => reader.rows('provider-people'));
  expect(rows?.map(({ row }) => row)).toEqual([{ name: 'Example, Dominique' }]);
});

it('lets a person of every institution choose one', async () => {
  const { app } = await service();
  const browser = createBrowser(app);
  await signIn(browser, 'sector');
  expect((await browser.readSession()).institutions).toHaveLength(2);
  expect((await browser.call('sites.list', {}, { 'x-institution': OTHER })).statusCode).toBe(200);
  expect((await browser.call('sites.list', {}, { 'x-institution': 'no-such' })).statusCode).toBe(404);
  expect((await browser.call('sites.list', {})).statusCode).toBe(404);
});

it('refuses a person without a group, and says so', async () => {
  const { app } = await service();
  const browser = createBrowser(app);
  expect((await signIn(browser, 'cooks')).headers.location).toBe('/#sign-in=no-role');
  expect((await browser.readSession()).signedIn).toBeNull();
});

it('refuses an answer that is used twice, is not its own, or belongs to another browser', async () => {
  const { app } = await service();
  const browser = createBrowser(app);
  const back = await signInAtProvider((await start(browser)).href, 'heads');
  const url = back.slice(PUBLIC_URL.origin.length);
  const attacker = createBrowser(app);
  const refused = '/#sign-in=provider-refused';
  expect((await attacker.get(url)).headers.location).toBe(refused);
  await start(attacker);
  expect((await attacker.get(url)).headers.location).toBe(refused);
  const kept = new Map(browser.cookies);
  expect((await browser.get(url.replace(/state=[^&]+/u, 'state=other'))).headers.location).toBe(refused);
  for (const [name, value] of kept) browser.cookies.set(name, value);
  expect((await browser.get(url)).headers.location).toBe(refused);
});

it('says that the provider is down, and tries again the next time', async () => {
  const away = { ...settings, issuer: 'http://127.0.0.1:9' };
  const { app } = await createTestService({ provider: away });
  const answer = await createBrowser(app).get('/session/provider');
  expect(answer.headers.location).toBe('/#sign-in=provider-down');
});

it.each([
  [['heads', 'it'], OWN, ['head', 'it']],
  ['heads', OWN, ['head']],
  [['sector', 'it'], null, ['head']],
] as const)('the groups %j belong to %s', (groups, institution, roles) => {
  expect(subjectOf({ sub: 'x', groups }, settings)).toMatchObject({ institution, roles });
});

it.each([[['it', 'it-other']], [[]], [undefined], [[{ toString: 'heads' }]], ['head']])(
  'the groups %j mean nothing',
  (groups) => {
    expect(subjectOf({ sub: 'x', groups }, settings)).toBeNull();
  },
);
