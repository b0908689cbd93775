import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { startInstitution } from './testing.ts';

const CLIENTS = 100;
const BETWEEN_BYTES_MS = 1000;
/** A minute, and the half of one between two looks at what is late. */
const MOST_MS = 95_000;
const ENDLESS_HEAD = 'GET /v1/state?chain=x HTTP/1.1\r\nHost: localhost\r\nX-Slow: ';
const ENDLESS_BODY = 'POST /v1/heartbeat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n';

/** Sends a request a byte a second. Resolves when the server has ended it. */
async function trickle(port: number, start: string, isOver: () => boolean): Promise<number> {
  const socket: Socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.resume();
  const closed = once(socket, 'close');
  const beganMs = performance.now();
  socket.write(start);
  while (!socket.destroyed && !isOver()) {
    socket.write('x');
    await Promise.race([closed, delay(BETWEEN_BYTES_MS)]);
  }
  socket.destroy();
  return performance.now() - beganMs;
}

it('ends requests that trickle in, and answers others meanwhile', async () => {
  const { institution } = await startInstitution();
  const port = Number(new URL(institution.url).port);
  let isOver = false;
  onTestFinished(() => {
    isOver = true;
  });
  const slow = Promise.all(
    Array.from({ length: CLIENTS }, (_, n) =>
      trickle(port, n % 2 === 0 ? ENDLESS_HEAD : ENDLESS_BODY, () => isOver),
    ),
  );
  await delay(BETWEEN_BYTES_MS);
  const beganMs = performance.now();
  expect((await fetch(`${institution.url}/healthz`)).status).toBe(200);
  expect(performance.now() - beganMs).toBeLessThan(BETWEEN_BYTES_MS);
  expect(Math.max(...(await slow))).toBeLessThan(MOST_MS);
});
