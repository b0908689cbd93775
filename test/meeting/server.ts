import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { WebSocketServer } from 'ws';
import { ok, refuse } from '../../shared/result.ts';
import type { Result } from '../../shared/result.ts';
import { HostilePages } from './hostile.ts';
import { pageFile } from './page-files.ts';
import { Room } from './room.ts';
import type { InputCounts } from './page/inputs.ts';
import type { Side } from './signalling.ts';

export const DEFAULT_MEETING_PORT = 7443;

export interface MeetingServer {
  /** `http://localhost:7443/meet/practice`: what the schedule's row names. */
  readonly url: string;
  readonly origin: string;
  readonly port: number;
  has(side: Side): boolean;
  /** The community site hangs up (`true`) or comes back. */
  setSiteAway(away: boolean): void;
  /** The host ends the meeting. */
  end(): void;
  /** What input the station's page has received so far; null without such a page. */
  inputsReceived(): Promise<InputCounts | null>;
  /** Resolves once a page of this side is in the room. */
  arrival(side: Side): Promise<void>;
  /** The pages that try everything, at `/meet/hostile` and, in a frame, `/meet/hostile/outer`. */
  readonly hostile: HostilePages;
  close(): Promise<void>;
}

export type MeetingServerRefusal = {
  readonly code: 'meeting-port-in-use' | 'meeting-port-refused';
  readonly values: { readonly port: number };
};

const FILES: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  '/meet/practice': { file: 'practice.html', type: 'text/html; charset=utf-8' },
  '/meet/practice.css': { file: 'practice.css', type: 'text/css; charset=utf-8' },
  '/meet/practice.js': { file: 'practice.ts', type: 'text/javascript; charset=utf-8' },
  '/meet/words.js': { file: 'words.ts', type: 'text/javascript; charset=utf-8' },
  '/meet/call.js': { file: 'call.ts', type: 'text/javascript; charset=utf-8' },
  '/meet/scene.js': { file: 'scene.ts', type: 'text/javascript; charset=utf-8' },
  '/meet/inputs.js': { file: 'inputs.ts', type: 'text/javascript; charset=utf-8' },
  '/meet/practice/dashboard': { file: 'dashboard.html', type: 'text/html; charset=utf-8' },
};
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Starts the practice meeting on this machine only (R14). Port 0 takes a free one. Refuses when the port is taken. */
export async function startMeetingServer(options: {
  readonly port: number;
}): Promise<Result<MeetingServer, MeetingServerRefusal>> {
  const arrivals = new Set<() => void>();
  const room = new Room(() => arrivals.forEach((check) => check()));
  const hostile = new HostilePages();
  const http = createServer((request, response) => {
    answer(request, response, room, hostile).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });

  const listening = once(http, 'listening');
  http.listen(options.port, '127.0.0.1');
  try {
    await listening;
  } catch (error) {
    const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    const code = inUse ? 'meeting-port-in-use' : 'meeting-port-refused';
    return refuse({ code, values: { port: options.port } });
  }
  const address = http.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const origin = `http://localhost:${port}`;

  http.on('upgrade', (request, socket, head) => {
    // Only the page of this very server: no other site's script may listen in.
    if (request.url !== '/meet/signalling' || request.headers.origin !== origin) {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const page = {
        send: (message: object) => webSocket.send(JSON.stringify(message)),
        close: () => webSocket.close(),
      };
      webSocket.on('message', (data) => room.receive(page, Buffer.isBuffer(data) ? data.toString() : ''));
      webSocket.on('close', () => room.leave(page));
      webSocket.on('error', () => webSocket.terminate());
    });
  });

  return ok({
    url: `${origin}/meet/practice`,
    origin,
    port,
    has: (side) => room.has(side),
    setSiteAway: (away) => room.setSiteAway(away),
    end: () => room.end(),
    inputsReceived: () => room.countInputs(),
    hostile,
    arrival: (side) =>
      new Promise((resolve) => {
        const check = () => {
          if (!room.has(side)) return;
          arrivals.delete(check);
          resolve();
        };
        arrivals.add(check);
        check();
      }),
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  room: Room,
  hostile: HostilePages,
): Promise<void> {
  const host = request.headers.host ?? '';
  const url = new URL(request.url ?? '/', 'http://localhost');
  // A foreign name that points here (DNS rebinding) gets nothing.
  if (!/^(?:localhost|127\.0\.0\.1):\d+$/.test(host)) return send(response, 403, 'text/plain', 'forbidden');
  if (request.method !== 'GET') return send(response, 405, 'text/plain', 'only GET');
  if (url.pathname.startsWith('/meet/hostile')) return hostile.answer(url, response);
  if (url.pathname === '/meet/practice/status') {
    const status = { station: room.has('station'), site: room.has('site'), inputs: await room.countInputs() };
    return send(response, 200, 'application/json', JSON.stringify(status));
  }
  const entry = Object.hasOwn(FILES, url.pathname) ? FILES[url.pathname] : undefined;
  if (entry === undefined) return send(response, 404, 'text/plain', 'not here');
  send(response, 200, entry.type, await pageFile(entry.file));
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': type }).end(body);
}
