import type { Session as ElectronSession } from 'electron';

/**
 * Serves the pages from Vite's server (`npm run dev`) under their usual origin. Looser than `app-protocol.ts` in three
 * points that hot reload needs: the server's socket, its style elements and React's refresh script. Development builds only.
 * @param server Vite's address, such as `http://127.0.0.1:5173`
 */
export function serveDevPages(electronSession: ElectronSession, server: string): void {
  const policy = [
    "default-src 'self'",
    "script-src 'self' 'nonce-dev'",
    "style-src 'self' 'nonce-dev'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob: mediastream:",
    `connect-src 'self' ${socketOf(server)}`,
  ].join('; ');
  electronSession.protocol.handle('app', async (request) => {
    const { pathname, search } = new URL(request.url);
    const answer = await fetch(`${server}${pathname}${search}`);
    const headers = { 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' };
    const type = answer.headers.get('Content-Type') ?? 'application/octet-stream';
    return new Response(answer.body, {
      status: answer.status,
      headers: { ...headers, 'Content-Type': type },
    });
  });
}

/** Whether a request goes to the socket through which Vite reports changes. */
export function isDevSocket(url: string, server: string): boolean {
  return url.startsWith(`${socketOf(server)}/`);
}

function socketOf(server: string): string {
  return server.replace(/^http:/u, 'ws:');
}
