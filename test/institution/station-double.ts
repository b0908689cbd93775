import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { uuidv7 } from 'uuidv7';
import type { Clock } from '../../shared/clock.ts';
import { buildEntry, chainId, prevOf, signGenesis, signHead } from '../../shared/sync/chain.ts';
import { toB64u } from '../../shared/sync/encoding.ts';
import { signEnrolment } from '../../shared/sync/enrolment.ts';
import { newSeed, type Signer, signerFromSeed } from '../../shared/sync/keys.ts';
import { signRequest } from '../../shared/sync/request-signature.ts';
import type { Genesis, Head, JsonObject, SignedHead, WireEntry } from '../../shared/sync/wire.ts';

/** A clock that only a test advances. */
export type TestClock = Clock & { readonly set: (instant: string) => void };

export function testClock(instant: string): TestClock {
  let nowMs = Date.parse(instant);
  const set = (next: string): void => {
    nowMs = Date.parse(next);
  };
  return { now: () => nowMs, monotonicMs: () => nowMs, status: () => 'synced', set };
}

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
};

/** What a test may falsify in a request. */
export type Spoil = {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent instead of the signed body. */
  readonly bodySent?: string;
  readonly gzip?: boolean;
  readonly signer?: Signer;
  readonly keyId?: string;
  /** The request's signature time, seconds since 1970; by default the server's. */
  readonly createdSeconds?: number;
};

/** A minimal client of the sync contract: it signs, but keeps no journal. */
export type StationDouble = {
  readonly station: string;
  readonly keyId: string;
  readonly signer: Signer;
  readonly call: (method: string, path: string, body?: unknown, spoil?: Spoil) => Promise<Answer>;
  readonly genesis: (fields?: Partial<Genesis>) => Genesis;
  /** Opens a chain and returns its id. */
  readonly openChain: (fields?: Partial<Genesis>) => Promise<string>;
  readonly push: (
    chain: string,
    from: Head | null,
    entries: readonly WireEntry[],
    head?: SignedHead,
  ) => Promise<Answer>;
};

const INSTALL = toB64u(new Uint8Array(16).fill(3));

export async function sendEnrolment(
  url: string,
  code: string,
  signer: Signer,
  signature?: string,
  device?: string,
): Promise<Answer> {
  const body = {
    code,
    publicKey: signer.publicKey,
    install: INSTALL,
    appVersion: '1.0.0',
    platform: 'linux',
    ...(device === undefined ? {} : { device }),
    signature: signature ?? signEnrolment(code, INSTALL, signer),
  };
  return send(url, 'POST', '/v1/enrolments', { signer, keyId: 'none', station: null }, body, {});
}

/** Enrols with a code; throws when the server refuses. */
export async function enrolDouble(
  url: string,
  code: string,
  seed: Uint8Array = newSeed(),
): Promise<StationDouble> {
  const signer = signerFromSeed(seed);
  const answer = await sendEnrolment(url, code, signer);
  if (answer.status !== 201) throw new Error(`Enrolment was refused: ${answer.text}`);
  const { station, keyId } = answer.json as { station: string; keyId: string };
  return stationDouble(url, station, keyId, signer);
}

/** An enrolled station. */
export function stationDouble(url: string, station: string, keyId: string, signer: Signer): StationDouble {
  const call: StationDouble['call'] = (method, path, body, spoil = {}) =>
    send(url, method, path, { signer, keyId, station }, body, spoil);
  const genesis: StationDouble['genesis'] = (fields = {}) => ({
    v: 1,
    station,
    install: INSTALL,
    publicKey: signer.publicKey,
    reason: 'enrolled',
    previousChain: null,
    previousHead: null,
    createdAt: '2026-11-22T01:02:03.456Z',
    appVersion: '1.0.0',
    ...fields,
  });
  return {
    station,
    keyId,
    signer,
    call,
    genesis,
    openChain: async (fields) => {
      const made = genesis(fields);
      const answer = await call('POST', '/v1/chains', {
        genesis: made,
        signature: signGenesis(made, signer),
      });
      if (answer.status !== 201) throw new Error(`The chain was refused: ${answer.text}`);
      return chainId(made);
    },
    push: (chain, from, entries, head) => {
      const last = entries.at(-1);
      const end = last === undefined ? from : { seq: last.header.seq, hash: last.hash };
      const signedHead = head ?? (end === null ? null : signHead(chain, end, signer));
      return call('POST', `/v1/chains/${chain}/entries`, { from, entries, head: signedHead });
    },
  };
}

type EntryWish = {
  readonly type?: string;
  readonly body?: JsonObject;
  readonly id?: string;
  readonly session?: string;
};

/** Entries that follow `before`, one per wish. */
export function entriesAfter(
  chain: string,
  before: Head | null,
  wishes: readonly EntryWish[],
): readonly WireEntry[] {
  let head = before;
  return wishes.map(({ type = 'station.note', body = { code: 'note' }, id = uuidv7(), session = null }) => {
    const seq = (head?.seq ?? 0) + 1;
    const entry = buildEntry(
      {
        chain,
        seq,
        id,
        prev: prevOf(chain, head),
        type,
        at: '2026-11-22T01:02:04.000Z',
        boot: '0199a000-0000-4000-8000-0000000000bb',
        monotonicMs: seq,
        clock: 'synced',
        actor: 'station',
        session,
      },
      body,
      randomBytes(16),
    );
    head = { seq, hash: entry.hash };
    return entry;
  });
}

export function headOf(entries: readonly WireEntry[]): Head | null {
  const last = entries.at(-1);
  return last === undefined ? null : { seq: last.header.seq, hash: last.hash };
}

type Caller = { readonly signer: Signer; readonly keyId: string; readonly station: string | null };

/** Signs with the server's time; repeats a read refused for its time, as a station does. */
async function send(...request: Parameters<typeof sendOnce>): Promise<Answer> {
  const [origin, method, path, caller, body, spoil] = request;
  const first = await sendOnce(origin, method, path, caller, body, spoil);
  const isSkewed = first.status === 401 && first.text.includes('clock-skewed');
  if (!isSkewed || spoil.createdSeconds !== undefined) return first;
  const createdSeconds = Date.parse(first.headers.get('date') ?? '') / 1000;
  return sendOnce(origin, method, path, caller, body, { ...spoil, createdSeconds });
}

async function sendOnce(
  origin: string,
  method: string,
  path: string,
  caller: Caller,
  body: unknown,
  spoil: Spoil,
): Promise<Answer> {
  const url = new URL(path, origin);
  const plain =
    body === undefined ? null : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const bytes = plain !== null && spoil.gzip === true ? gzipSync(plain) : plain;
  const headers: Record<string, string> = {
    ...signRequest(
      {
        method,
        url,
        body: bytes,
        station: caller.station,
        keyId: spoil.keyId ?? caller.keyId,
        createdSeconds: spoil.createdSeconds ?? 1_763_773_324,
      },
      spoil.signer ?? caller.signer,
    ),
    ...(bytes === null ? {} : { 'content-type': 'application/json' }),
    ...(spoil.gzip === true ? { 'content-encoding': 'gzip' } : {}),
    ...spoil.headers,
  };
  const sent = spoil.bodySent ?? bytes;
  const response = await fetch(url, { method, headers, ...(sent === null ? {} : { body: sent }) });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}
