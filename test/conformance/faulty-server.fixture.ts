import { createServer, type IncomingHttpHeaders, request as send } from 'node:http';
import { onTestFinished } from 'vitest';

export type Passing = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The JSON of the body, or null. */
  readonly json: unknown;
};

export type Passed = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
};

/** What a faulty server does otherwise: answers by itself, or changes an answer. Null leaves it alone. */
export type ServerFault = {
  readonly before?: (request: Passing) => Passed | null;
  readonly after?: (request: Passing, answer: Passed) => Passed | null;
};

/** A server that behaves as the one behind it but for one fault. The authority that was signed is kept. */
export async function faultyServer(url: string, { before, after }: ServerFault): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const { method = '', url: path = '', headers } = incoming;
      const body = Buffer.concat(parts);
      const request = { method, path, headers, json: jsonOf(body.toString('utf8')) };
      const finish = ({ status, headers: answered, text }: Passed): void => {
        outgoing.writeHead(status, answered).end(text);
      };
      const own = before?.(request) ?? null;
      if (own !== null) return finish(own);
      const forwarded = send(new URL(path, url), { method, headers, agent: false }, (response) => {
        const answer: Buffer[] = [];
        response.on('data', (part: Buffer) => answer.push(part));
        response.on('end', () => {
          const passed = {
            status: response.statusCode ?? 0,
            headers: plainHeaders(response.headers),
            text: Buffer.concat(answer).toString('utf8'),
          };
          finish(after?.(request, passed) ?? passed);
        });
      });
      forwarded.on('error', () => outgoing.destroy());
      forwarded.end(body);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

/** The answer with its JSON changed. */
export function withJson(answer: Passed, change: (json: Record<string, unknown>) => object): Passed {
  return { ...answer, text: JSON.stringify(change(JSON.parse(answer.text))) };
}

function plainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  // The length and the way of sending are the proxy's own.
  const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...rest } = headers;
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
