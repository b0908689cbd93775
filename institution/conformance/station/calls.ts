import { toInstant } from '../../../shared/clock.ts';
import { ok, refuse, type Result } from '../../../shared/result.ts';
import { headMessage } from '../../../shared/sync/chain.ts';
import { toB64u } from '../../../shared/sync/encoding.ts';
import { enrolmentMessage } from '../../../shared/sync/enrolment.ts';
import { keyChangeMessage } from '../../../shared/sync/key-change.ts';
import { newSeed, signerFromSeed, verifySignature } from '../../../shared/sync/keys.ts';
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
import type { Observed, Outcome } from './observed.ts';
import type { Time } from './time.ts';

const STATION = 'st_conformance';
const SERVER_KEY_ID = 'conformance-1';
const POLL_SECONDS = 30;
const MAX_READ_AGE_SECONDS = 300;
const MAX_WAIT_SECONDS = 25;

type Key = { readonly keyId: string; readonly publicKey: string };

/** Every call of SYNC.md for one station, kept to the letter. */
export class Calls {
  readonly code: string;
  readonly chains = new KeptChains();
  readonly evidence: { readonly chain: string; readonly entries: readonly WireEntry[] }[] = [];
  readonly feeds: KeptFeeds;
  /** Every key that the station ever had. */
  readonly allKeys: Key[] = [];
  /** How far the server's clock is ahead of the machine's, milliseconds. */
  aheadMs = 0;
  readonly #time: Time;
  readonly #signer = signerFromSeed(newSeed());
  #enrolled: { readonly publicKey: string; readonly install: string } | null = null;
  #keys: readonly Key[] = [];
  #epoch = 1;

  constructor(time: Time, code: string) {
    this.code = code;
    this.#time = time;
    this.feeds = new KeptFeeds(SERVER_KEY_ID, this.#signer, () => this.now());
  }

  /** The server's own time, milliseconds since 1970. */
  now(): number {
    return this.#time.now() + this.aheadMs;
  }

  get epoch(): string {
    return `e_${this.#epoch}`;
  }

  /** What a restored backup does: every chain is cut to a length, and epoch and generation change. */
  restore(lengthOf: (chain: string, length: number) => number): void {
    this.#epoch += 1;
    this.feeds.gen += 1;
    for (const chain of this.chains.all())
      chain.entries = chain.entries.slice(0, lengthOf(chain.id, chain.entries.length));
  }

  /** `ended`: aborted when the station went away. */
  async answer(request: Observed, ended: AbortSignal): Promise<Outcome> {
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
        return this.#feed(request, ended);
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

  async #feed({ method, path, query }: Observed, ended: AbortSignal): Promise<Outcome> {
    const feed = FEED_NAMES.find((name) => path === `/v1/feeds/${name}`);
    if (method !== 'GET' || feed === undefined) return problem('malformed');
    const numbers = ['gen', 'after', 'limit', 'wait'].map((name) => wholeNumber(query.get(name)));
    if (numbers.includes(undefined)) return problem('malformed');
    const [gen = null, after, limit, wait] = numbers;
    const asked = { gen, after: after ?? 0, limit: Math.max(1, limit ?? Number.MAX_SAFE_INTEGER) };
    const waitSeconds = Math.min(wait ?? 0, MAX_WAIT_SECONDS);
    if (waitSeconds > 0) await this.#news(feed, asked, waitSeconds, ended);
    return this.feeds.page(feed, asked);
  }

  /** Resolves at the next change of the feed, when the time is over, or when the station went away. */
  #news(feed: FeedName, asked: Query, seconds: number, ended: AbortSignal): Promise<void> {
    if (this.feeds.hasNews(feed, asked)) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        stopListening();
        cancel();
        ended.removeEventListener('abort', end);
        resolve();
      };
      const stopListening = this.feeds.onChange(() => {
        if (this.feeds.hasNews(feed, asked)) end();
      });
      const cancel = this.#time.after(seconds * 1000, end);
      ended.addEventListener('abort', end);
    });
  }
}

/** Undefined when it is not a whole number, null when it is absent. */
function wholeNumber(text: string | null): number | null | undefined {
  if (text === null) return null;
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
