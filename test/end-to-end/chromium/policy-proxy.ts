import { createServer, request as send, type IncomingHttpHeaders, type Server } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import type { MeetingHosts } from '../../../electron/meeting/meeting-hosts.ts';
import { decideRequest } from '../../../electron/meeting/network-policy.ts';
import { withStationPolicy } from '../../../electron/meeting/response-headers.ts';

/**
 * Does for a Chromium without the station what `meeting-session.ts` does for Electron: refuses requests that the request
 * table refuses, and service workers, and appends the station's policy to every answer. `isGuarding` false passes
 * everything as it is.
 */
export async function startPolicyProxy(
  hosts: MeetingHosts,
  isGuarding: boolean,
): Promise<{ readonly port: number; close(): void }> {
  const isAllowed = (address: string): boolean => !isGuarding || decideRequest(address, hosts).allowed;
  const server: Server = createServer((request, response) => {
    const address = request.url ?? '';
    const { headers } = request;
    if (!isAllowed(address) || (isGuarding && headers['service-worker'] !== undefined)) {
      // A page that wants to leave stays, as the station's navigation policy has it.
      if (headers['sec-fetch-dest'] === 'document') response.writeHead(204).end();
      else response.destroy();
      return;
    }
    const passed = send(address, { method: request.method, headers }, (answer) => {
      const isDocument = ['document', 'iframe', 'frame'].includes(String(headers['sec-fetch-dest']));
      const policed = isGuarding
        ? withStationPolicy(listsOf(answer.headers), isDocument, hosts)
        : answer.headers;
      // The station answers no sign-in prompt.
      if (isGuarding) delete policed['www-authenticate'];
      response.writeHead(answer.statusCode ?? 502, policed);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  // Sockets of a page come as CONNECT.
  server.on('connect', (request, socket) => {
    const [name = '', port = '80'] = (request.url ?? '').split(':');
    if (!isAllowed(`ws://${request.url ?? ''}/`)) {
      socket.destroy();
      return;
    }
    const onward = connect(Number(port), name, () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    const end = (): void => {
      onward.destroy();
      socket.destroy();
    };
    for (const one of [onward, socket]) one.on('error', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function listsOf(headers: IncomingHttpHeaders): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value : [String(value)]]),
  );
}
