import pg from 'pg';
import { FEED_CHANNEL } from './postgres-database.ts';

export interface Wakes {
  readonly one: (institution: string, feed: string) => void;
  readonly all: () => void;
}

const RECONNECT_MS = 500;

/**
 * Hears of changed feeds, of this instance's own as well, on a connection of its own. After each new connection it wakes
 * everybody: what changed while it heard nothing is read then. Returns a function that stops it.
 */
export async function listenForFeeds(config: pg.ClientConfig, wake: Wakes): Promise<() => Promise<void>> {
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;

  async function connect(): Promise<void> {
    const next = new pg.Client({ ...config, keepAlive: true });
    client = next;
    // A connection that breaks emits `error`, then `end`.
    next.on('error', () => undefined);
    next.once('end', reconnectLater);
    next.on('notification', ({ payload = '' }) => {
      const space = payload.indexOf(' ');
      wake.one(payload.slice(space + 1), payload.slice(0, space));
    });
    await next.connect();
    await next.query(`LISTEN ${FEED_CHANNEL}`);
    wake.all();
  }

  function reconnectLater(): void {
    if (isStopped || timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      if (!isStopped) connect().catch(reconnectLater);
    }, RECONNECT_MS);
  }

  await connect();
  return async () => {
    isStopped = true;
    if (timer !== null) clearTimeout(timer);
    await client?.end();
  };
}
