import { connect, createServer, type Server, type Socket } from 'node:net';

/** Spreads connections over the instances of a service, and passes by those that are down. */
export interface Balancer {
  readonly url: string;
  /** The instances from now on, `http://127.0.0.1:PORT`. */
  use(urls: readonly string[]): void;
  /** Cuts every connection, as a network does. */
  cut(): void;
  close(): Promise<void>;
}

export async function startBalancer(): Promise<Balancer> {
  let ports: readonly number[] = [];
  let turn = 0;
  const open = new Set<Socket>();
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
  };
  const forward = (client: Socket, tries: number): void => {
    const port = ports[turn % Math.max(1, ports.length)];
    turn += 1;
    if (port === undefined || tries === 0) return void client.destroy();
    const instance = connect(port, '127.0.0.1');
    instance.once('error', () => forward(client, tries - 1));
    instance.once('connect', () => {
      instance.removeAllListeners('error');
      keep(instance);
      client.once('close', () => instance.destroy());
      instance.once('close', () => client.destroy());
      client.pipe(instance).pipe(client);
    });
  };
  const server: Server = createServer((client) => {
    keep(client);
    forward(client, ports.length);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    use: (urls) => {
      ports = urls.map((url) => Number(new URL(url).port));
    },
    cut,
    close: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
}
