import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { toB64u } from '../../shared/sync/encoding.ts';
import type { StaffRole } from '../../shared/sync/rows.ts';
import { NOW, SITE } from '../core/institution.fixture.ts';
import type { Store } from '../core/store.ts';
import { END_OF_TIME } from '../core/staff-details.ts';
import { createFeedWaker } from '../core/sync/feed-waker.ts';
import { openSqliteStorage } from '../store/sqlite-storage.ts';
import type { Storage } from '../store/storage.ts';
import { createPasswords } from './password.ts';
import type { BrowserSettings, People } from './people.ts';
import { CSRF_HEADER } from './same-origin.ts';
import { createService, DEFAULT_LIMITS, type Service } from './service.ts';
import type { SignedIn } from './sessions.ts';

export const PUBLIC_URL = new URL('https://institution.example');
export const OWN = 'institution-own';
export const OTHER = 'institution-other';
export const PASSWORD = 'seven quiet herons';
const CHEAP = { N: 1024, r: 8, p: 1 };

export interface TestService extends Service {
  readonly storage: Storage;
  readonly people: People;
  /** The institutions' rows, by id: {@link OWN} and {@link OTHER}. */
  readonly stores: Readonly<Record<string, Store>>;
  readonly setNow: (epochMs: number) => void;
  /** Adds a member of the staff and returns a browser that has signed in as them. */
  readonly signedIn: (institution: string, ...roles: StaffRole[]) => Promise<Browser>;
  /** Adds a member of the staff who has a code for a password. */
  readonly invited: (
    institution: string,
    roles: readonly StaffRole[],
  ) => Promise<{ readonly id: string; readonly code: string }>;
}

/** The service with two institutions, its data in memory. `log`: where its lines go; nowhere without. */
export async function createTestService(
  change: Partial<BrowserSettings> = {},
  log: string[] | null = null,
): Promise<TestService> {
  let now = NOW;
  const clock = { now: () => now, monotonicMs: () => now, status: () => 'synced' as const };
  const waker = createFeedWaker();
  const opened = await openSqliteStorage({
    ...{ folder: null, clock, backupsKept: 1, restore: null, wake: waker.wake },
  });
  if (!opened.ok) throw new Error(opened.refusal.code);
  const storage = opened.value;
  const created = await createService({
    ...{
      storage,
      waker,
      clock,
      secret: toB64u(new Uint8Array(32).fill(9)),
      limits: DEFAULT_LIMITS,
      pollSeconds: 30,
    },
    linkPolicy: () => ({ hosts: ['visits-visites.webex.com'], practiceOrigins: [] }),
    http: {
      authority: null,
      trustedProxies: [],
      log: log && { write: (line) => void log.push(line) },
    },
    passwords: createPasswords(CHEAP),
    browser: { publicUrl: PUBLIC_URL, provider: null, localAccounts: true, pages: null, ...change },
  });
  if (!created.ok) throw new Error(created.refusal.code);
  const service = created.value;
  const stores: Record<string, Store> = {};
  for (const [number, id] of [OWN, OTHER].entries()) {
    const { store } = await service.institutions.add({
      institution: {
        ...{ id, province: 'NS', zone: 'America/Halifax', firstLanguage: 'en' },
        name: { en: `Sample Institution ${number + 1}`, fr: `Établissement Échantillon ${number + 1}` },
      },
      ...{ location: '', station: '', keyId: 'k1', seed: toB64u(new Uint8Array(32).fill(number + 1)) },
    });
    await store.write((writer) => writer.put('sites', SITE.id, SITE));
    stores[id] = store;
  }
  let people = 0;

  async function invited(institution: string, roles: readonly StaffRole[]) {
    people += 1;
    const id = `member-${people}`;
    await stores[institution]?.write((writer) =>
      writer.put('people', id, {
        ...{ name: `Sample, Person ${people}`, roles, validUntil: END_OF_TIME },
        ...{ codeHash: null, codeExpiresAt: null },
      }),
    );
    const { code } = await service.people.accounts.issueCode(institution, id);
    return { id, code };
  }

  return {
    ...service,
    ...{ storage, stores, invited },
    setNow: (epochMs) => {
      now = epochMs;
    },
    async signedIn(institution, ...roles) {
      const { id, code } = await invited(institution, roles);
      const browser = createBrowser(service.app);
      const answer = await browser.post('/session/activate', { code, login: id, password: PASSWORD });
      if (codeOf(answer) !== null) throw new Error(answer.body);
      await browser.readSession();
      return browser;
    },
  };
}

/** The answer of `POST /session`. */
export type SessionAnswer = {
  readonly signedIn: SignedIn | null;
  readonly institutions: readonly { readonly id: string }[];
};

/** A browser with its cookies, which sends what a browser sends. */
export interface Browser {
  readonly cookies: Map<string, string>;
  csrf: string;
  post(
    url: string,
    body: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<LightMyRequestResponse>;
  call(
    name: string,
    input: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<LightMyRequestResponse>;
  get(url: string): Promise<LightMyRequestResponse>;
  /** Asks who is signed in, and keeps the token that calls must carry. */
  readSession(): Promise<SessionAnswer>;
}

export function createBrowser(app: FastifyInstance): Browser {
  const cookies = new Map<string, string>();
  const take = (response: LightMyRequestResponse): LightMyRequestResponse => {
    for (const { name, value, maxAge, expires } of response.cookies) {
      const isGone = value === '' || maxAge === 0 || expires?.getTime() === 0;
      if (isGone) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  const browser: Browser = {
    cookies,
    csrf: '',
    post: async (url, body, headers = {}) =>
      take(
        await app.inject({
          ...{ method: 'POST', url, cookies: Object.fromEntries(cookies) },
          headers: {
            host: PUBLIC_URL.host,
            origin: PUBLIC_URL.origin,
            'content-type': 'application/json',
            [CSRF_HEADER]: browser.csrf,
            ...headers,
          },
          payload: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
    call: (name, input, headers) => browser.post(`/api/${name}`, input, headers),
    get: async (url) =>
      take(
        await app.inject({
          ...{ method: 'GET', url, cookies: Object.fromEntries(cookies) },
          headers: { host: PUBLIC_URL.host },
        }),
      ),
    async readSession() {
      const answer: SessionAnswer = (await browser.post('/session', {})).json();
      browser.csrf = answer.signedIn?.csrf ?? '';
      return answer;
    },
  };
  return browser;
}

/** Why it was refused; null where it was not. */
export function codeOf(response: LightMyRequestResponse): string | null {
  const { ok, refusal }: { readonly ok: boolean; readonly refusal?: { readonly code: string } } =
    response.json();
  return ok ? null : (refusal?.code ?? '');
}
