import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { toInstant } from '../../../shared/clock.ts';
import { ok, refuse, type Result } from '../../../shared/result.ts';
import { headMessage } from '../../../shared/sync/chain.ts';
import { toB64u } from '../../../shared/sync/encoding.ts';
import { enrolmentMessage } from '../../../shared/sync/enrolment.ts';
import { keyChangeMessage } from '../../../shared/sync/key-change.ts';
import { newSeed, signerFromSeed, verifySignature } from '../../../shared/sync/keys.ts';
import { PROBLEM_MEDIA_TYPE } from '../../../shared/sync/problem.ts';
import { receiptMessage } from '../../../shared/sync/receipt.ts';
import { FEED_NAMES, type FeedName } from '../../../shared/sync/rows.ts';
import {
  EnrolmentRequest,
  EvidenceRequest,
  HeartbeatRequest,
  KeyRequest,
  type WireEntry,
} from '../../../shared/sync/wire.ts';
import { problem } from './answers.ts';
import { isAuthentic, readSignatureInput } from './authenticate.ts';
import { KeptChains, LIMITS } from './chains.ts';
import { KeptFeeds, type Query } from './kept-feeds.ts';
import type { Fault, Match, Observed, Outcome } from './observed.ts';
import type { Time } from './time.ts';

const STATION = 'st_conformance';
const SERVER_KEY_ID = 'conformance-1';
const POLL_SECONDS = 30;
const MAX_READ_AGE_SECONDS = 300;
const MAX_WAIT_SECONDS = 25;
const MAX_BODY_BYTES = 4 * 1024 * 1024;

type Key = { readonly keyId: string; readonly publicKey: string };
type Meddling = { readonly match: Match; readonly fault: Fault; left: number };
type Open = { -readonly [Name in keyof Observed]: Observed[Name] };

/** A server for one station that keeps to SYNC.md to the letter, remembers every request, and fails as it is asked to. */
export class StrictServer {
  readonly code: string;
  readonly chains = new KeptChains();
  readonly evidence: { readonly chain: string; readonly entries: readonly WireEntry[] }[] = [];
  readonly feeds: KeptFeeds;
  readonly observed: Observed[] = [];
  /** How far this server's clock is ahead of the machine's, milliseconds. */
  aheadMs = 0;
  readonly #time: Time;
  readonly #signer = signerFromSeed(newSeed());
  readonly #meddlings: Meddling[] = [];
  readonly #listeners = new Set<(request: Observed) => void>();
  readonly #http: Server;
  #enrolled: { readonly publicKey: string; readonly install: string } | null = null;
  #keys: readonly Key[] = [];
  #epoch = 1;

  constructor(time: Time, code: string) {
    this.code = code;
    this.#time = time;
    this.feeds = new KeptFeeds(SERVER_KEY_ID, this.#signer, () => this.now());
    this.#http = createServer((request, response) => void this.#serve(request, response));
  }

  /** The server's own time, milliseconds since 1970. */
  now(): number {
    return this.#time.now() + this.aheadMs;
  }

  get epoch(): string {
    return `e_${this.#epoch}`;
  }

  get keys(): readonly Key[] {
    return this.#keys;
  }

  /** Every key that the station ever had. */
  readonly allKeys: Key[] = [];

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

  /** What a restored backup does: every chain is cut to a length, and epoch and generation change. */
  restore(lengthOf: (chain: string, length: number) => number): void {
    this.#epoch += 1;
    this.feeds.gen += 1;
    for (const chain of this.chains.all())
      chain.entries = chain.entries.slice(0, lengthOf(chain.id, chain.entries.length));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = this.#time.now();
    const body = await readBody(incoming);
    // The station went away in the middle of its request.
    if (body === undefined) return;
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
    response.once('close', () => {
      request.endedAt ??= this.#time.now();
      for (const listener of [...this.#listeners]) listener(request);
    });
    const process = async (): Promise<Outcome> => {
      const outcome = await this.#answer(request, response);
      request.outcome = outcome;
      return outcome;
    };
    const meddling = this.#meddlings.find(({ match, left }) => left > 0 && match(request));
    if (meddling === undefined) return this.#send(response, await process());
    meddling.left -= 1;
    request.isMeddled = true;
    const outcome = await meddling.fault(process, request);
    if (outcome === null) response.destroy();
    else {
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
      date: new Date(this.now()).toUTCString(),
      ...(html === undefined ? { 'child-link-epoch': this.epoch } : {}),
      ...headers,
    });
    response.end(content);
  }

  async #answer(request: Observed, response: ServerResponse): Promise<Outcome> {
    if (request.headers['child-link-version'] !== '1') return problem('version-unsupported');
    const { method, path } = request;
    if (method === 'POST' && path === '/v1/enrolments') return this.#enrol(request);
    const key = this.#authenticate(request);
    if (!key.ok) return key.refusal;
    const { publicKey } = key.value;
    const [, chain = '', call] = /^\/v1\/chains\/([^/]+)\/(\w+)$/.exec(path) ?? [];
    switch (`${method} ${call === undefined ? path : `chains/${call}`}`) {
      case 'POST /v1/chains':
        return this.chains.open(
          request.json,
          STATION,
          this.allKeys.map((known) => known.publicKey),
        );
      case 'GET /v1/state':
        return this.#state(request.query.get('chain'));
      case 'GET chains/hash':
        return this.#hash(chain, request.query.get('seq'));
      case 'POST chains/entries':
        return this.#push(chain, request, publicKey);
      case 'POST chains/evidence':
        return this.#keepEvidence(chain, request.json);
      case 'POST /v1/heartbeat':
        return this.#heartbeat(request.json, publicKey);
      case 'POST /v1/keys':
        return this.#rotate(request.json, publicKey);
      default:
        return this.#feed(request, response);
    }
  }

  #enrol({ json }: Observed): Outcome {
    const parsed = EnrolmentRequest.safeParse(json);
    if (!parsed.success) return problem('malformed');
    const { code, publicKey, install, signature } = parsed.data;
    const isSigned = verifySignature(publicKey, enrolmentMessage(parsed.data), signature);
    const before = this.#enrolled;
    const isSame = before === null || (before.publicKey === publicKey && before.install === install);
    if (code !== this.code || !isSigned || !isSame) return problem('enrolment-refused');
    if (before === null) {
      this.#enrolled = { publicKey, install };
      this.#addKey(publicKey);
    }
    return {
      status: 201,
      json: {
        station: STATION,
        keyId: 'k1',
        institution: {
          id: 'conformance',
          name: { en: 'Conformance (practice)', fr: 'Conformité (exercice)' },
          province: 'ON',
          zone: 'America/Toronto',
          firstLanguage: 'en',
        },
        location: 'Conformance',
        serverKey: { keyId: SERVER_KEY_ID, publicKey: this.#signer.publicKey },
        epoch: this.epoch,
        limits: LIMITS,
      },
    };
  }

  #addKey(publicKey: string): Key {
    const key = { keyId: `k${this.allKeys.length + 1}`, publicKey };
    this.allKeys.push(key);
    this.#keys = [...this.#keys, key];
    return key;
  }

  #authenticate(request: Observed): Result<Key, Outcome> {
    const input = readSignatureInput(request);
    if (input === null) return refuse(problem('signature-invalid'));
    const isOurs = request.headers['child-link-station'] === STATION;
    const key = this.#keys.find(({ keyId }) => isOurs && keyId === input.keyId);
    if (key === undefined) return refuse(problem('key-unknown'));
    if (!isAuthentic(request, key.publicKey)) return refuse(problem('signature-invalid'));
    const ageSeconds = Math.abs(this.now() / 1000 - input.createdSeconds);
    if (request.method === 'GET' && ageSeconds > MAX_READ_AGE_SECONDS) return refuse(problem('clock-skewed'));
    // The older ones are good until a newer one is first used.
    this.#keys = this.#keys.slice(this.#keys.indexOf(key));
    return ok(key);
  }

  #state(chain: string | null): Outcome {
    if (chain === null) return problem('malformed');
    const json = {
      epoch: this.epoch,
      time: toInstant(this.now()),
      chain,
      head: this.chains.headOf(chain),
      // No backup is kept, so nothing is settled and nothing may be erased.
      settledSeq: 0,
      status: this.chains.get(chain)?.status ?? 'unknown',
      feeds: this.feeds.positions(),
      limits: LIMITS,
      pollSeconds: POLL_SECONDS,
    };
    return { status: 200, json };
  }

  #hash(chain: string, seq: string | null): Outcome {
    const kept = this.chains.get(chain);
    if (kept === null) return problem('chain-unknown');
    if (seq === null || !/^\d+$/.test(seq)) return problem('malformed');
    const hash = kept.entries[Number(seq) - 1]?.hash;
    return hash === undefined ? problem('no-such-entry') : { status: 200, json: { seq: Number(seq), hash } };
  }

  #push(chain: string, { json }: Observed, publicKey: string): Outcome {
    const stored = this.chains.push(chain, json, publicKey);
    if ('status' in stored) return stored;
    const at = toInstant(this.now());
    const unsigned = { chain, ...stored.head, epoch: this.epoch, at, keyId: SERVER_KEY_ID };
    const signature = toB64u(this.#signer.sign(receiptMessage(unsigned)));
    const receipt = { ...unsigned, signature };
    return { status: 200, json: { ...stored, quarantined: [], settledSeq: 0, receipt } };
  }

  #keepEvidence(chain: string, json: unknown): Outcome {
    const parsed = EvidenceRequest.safeParse(json);
    if (!parsed.success) return problem('malformed');
    if (this.chains.get(chain) === null) return problem('chain-unknown');
    this.evidence.push({ chain, entries: parsed.data.entries });
    return { status: 202, json: {} };
  }

  #heartbeat(json: unknown, publicKey: string): Outcome {
    const parsed = HeartbeatRequest.safeParse(json);
    if (!parsed.success) return problem('malformed');
    const { chain, head } = parsed.data;
    if (this.chains.get(chain) === null) return problem('chain-unknown');
    const isSigned = head === null || verifySignature(publicKey, headMessage(chain, head), head.signature);
    return isSigned ? { status: 204 } : problem('signature-invalid');
  }

  #rotate(json: unknown, publicKey: string): Outcome {
    const parsed = KeyRequest.safeParse(json);
    if (!parsed.success) return problem('malformed');
    const { publicKey: next, signature } = parsed.data;
    if (!verifySignature(publicKey, keyChangeMessage(next), signature)) return problem('signature-invalid');
    const key = this.#keys.find((known) => known.publicKey === next) ?? this.#addKey(next);
    return { status: 201, json: { keyId: key.keyId } };
  }

  async #feed({ method, path, query }: Observed, response: ServerResponse): Promise<Outcome> {
    const feed = FEED_NAMES.find((name) => path === `/v1/feeds/${name}`);
    if (method !== 'GET' || feed === undefined) return problem('malformed');
    const numbers = ['gen', 'after', 'limit', 'wait'].map((name) => wholeNumber(query.get(name)));
    if (numbers.includes(undefined)) return problem('malformed');
    const [gen = null, after, limit, wait] = numbers;
    const asked = { gen, after: after ?? 0, limit: Math.max(1, limit ?? Number.MAX_SAFE_INTEGER) };
    const waitSeconds = Math.min(wait ?? 0, MAX_WAIT_SECONDS);
    if (waitSeconds > 0) await this.#news(feed, asked, waitSeconds, response);
    return this.feeds.page(feed, asked);
  }

  /** Resolves at the next change of the feed, when the time is over, or when the station went away. */
  #news(feed: FeedName, asked: Query, seconds: number, response: ServerResponse): Promise<void> {
    if (this.feeds.hasNews(feed, asked)) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        stopListening();
        cancel();
        response.off('close', end);
        resolve();
      };
      const stopListening = this.feeds.onChange(() => {
        if (this.feeds.hasNews(feed, asked)) end();
      });
      const cancel = this.#time.after(seconds * 1000, end);
      response.once('close', end);
    });
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Undefined when it is not a whole number, null when it is absent. */
function wholeNumber(text: string | null): number | null | undefined {
  if (text === null) return null;
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
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
