/** One file of the practice meeting: its path, its file, its policy. */
export type PracticePage = {
  readonly file: string;
  readonly type: string;
  readonly policy: string;
};

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'";
export const STRICT_POLICY = `${POLICY}; frame-ancestors 'none'`;

const HTML = 'text/html; charset=utf-8';

const PAGES: Readonly<Record<string, PracticePage>> = {
  '/meet/practice': { file: 'practice.html', type: HTML, policy: STRICT_POLICY },
  '/meet/practice/dashboard': { file: 'dashboard.html', type: HTML, policy: STRICT_POLICY },
  // The way into Webex: a page that offers the native app, then the client in a frame of another site.
  '/meet/join': { file: 'chooser.html', type: HTML, policy: `${STRICT_POLICY}; frame-src 'self' webex:` },
  '/meet/client': {
    file: 'client.html',
    type: HTML,
    policy: `${STRICT_POLICY}; frame-src http://127.0.0.1:*`,
  },
  '/meet/client/inner': {
    file: 'practice.html',
    type: HTML,
    policy: `${POLICY}; frame-ancestors http://localhost:*`,
  },
  '/meet/practice.css': { file: 'practice.css', type: 'text/css; charset=utf-8', policy: STRICT_POLICY },
};

const SCRIPTS: ReadonlySet<string> = new Set([
  'practice',
  'words',
  'call',
  'scene',
  'inputs',
  'chooser',
  'client',
  'name-form',
]);

/** The page or script at this path, or null. */
export function practicePage(path: string): PracticePage | null {
  if (Object.hasOwn(PAGES, path)) return PAGES[path] ?? null;
  const script = /^\/meet\/([a-z-]+)\.js$/.exec(path)?.[1];
  if (script === undefined || !SCRIPTS.has(script)) return null;
  return { file: `${script}.ts`, type: 'text/javascript; charset=utf-8', policy: STRICT_POLICY };
}
