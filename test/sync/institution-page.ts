import { request } from 'node:http';
import type { BrowserSettings } from '../../institution/http/people.ts';
import type { Institution } from '../institution/server.ts';

const PUBLIC_URL = new URL('https://institution.example');
export const PAGES: BrowserSettings = {
  publicUrl: PUBLIC_URL,
  provider: null,
  localAccounts: true,
  pages: null,
};

/** The calls of the server's pages over HTTP, by a person who has signed in. */
export interface Page {
  /** Throws the code of a refusal. */
  call<T>(name: string, input: unknown): Promise<T>;
}

/** Signs the first administrator of an institution in, as the pages do, through a socket. */
export async function signInAtPages(server: Institution, institution: string): Promise<Page> {
  let cookie = '';
  let csrf = '';

  async function post<T>(path: string, body: unknown): Promise<T> {
    const answer = await send(new URL(path, server.url), JSON.stringify(body), {
      host: PUBLIC_URL.host,
      origin: PUBLIC_URL.origin,
      'content-type': 'application/json',
      'x-csrf-token': csrf,
      ...(cookie === '' ? {} : { cookie }),
    });
    if (answer.cookie !== null) cookie = answer.cookie;
    const value: T = JSON.parse(answer.text);
    return value;
  }

  const code = await server.service.people.firstCode(institution, 'Sample, Aspen');
  await post('/session/activate', { code, login: 'aspen', password: 'seven quiet herons' });
  const session = await post<{ readonly signedIn: { readonly csrf: string } | null }>('/session', {});
  csrf = session.signedIn?.csrf ?? '';
  return {
    async call<T>(name: string, input: unknown) {
      type Answer = { ok: true; value: T } | { ok: false; refusal: { code: string } };
      const answer = await post<Answer>(`/api/${name}`, input);
      if (!answer.ok) throw new Error(JSON.stringify(answer));
      return answer.value;
    },
  };
}

/** By node:http, because `fetch` sends no `Host` of one's choice. */
function send(
  url: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly text: string; readonly cookie: string | null }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => (text += part));
      answer.on('error', reject);
      answer.on('end', () => {
        const [set] = answer.headers['set-cookie'] ?? [];
        resolve({ text, cookie: set?.split(';', 1)[0] ?? null });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
