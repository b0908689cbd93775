import { ok, refuse, type Result } from '../result.ts';

export type ServerUrlRefusal = 'server-url-invalid' | 'server-url-insecure';

/** The address of the institution's server: HTTPS, or plain HTTP on this machine (practice, tests). */
export function readServerUrl(text: string): Result<URL, ServerUrlRefusal> {
  if (!URL.canParse(text)) return refuse('server-url-invalid');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return refuse('server-url-invalid');
  }
  if (url.protocol === 'https:') return ok(url);
  if (url.protocol !== 'http:') return refuse('server-url-invalid');
  return LOOPBACK.has(url.hostname) ? ok(url) : refuse('server-url-insecure');
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);
