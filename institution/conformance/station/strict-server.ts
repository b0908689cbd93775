import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { PROBLEM_MEDIA_TYPE } from '../../../shared/sync/problem.ts';
import { Calls } from './calls.ts';
import type { Fault, Match, Observed, Outcome } from './observed.ts';
import type { Time } from './time.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

type Meddling = { readonly match: Match; readonly fault: Fault; left: number };
type Open = { -readonly [Name in keyof Observed]: Observed[Name] };

/** A server for one station: answers as {@link Calls} says, remembers every request, and fails as it is asked to. */
export class StrictServer {
  readonly calls: Calls;
  readonly observed: Observed[] = [];
  readonly #time: Time;
  readonly #meddlings: Meddling[] = [];
  readonly #listeners = new Set<(request: Observed) => void>();
  readonly #http: Server;
  /** The signature of the last request whose connection ended without an answer. */
  #cut: string | null = null;

  constructor(time: Time, code: string) {
    this.calls = new Calls(time, code);
    this.#time = time;
    this.#http = createServer((request, response) => void this.#serve(request, response));
  }

  /** Listens on this machine and returns the address; null when the port is taken. */
  listen(port: number): Promise<string | null> {
    return new Promise((resolve) => {
      this.#http.once('error', () => resolve(null));
      this.#http.listen(port, '127.0.0.1', () => resolve(`http://127.0.0.1:${portOf(this.#http.address())}`));
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#http.close(() => resolve());
      this.#http.closeAllConnections();
    });
  }

  /** The next requests that match get the fault, `times` of them. Returns a function that ends it. */
  meddle(match: Match, fault: Fault, times = 1): () => void {
    const meddling = { match, fault, left: times };
    this.#meddlings.push(meddling);
    return () => {
      meddling.left = 0;
    };
  }

  /** Called when a request was answered or its connection ended. */
  onEnd(listener: (request: Observed) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = this.#time.now();
    const body = await readBody(incoming);
    // The station went away in the middle of its request.
    if (body === undefined) return;
    // Chromium repeats such a request by itself on a new connection (RFC 9112, 9.3.1): the station does not hear of it.
    if (this.#cut !== null && incoming.headers['signature'] === this.#cut) {
      response.destroy();
      return;
    }
    const target = incoming.url ?? '/';
    const url = new URL(target, 'http://station');
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : value,
      ]),
    );
    const request: Open = {
      number: this.observed.length,
      at,
      method: incoming.method ?? '',
      target,
      path: url.pathname,
      query: url.searchParams,
      headers,
      body,
      json: jsonOf(body, headers['content-encoding']),
      outcome: null,
      isMeddled: false,
      endedAt: null,
    };
    this.observed.push(request);
    const ended = new AbortController();
    response.once('close', () => {
      ended.abort();
      request.endedAt ??= this.#time.now();
      for (const listener of [...this.#listeners]) listener(request);
    });
    const process = async (): Promise<Outcome> => {
      const outcome = await this.calls.answer(request, ended.signal);
      request.outcome = outcome;
      return outcome;
    };
    const meddling = this.#meddlings.find(({ match, left }) => left > 0 && match(request));
    if (meddling === undefined) return this.#send(response, await process());
    meddling.left -= 1;
    request.isMeddled = true;
    const outcome = await meddling.fault(process, request);
    if (outcome === null) {
      this.#cut = request.headers['signature'] ?? null;
      response.destroy();
    } else {
      request.outcome = outcome;
      this.#send(response, outcome);
    }
  }

  #send(response: ServerResponse, { status, json, html, headers = {} }: Outcome): void {
    const type = html !== undefined ? 'text/html' : status >= 400 ? PROBLEM_MEDIA_TYPE : 'application/json';
    const content = html ?? (json === undefined ? '' : JSON.stringify(json));
    response.writeHead(status, {
      ...(content === '' ? {} : { 'content-type': type }),
      'cache-control': 'no-store',
      date: new Date(this.calls.now()).toUTCString(),
      ...(html === undefined ? { 'child-link-epoch': this.calls.epoch } : {}),
      ...headers,
    });
    response.end(content);
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Null without a body, undefined when the rest of it never came. What is too large is dropped. */
function readBody(incoming: IncomingMessage): Promise<Uint8Array | null | undefined> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    incoming.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes <= MAX_BODY_BYTES) parts.push(part);
    });
    incoming.on('end', () => resolve(bytes === 0 ? null : Buffer.concat(parts)));
    incoming.on('close', () => resolve(undefined));
  });
}

function jsonOf(body: Uint8Array | null, encoding: string | undefined): unknown {
  if (body === null) return undefined;
  try {
    const plain =
      encoding === 'gzip' ? gunzipSync(body, { maxOutputLength: MAX_BODY_BYTES }) : Buffer.from(body);
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain));
  } catch {
    return undefined;
  }
}
