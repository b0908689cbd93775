import { createSocket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import net from 'node:net';
import type { MediaServer } from '../../shared/meeting-link/media-server.ts';

/** RFC 8489: a binding request has no body; the answer carries the same magic cookie and transaction. */
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const MAGIC_COOKIE = 0x2112a442;
const HEADER_BYTES = 20;
const RESEND_MS = 500;
const TIMEOUT_MS = 3000;

/**
 * Tests whether media can get through. UDP can be tested only where the server answers STUN, as media servers do. `tcp`
 * counts too, because the meeting falls back to it.
 */
export async function reachesMedia(
  { host, port }: MediaServer,
  timeoutMs = TIMEOUT_MS,
): Promise<'udp' | 'tcp' | 'none'> {
  const [udp, tcp] = await Promise.all([
    answersStun(host, port, timeoutMs),
    reachesTcp(host, port, timeoutMs),
  ]);
  if (udp) return 'udp';
  return tcp ? 'tcp' : 'none';
}

/** Whether a TCP connection opens. Nothing is sent. */
function reachesTcp(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: timeoutMs });
    const end = (reached: boolean): void => {
      socket.destroy();
      resolve(reached);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

function answersStun(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const transaction = randomBytes(12);
    const request = Buffer.alloc(HEADER_BYTES);
    request.writeUInt16BE(BINDING_REQUEST, 0);
    request.writeUInt32BE(MAGIC_COOKIE, 4);
    transaction.copy(request, 8);
    const socket = createSocket(net.isIPv6(host) ? 'udp6' : 'udp4');
    const end = (answered: boolean): void => {
      clearInterval(resending);
      clearTimeout(limit);
      socket.removeAllListeners();
      // A pending send may fail after closing.
      socket.on('error', () => undefined);
      socket.close();
      resolve(answered);
    };
    const send = (): void =>
      socket.send(request, port, host, (error) => (error === null ? undefined : end(false)));
    const limit = setTimeout(() => end(false), timeoutMs);
    // One packet may be lost.
    const resending = setInterval(send, RESEND_MS);
    socket.on('error', () => end(false));
    socket.on('message', (answer) => {
      const isAnswer =
        answer.length >= HEADER_BYTES &&
        answer.readUInt16BE(0) === BINDING_SUCCESS &&
        answer.readUInt32BE(4) === MAGIC_COOKIE &&
        answer.subarray(8, HEADER_BYTES).equals(transaction);
      if (isAnswer) end(true);
    });
    send();
  });
}
