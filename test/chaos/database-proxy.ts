import { chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientConfig } from 'pg';

/** The network between the instances and PostgreSQL. */
export interface DatabaseProxy {
  /** The same database, through the proxy. */
  through(config: ClientConfig): ClientConfig;
  /** Lets nothing through for a while, then breaks every connection: an answer may be lost with it. */
  cut(silentMs: number): Promise<void>;
  close(): Promise<void>;
}

const SOCKET = '.s.PGSQL.5432';

export async function startDatabaseProxy({ host = '' }: ClientConfig): Promise<DatabaseProxy> {
  const folder = mkdtempSync(join(tmpdir(), 'pg-net-'));
  const { uid, gid } = statSync(host);
  chownSync(folder, uid, gid);
  const open = new Set<Socket>();
  const keep = (socket: Socket, other: Socket): void => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      open.delete(socket);
      other.destroy();
    });
  };
  const server = createServer((client) => {
    const database = connect(join(host, SOCKET));
    keep(client, database);
    keep(database, client);
    client.pipe(database).pipe(client);
  });
  await new Promise<void>((resolve) => void server.listen(join(folder, SOCKET), resolve));
  const breakAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    through: (config) => ({ ...config, host: folder }),
    async cut(silentMs) {
      for (const socket of open) socket.pause();
      await delay(silentMs);
      breakAll();
    },
    close: () =>
      new Promise((resolve) => {
        breakAll();
        server.close(() => {
          rmSync(folder, { recursive: true, force: true });
          resolve();
        });
      }),
  };
}
