import { once } from 'node:events';
import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { CALM, type Fate, type Weather } from './memory-network.ts';
import type { Dice } from './random.ts';

export type Proxy = {
  readonly url: string;
  weather: Weather;
  /** `http://127.0.0.1:PORT` of the current server behind it. */
  target: string;
  readonly close: () => Promise<void>;
};

type Answer = {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
};

/** A bad network between two real processes: drops, delays, truncates and duplicates. */
export async function startProxy(dice: Dice): Promise<Proxy> {
  const late: (() => void)[] = [];
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const proxy = { url: '', weather: CALM, target: '', close };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const pass = (): Promise<Answer> => forward(proxy.target, request, body);
    const fate: Fate = dice.weighted(proxy.weather);
    if (dice.chance(0.3)) for (const send of late.splice(0)) send();
    switch (fate) {
      case 'request-lost':
        response.destroy();
        return;
      case 'late':
        late.push(() => void pass().catch(() => undefined));
        response.destroy();
        return;
      case 'answer-lost':
        await pass();
        response.destroy();
        return;
      case 'doubled': {
        const answers = [await pass(), await pass()] as const;
        answer(response, dice.pick(answers));
        return;
      }
      case 'cut': {
        const { status, headers, body: whole } = await pass();
        response.writeHead(status, { ...headers, 'content-length': String(whole.length + 1) });
        response.write(whole.subarray(0, dice.whole(0, whole.length)));
        response.destroy();
        return;
      }
      case 'arrives':
        if (proxy.weather !== CALM && dice.chance(0.2)) await delay(dice.whole(1, 80));
        answer(response, await pass());
    }
  }

  async function close(): Promise<void> {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}

function answer(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers);
  response.end(body);
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Leaves the headers unchanged, because the signature covers the host name. */
async function forward(
  target: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
): Promise<Answer> {
  const { hostname, port } = new URL(target);
  const onward = httpRequest({ hostname, port, method, path: url, headers, agent: false });
  onward.end(body);
  const [response] = (await once(onward, 'response')) as [IncomingMessage];
  const { 'transfer-encoding': _chunked, connection: _connection, ...kept } = response.headers;
  return { status: response.statusCode ?? 502, headers: kept, body: await readAll(response) };
}
