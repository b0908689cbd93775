import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { refusalOf } from './problems.ts';

/** Connections to something that takes them and does as told. */
async function poolTo(taken: (socket: Socket) => void): Promise<pg.Pool> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    taken(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const pool = new pg.Pool({ host: '127.0.0.1', port, user: 'x', max: 1, connectionTimeoutMillis: 100 });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return pool;
}

const faultOf = (pool: pg.Pool): Promise<unknown> =>
  pool.connect().then(
    () => null,
    (error: unknown) => error,
  );

it('a station is asked to come back when no connection to PostgreSQL is free, comes about, or stays', async () => {
  const silent = await poolTo(() => undefined);
  const ending = await poolTo((socket) => socket.end());
  const faults = await Promise.all([faultOf(silent), faultOf(silent), faultOf(ending)]);
  expect(faults.map((fault) => (fault instanceof Error ? fault.message : fault))).toEqual([
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Connection terminated unexpectedly',
  ]);
  for (const fault of faults) expect(refusalOf(fault, 1)).toMatchObject({ code: 'unavailable' });
});
