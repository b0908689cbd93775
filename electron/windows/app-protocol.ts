import { readFileSync } from 'node:fs';
import path from 'node:path';
import { protocol, type Session as ElectronSession } from 'electron';

const SCHEME = 'app';
/** The origin of the station's own pages. */
export const APP_ORIGIN = `${SCHEME}://station`;

/** Allows only files of the package: no inline code, no connection, no frame (DESIGN, Security posture). */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self' blob: mediastream:",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.ogg': 'audio/ogg',
};

/** Call once, before the app is ready. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      // Media elements load nothing from a scheme without `stream`: no test sound, no spoken notice (R4, R23).
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

/**
 * Serves `app://station/…` from one folder, and nothing else.
 * @param onRequest called for every file that is requested
 */
export function serveAppPages(
  electronSession: Pick<ElectronSession, 'protocol'>,
  folder: string,
  onRequest: () => void,
): void {
  electronSession.protocol.handle(SCHEME, ({ method, url }) => {
    const file = method === 'GET' ? fileOf(url, folder) : null;
    const data = file === null ? null : read(file);
    onRequest();
    if (file === null || data === null) return new Response(null, { status: 404 });
    return new Response(data, {
      headers: {
        'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream',
        // A media element needs the length to know how long a sound is.
        'Content-Length': String(data.length),
        'Content-Security-Policy': CONTENT_SECURITY_POLICY,
        'X-Content-Type-Options': 'nosniff',
        'Cross-Origin-Opener-Policy': 'same-origin',
      },
    });
  });
}

function read(file: string): Buffer<ArrayBuffer> | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Returns the file that an `app://` URL names; null outside the folder or for a type that is not served. Pure. */
export function fileOf(url: string, folder: string): string | null {
  if (!isOurPage(url)) return null;
  const encoded = new URL(url).pathname;
  let decoded: string;
  try {
    decoded = decodeURIComponent(encoded);
  } catch {
    return null; // not valid percent-encoding
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return null;
  const file = path.resolve(folder, `.${decoded}`);
  const inside = path.relative(folder, file);
  if (inside === '' || inside.startsWith('..') || path.isAbsolute(inside)) return null;
  return TYPES[path.extname(file)] === undefined ? null : file;
}

/** Whether a URL is one of the station's own pages, by its parsed origin. */
export function isOurPage(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol: scheme, host, username, password } = new URL(url);
  return `${scheme}//${host}` === APP_ORIGIN && username === '' && password === '';
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR');
}
