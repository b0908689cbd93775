import type { BilingualText } from '../../shared/sync/rows.ts';
import type { ApiAnswer } from '../pages/use-institution.ts';

/** Answer of `POST /session`. */
export type SessionAnswer = {
  readonly signedIn: {
    readonly id: string;
    readonly name: string;
    readonly roles: readonly string[];
    /** Null: every institution. */
    readonly institution: string | null;
    readonly csrf: string;
    readonly endsAt: number;
  } | null;
  readonly institutions: readonly {
    readonly id: string;
    readonly name: BilingualText;
    readonly zone: string;
    readonly firstLanguage: 'en' | 'fr';
  }[];
  /** Whether a password can be used. */
  readonly local: boolean;
  /** The identity provider's name; null without one. */
  readonly provider: BilingualText | null;
  /** The clock of the institution, milliseconds since 1970. */
  readonly now: number;
};

export type CallOptions = {
  readonly csrf: string;
  readonly institution: string | null;
  /** Asked by the page itself: does not keep the session from idling out. */
  readonly background: boolean;
};

/** The institution over HTTP. Nothing throws: a network that fails is an answer too. */
export interface Connection {
  /** Null where nobody answers. */
  session(): Promise<SessionAnswer | null>;
  signIn(login: string, password: string): Promise<ApiAnswer>;
  activate(code: string, login: string, password: string): Promise<ApiAnswer>;
  signOut(csrf: string): Promise<ApiAnswer>;
  call(name: string, input: unknown, options: CallOptions): Promise<ApiAnswer>;
  /** The institution's clock, milliseconds since 1970. */
  now(): number;
  /** Returns when the session ends as the last answer said, milliseconds since 1970; null before any. */
  sessionEndsAt(): number | null;
}

const NO_CONNECTION: ApiAnswer = { ok: false, refusal: { code: 'no-connection', values: {} } };
const TOO_LARGE: ApiAnswer = { ok: false, refusal: { code: 'too-large', values: {} } };
const TIMEOUT_MS = 60_000;

export function createConnection(ask: typeof fetch): Connection {
  let endsAt: number | null = null;
  let aheadMs = 0;

  async function post(path: string, body: unknown, headers: Record<string, string>): Promise<unknown> {
    const response = await ask(path, {
      method: 'POST',
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const ends = Number(response.headers.get('child-link-session-ends') ?? Number.NaN);
    if (!Number.isNaN(ends)) endsAt = ends;
    // Also from a proxy that allows less than the institution.
    if (response.status === 413) return TOO_LARGE;
    // A page of something in between, such as a proxy's, is not the institution.
    if (response.headers.get('content-type')?.startsWith('application/json') !== true) return NO_CONNECTION;
    return response.json();
  }
  async function outcome(
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    try {
      const answer = await post(path, body, headers);
      return isAnswer(answer) ? answer : NO_CONNECTION;
    } catch {
      // fetch throws for a network that fails, a redirect, a time-out and for JSON that was cut short.
      return NO_CONNECTION;
    }
  }

  return {
    async session() {
      try {
        const answer = await post('/session', {}, {});
        if (!isSession(answer)) return null;
        endsAt = answer.signedIn?.endsAt ?? null;
        aheadMs = answer.now - Date.now();
        return answer;
      } catch {
        // As above.
        return null;
      }
    },
    signIn: (login, password) => outcome('/session/sign-in', { login, password }),
    activate: (code, login, password) => outcome('/session/activate', { code, login, password }),
    signOut: (csrf) => outcome('/session/sign-out', {}, { 'x-csrf-token': csrf }),
    call: (name, input, { csrf, institution, background }) =>
      outcome(`/api/${name}`, input, {
        'x-csrf-token': csrf,
        ...(institution === null ? {} : { 'x-institution': institution }),
        ...(background ? { 'x-background': '1' } : {}),
      }),
    now: () => Date.now() + aheadMs,
    sessionEndsAt: () => endsAt,
  };
}

function isAnswer(answer: unknown): answer is ApiAnswer {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return false;
  return answer.ok === true || 'refusal' in answer;
}

function isSession(answer: unknown): answer is SessionAnswer {
  return typeof answer === 'object' && answer !== null && 'signedIn' in answer;
}
