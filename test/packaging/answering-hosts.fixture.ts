import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AnsweringHost } from './own-network.ts';

/** Answers "here" at every address and port of its only argument; prints a line as soon as all do. */
const hosts = JSON.parse(process.argv[2] ?? '[]') as readonly AnsweringHost[];
const ANSWER = 'here\n';

for (const { protocol, address, port } of hosts) {
  if (protocol === 'tcp') {
    const server = createServer((connection) => {
      // One that is refused on the way back is no fault here.
      connection.on('error', () => undefined);
      connection.end(ANSWER);
    });
    server.listen(port, address);
    await once(server, 'listening');
  } else {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    socket.on('message', (_, from) => socket.send(ANSWER, from.port, from.address));
    socket.bind(port, address);
    await once(socket, 'listening');
  }
}
process.stdout.write('all answer\n');
