import { request as requestHttp, type IncomingHttpHeaders } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Unmet } from '../expectations.ts';

export type Sent = {
  readonly method: 'GET' | 'POST';
  /** With its query, `/v1/state?chain=C`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  /** Another address of this machine to send from. */
  readonly localAddress?: string;
};

/** One request and its answer. */
export type Exchange = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Undefined when the body is not JSON. */
  readonly json: unknown;
  /** How long the answer took, milliseconds. */
  readonly tookMs: number;
};

const TIME_OUT_MS = 60_000;

/** Sends one request on a connection of its own. Throws {@link Unmet} when no answer comes. */
export function exchange(
  base: string,
  { method, path, headers, body, localAddress }: Sent,
): Promise<Exchange> {
  const url = new URL(base + path);
  const beganMs = performance.now();
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(new Unmet(`an answer to ${method} ${path}`, error.message));
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const length = body === null ? {} : { 'content-length': String(body.length) };
    const options = { method, agent: false, headers: { ...headers, ...length }, timeout: TIME_OUT_MS };
    const sending = send(url, { ...options, ...(localAddress === undefined ? {} : { localAddress }) });
    sending.on('timeout', () => sending.destroy(new Error(`nothing for ${TIME_OUT_MS / 1000} s`)));
    sending.on('error', fail);
    sending.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', fail);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        const tookMs = performance.now() - beganMs;
        const { statusCode: status = 0, headers: answered } = response;
        resolve({ method, path, status, headers: answered, text, json: parseJson(text), tookMs });
      });
    });
    sending.end(body ?? undefined);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
