import { randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { Kysely, SqliteDialect } from 'kysely';
import type { StaffRole } from '../../shared/sync/rows.ts';
import { createApi } from '../api/serve.ts';
import { createBed, servedInstitution, XOR_SEALER, type Bed } from '../core/institution.fixture.ts';
import { createInstitution, type Institution } from '../core/institution.ts';
import type { SignInStore } from '../core/sign-in-store.ts';
import { END_OF_TIME } from '../core/staff-details.ts';
import { signIn } from '../store/migrations/0003-sign-in.ts';
import { createSignInStore, type SignInTables } from '../store/sign-in-store.ts';
import { addBrowser, browserAccounts, type BrowserParts } from './browser.ts';
import type { Hosted } from './hosted.ts';
import { createPasswords } from './password.ts';
import { CSRF_HEADER } from './same-origin.ts';
import type { SignedIn } from './sessions.ts';

export const PUBLIC_URL = new URL('https://institution.example');
export const OWN = 'institution-own';
export const OTHER = 'institution-other';
export const PASSWORD = 'seven quiet herons';
const CHEAP = { N: 1024, r: 8, p: 1 };

export async function openSignInStore(): Promise<{
  readonly store: SignInStore;
  readonly database: Database.Database;
}> {
  const database = new Database(':memory:');
  const dialect = new SqliteDialect({ database });
  await signIn(new Kysely<unknown>({ dialect }));
  const db = new Kysely<SignInTables>({ dialect });
  return { store: createSignInStore(db, XOR_SEALER), database };
}

export interface Service {
  readonly app: FastifyInstance;
  readonly store: SignInStore;
  readonly signInDatabase: Database.Database;
  /** The institutions, by id: {@link OWN} and {@link OTHER}. */
  readonly beds: Readonly<Record<string, Bed>>;
  readonly institutions: Readonly<Record<string, Institution>>;
  readonly setNow: (epochMs: number) => void;
  /** Adds a member of the staff and returns a browser that has signed in as them. */
  readonly signedIn: (institution: string, ...roles: StaffRole[]) => Promise<Browser>;
  /** Adds a member of the staff who has a code for a password. */
  readonly invited: (
    institution: string,
    roles: readonly StaffRole[],
  ) => Promise<{ readonly id: string; readonly code: string }>;
}

/** Two institutions behind one service, in memory. */
export async function createService(change: Partial<BrowserParts> = {}): Promise<Service> {
  const beds: Readonly<Record<string, Bed>> = { [OWN]: await createBed(), [OTHER]: await createBed() };
  const institutions = Object.fromEntries(
    Object.entries(beds).map(([id, { context }]) => [id, createInstitution(context)]),
  );
  const apis = Object.fromEntries(
    Object.entries(institutions).map(([id, institution]) => [id, createApi(servedInstitution(institution))]),
  );
  const hosted: Hosted = {
    list: () =>
      Promise.resolve(
        Object.keys(beds).map((id) => ({
          ...{ id, zone: 'America/Halifax', firstLanguage: 'en' as const },
          name: { en: `Sample ${id}`, fr: `Échantillon ${id}` },
        })),
      ),
    api: (id) => apis[id] ?? null,
    all: () => Object.values(apis),
    member: (id, staff) => institutions[id]?.staff.member(staff) ?? Promise.resolve(null),
  };
  const { store, database } = await openSignInStore();
  const { clock } = beds[OWN]?.context ?? (await createBed()).context;
  const parts: BrowserParts = {
    ...{ hosted, store, clock, publicUrl: PUBLIC_URL, provider: null, localAccounts: true, pages: null },
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    passwords: createPasswords(CHEAP),
    report: () => undefined,
    ...change,
  };
  const app = Fastify();
  await app.register((scope) => addBrowser(scope, parts));
  const accounts = browserAccounts(parts);
  let people = 0;

  async function invited(institution: string, roles: readonly StaffRole[]) {
    people += 1;
    const id = `member-${people}`;
    await beds[institution]?.store.write((writer) =>
      writer.put('people', id, {
        ...{ name: `Sample, Person ${people}`, roles, validUntil: END_OF_TIME },
        ...{ codeHash: null, codeExpiresAt: null },
      }),
    );
    const { code } = await accounts.issueCode(institution, id);
    return { id, code };
  }

  return {
    ...{ app, store, beds, institutions, invited, signInDatabase: database },
    setNow: (epochMs) => {
      for (const bed of Object.values(beds)) bed.setNow(epochMs);
    },
    async signedIn(institution, ...roles) {
      const { id, code } = await invited(institution, roles);
      const browser = createBrowser(app);
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
      if (value === '' || maxAge === 0 || (expires !== undefined && expires.getTime() === 0))
        cookies.delete(name);
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
