import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { WebSocketServer } from 'ws';
import { ok, refuse } from '../../shared/result.ts';
import type { Result } from '../../shared/result.ts';
import { HostilePages } from './hostile.ts';
import { MediaRelay } from './media-relay.ts';
import { pageFile } from './page-files.ts';
import { STRICT_POLICY, practicePage } from './practice-pages.ts';
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
  /** The same server under another name, and so another site, for the client's frame. */
  readonly otherOrigin: string;
  /** Whether a page of this side waits in the lobby. */
  isWaiting(side: Side): boolean;
  /** The host admits the waiting pages, or removes this side's page. */
  admit(): void;
  remove(side: Side): void;
  /** Cuts the pages off from this server, but not from one another; or lets them reconnect. */
  setSignallingCut(cut: boolean): void;
  /** The media between the two pages: cut it, thin it. */
  readonly media: MediaRelay;
  /** The community site hangs up (`true`) or returns. */
  setSiteAway(away: boolean): void;
  /** The host ends the meeting. */
  end(): void;
  /** The input received by the station's page so far; null without such a page. */
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

const HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Starts the practice meeting on this machine only (R14). Port 0 takes a free one. Refuses when the port is
 * taken.
 */
export async function startMeetingServer(options: {
  readonly port: number;
}): Promise<Result<MeetingServer, MeetingServerRefusal>> {
  const arrivals = new Set<() => void>();
  const media = new MediaRelay();
  const room = new Room(
    () => arrivals.forEach((check) => check()),
    (data, from) => media.carry(data, from),
  );
  let signallingCut = false;
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
  const otherOrigin = `http://127.0.0.1:${port}`;

  http.on('upgrade', (request, socket, head) => {
    // Only pages of this server: no other site's script may listen in.
    const isOurs = request.headers.origin === origin || request.headers.origin === otherOrigin;
    if (request.url !== '/meet/signalling' || !isOurs || signallingCut) {
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
    otherOrigin,
    isWaiting: (side) => room.isWaiting(side),
    admit: () => room.admit(),
    remove: (side) => room.remove(side),
    setSignallingCut: (cut) => {
      signallingCut = cut;
      if (cut) for (const client of sockets.clients) client.terminate();
    },
    media,
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
      media.close();
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
  // A foreign name that resolves to this machine (DNS rebinding) gets nothing.
  if (!/^(?:localhost|127\.0\.0\.1):\d+$/.test(host)) return send(response, 403, 'text/plain', 'forbidden');
  if (request.method !== 'GET') return send(response, 405, 'text/plain', 'only GET');
  if (url.pathname.startsWith('/meet/hostile')) return hostile.answer(url, response);
  if (url.pathname === '/meet/practice/status') {
    const status = { station: room.has('station'), site: room.has('site'), inputs: await room.countInputs() };
    return send(response, 200, 'application/json', JSON.stringify(status));
  }
  const page = practicePage(url.pathname);
  if (page === null) return send(response, 404, 'text/plain', 'not here');
  send(response, 200, page.type, await pageFile(page.file), page.policy);
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  policy = STRICT_POLICY,
): void {
  response
    .writeHead(status, { ...HEADERS, 'content-security-policy': policy, 'content-type': type })
    .end(body);
}
