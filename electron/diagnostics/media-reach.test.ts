import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { reachesMedia } from './media-reach.ts';

const HEADER_LAST = 19;
const open: (Socket | net.Server)[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** A media server that answers with what `answer` makes of the request. */
async function udpServer(answer: (request: Buffer) => Buffer | null): Promise<number> {
  const socket = createSocket('udp4');
  open.push(socket);
  socket.on('message', (request, from) => {
    const reply = answer(request);
    if (reply !== null) socket.send(reply, from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket.address().port;
}

function success(request: Buffer): Buffer {
  const reply = Buffer.from(request);
  reply.writeUInt16BE(0x0101, 0);
  return reply;
}

describe('whether sound and pictures would come through', () => {
  it('recognizes a media server that answers over UDP', async () => {
    const port = await udpServer(success);
    expect(await reachesMedia({ host: '127.0.0.1', port })).toBe('udp');
  });

  it('is asked again when the first answer is lost', async () => {
    let asked = 0;
    const port = await udpServer((request) => ((asked += 1) === 1 ? null : success(request)));
    expect(await reachesMedia({ host: '127.0.0.1', port })).toBe('udp');
  });

  it('is not told by an answer to another question, nor by noise', async () => {
    const port = await udpServer((request) => {
      const other = success(request);
      other[HEADER_LAST] = (other[HEADER_LAST] ?? 0) ^ 1;
      return other;
    });
    expect(await reachesMedia({ host: '127.0.0.1', port }, 300)).toBe('none');
  });

  it('TCP counts where UDP is silent', async () => {
    const server = net.createServer((socket) => socket.destroy());
    open.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await reachesMedia({ host: '127.0.0.1', port }, 300)).toBe('tcp');
  });

  it('nobody there is none', async () => {
    const port = await udpServer(() => null);
    for (const one of open.splice(0)) one.close();
    expect(await reachesMedia({ host: '127.0.0.1', port }, 300)).toBe('none');
  });
});
