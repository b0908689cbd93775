import { ok, refuse } from '../../shared/result.ts';
import { type Http, MAX_ANSWER_BYTES, refusalOfStatus, REQUEST_TIMEOUT_MS } from './http.ts';

/**
 * The runtime's fetch, for verbs run from the sources and for tests. It knows neither the system's proxy nor its
 * authorities: the installed station uses `net-http.ts`. Never rejects.
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
        const refusal = refusalOfStatus(response.status);
        if (refusal !== null) {
          await response.body?.cancel();
          return refuse(refusal);
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
