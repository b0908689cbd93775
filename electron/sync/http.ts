import { ok, refuse, type Result } from '../../shared/result.ts';

/** The network, as a port. */
export interface Http {
  send(request: HttpRequest): Promise<Result<HttpAnswer, HttpRefusal>>;
}

export type HttpRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly signal: AbortSignal;
};

export type HttpAnswer = {
  readonly status: number;
  /** One header, or null; names in any case. */
  readonly header: (name: string) => string | null;
  readonly body: Uint8Array;
};

/** `stopped`: the caller's signal. `redirected`: never followed, because a signed request is for one place. */
export type HttpRefusal = 'unreachable' | 'timed-out' | 'stopped' | 'redirected' | 'answer-too-large';

const REQUEST_TIMEOUT_MS = 60_000;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/**
 * The real network: the runtime's own fetch, which gives up connecting after 10 s; 60 s for the whole request.
 * Never rejects.
 */
export function fetchHttp(timeoutMs: number = REQUEST_TIMEOUT_MS): Http {
  return {
    async send({ method, url, headers, body, signal }) {
      const request = new AbortController();
      const abort = (): void => request.abort();
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        abort();
      }, timeoutMs);
      // Not AbortSignal.any: the caller's signal lives as long as the station, and would remember every request.
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      try {
        const response = await fetch(url, {
          method,
          headers,
          redirect: 'manual',
          cache: 'no-store',
          signal: request.signal,
          // A copy, because fetch refuses a shared buffer.
          ...(body === null ? {} : { body: new Uint8Array(body) }),
        });
        if (response.status >= 300 && response.status < 400) {
          await response.body?.cancel();
          return refuse('redirected');
        }
        const content = await readAll(response);
        if (content === null) return refuse('answer-too-large');
        return ok({ status: response.status, header: (name) => response.headers.get(name), body: content });
      } catch {
        // fetch rejects with one TypeError for everything that a network can do, and with the signal's reason.
        return refuse(signal.aborted ? 'stopped' : isLate ? 'timed-out' : 'unreachable');
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      }
    },
  };
}

/** The whole body, or null when it exceeds the limit. */
async function readAll(response: Response): Promise<Uint8Array | null> {
  if (response.body === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body) {
    bytes += part.length;
    // Leaving the loop cancels the stream.
    if (bytes > MAX_ANSWER_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
