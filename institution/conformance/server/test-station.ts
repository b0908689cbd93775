import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { uuidv7 } from 'uuidv7';
import { toInstant } from '../../../shared/clock.ts';
import { buildEntry, chainId, prevOf, signGenesis, signHead } from '../../../shared/sync/chain.ts';
import { toB64u } from '../../../shared/sync/encoding.ts';
import type { Signer } from '../../../shared/sync/keys.ts';
import { COMPONENTS, contentDigest, signatureBase } from '../../../shared/sync/request-signature.ts';
import type { Enrolment } from '../../../shared/sync/rows.ts';
import type { Genesis, Head, JsonObject, SignedHead, WireEntry } from '../../../shared/sync/wire.ts';
import { expectStatus } from '../expectations.ts';
import type { Exchange, Sent } from './http.ts';

export type Send = (sent: Sent) => Promise<Exchange>;

/** What a rule gets wrong on purpose. Everything else in the request stays right. */
export type Wrong = {
  readonly signer?: Signer;
  readonly keyId?: string;
  /** Headers to set before signing; null leaves one out. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Headers to set after signing; null takes one away. */
  readonly afterwards?: Readonly<Record<string, string | null>>;
  /** The body to send in place of the one that was signed. */
  readonly bodySent?: string;
  readonly label?: string;
  /** A component to leave out of the signature. */
  readonly uncovered?: string;
  /** The path to sign for. */
  readonly signedPath?: string;
  /** `created`, seconds from the server’s time. */
  readonly createdOffset?: number;
  readonly gzip?: boolean;
};

export type Identity = { readonly station: string | null; readonly keyId: string; readonly signer: Signer };

export type SignOptions = {
  readonly base: string;
  readonly identity: Identity;
  /** The server's time, milliseconds since 1970. */
  readonly serverNow: () => number;
  readonly send: Send;
};

/** Sends a signed request, right in everything that `wrong` leaves alone. A text body goes as it is. */
export function sendSigned(
  { base, identity, serverNow, send }: SignOptions,
  method: 'GET' | 'POST',
  path: string,
  body: unknown,
  wrong: Wrong = {},
): Promise<Exchange> {
  const json = typeof body === 'string' ? body : JSON.stringify(body);
  const plain = body === undefined ? null : Buffer.from(json, 'utf8');
  const bytes = plain !== null && wrong.gzip === true ? gzipSync(plain) : plain;
  const headers = changed(
    {
      'child-link-version': '1',
      ...(identity.station === null ? {} : { 'child-link-station': identity.station }),
      ...(bytes === null ? {} : { 'content-digest': contentDigest(bytes) }),
    },
    wrong.headers,
  );
  const components = COMPONENTS.filter(
    (name) => name !== wrong.uncovered && (name.startsWith('@') || headers[name] !== undefined),
  );
  const created = Math.trunc(serverNow() / 1000) + (wrong.createdOffset ?? 0);
  const list = components.map((name) => `"${name}"`).join(' ');
  const parameters = `(${list});created=${created};keyid="${wrong.keyId ?? identity.keyId}";alg="ed25519"`;
  const url = new URL(base + path);
  const signedUrl = new URL(base + (wrong.signedPath ?? path));
  const target = `${signedUrl.pathname}${signedUrl.search}`;
  const signed = signatureBase(components, parameters, { method, authority: url.host, target, headers });
  if (signed === null) throw new Error('A component of the profile has no value');
  const signature = (wrong.signer ?? identity.signer).sign(Buffer.from(signed, 'utf8'));
  const label = wrong.label ?? 'station';
  const all = changed(
    {
      ...headers,
      'signature-input': `${label}=${parameters}`,
      signature: `${label}=:${Buffer.from(signature).toString('base64')}:`,
      ...(bytes === null ? {} : { 'content-type': 'application/json' }),
      ...(wrong.gzip === true ? { 'content-encoding': 'gzip' } : {}),
    },
    wrong.afterwards,
  );
  const sent = wrong.bodySent === undefined ? bytes : Buffer.from(wrong.bodySent, 'utf8');
  return send({ method, path, headers: all, body: sent });
}

function changed(
  headers: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | null>> = {},
): Record<string, string> {
  const all = Object.entries({ ...headers, ...changes });
  return Object.fromEntries(all.filter((pair): pair is [string, string] => pair[1] !== null));
}

export type EntryWish = {
  readonly type?: string;
  readonly body?: JsonObject;
  readonly id?: string;
  readonly session?: string;
  readonly at?: string;
};

/** A chain that the kit opened. */
export interface TestChain {
  readonly id: string;
  readonly request: { readonly genesis: Genesis; readonly signature: string };
  /** Entries after `before`, one for each wish. */
  entries(before: Head | null, ...wishes: readonly EntryWish[]): readonly WireEntry[];
  /** Pushes entries after `from`. `head` is the last of them, unless given. */
  push(from: Head | null, entries: readonly WireEntry[], head?: SignedHead, wrong?: Wrong): Promise<Exchange>;
  state(): Promise<Exchange>;
}

/** A station that the kit enrolled. Its key changes when it is rotated. */
export class TestStation {
  readonly enrolment: Enrolment;
  readonly install: string;
  identity: Identity;
  readonly #options: Omit<SignOptions, 'identity'>;

  constructor(enrolment: Enrolment, install: string, signer: Signer, options: Omit<SignOptions, 'identity'>) {
    this.enrolment = enrolment;
    this.install = install;
    this.identity = { station: enrolment.station, keyId: enrolment.keyId, signer };
    this.#options = options;
  }

  get(path: string, wrong?: Wrong): Promise<Exchange> {
    return sendSigned({ ...this.#options, identity: this.identity }, 'GET', path, undefined, wrong);
  }

  post(path: string, body: unknown, wrong?: Wrong): Promise<Exchange> {
    return sendSigned({ ...this.#options, identity: this.identity }, 'POST', path, body, wrong);
  }

  /** A genesis that nobody has seen, with its signature. */
  chain(fields: Partial<Genesis> = {}): TestChain {
    const genesis: Genesis = {
      v: 1,
      station: this.enrolment.station,
      install: toB64u(randomBytes(16)),
      publicKey: this.identity.signer.publicKey,
      reason: 'enrolled',
      previousChain: null,
      previousHead: null,
      createdAt: toInstant(this.#options.serverNow()),
      appVersion: 'conformance',
      ...fields,
    };
    const id = chainId(genesis);
    return {
      id,
      request: { genesis, signature: signGenesis(genesis, this.identity.signer) },
      entries: (before, ...wishes) => entriesAfter(id, before, wishes, this.#options.serverNow()),
      push: (from, entries, head, wrong) => {
        const end = headOf(entries) ?? from;
        const signed = head ?? (end === null ? null : signHead(id, end, this.identity.signer));
        return this.post(`/v1/chains/${id}/entries`, { from, entries, head: signed }, wrong);
      },
      state: () => this.get(`/v1/state?chain=${id}`),
    };
  }

  async openChain(fields?: Partial<Genesis>): Promise<TestChain> {
    const chain = this.chain(fields);
    expectStatus(await this.post('/v1/chains', chain.request), 201);
    return chain;
  }

  /** A chain with as many entries on the server as there are wishes. */
  async filledChain(
    ...wishes: readonly EntryWish[]
  ): Promise<{ readonly chain: TestChain; readonly entries: readonly WireEntry[] }> {
    const chain = await this.openChain();
    const entries = chain.entries(null, ...wishes);
    expectStatus(await chain.push(null, entries), 200);
    return { chain, entries };
  }
}

export function headOf(entries: readonly WireEntry[]): Head | null {
  const last = entries.at(-1);
  return last === undefined ? null : { seq: last.header.seq, hash: last.hash };
}

const BOOT = uuidv7();

function entriesAfter(
  chain: string,
  before: Head | null,
  wishes: readonly EntryWish[],
  nowMs: number,
): readonly WireEntry[] {
  let head = before;
  return wishes.map((wish) => {
    const seq = (head?.seq ?? 0) + 1;
    const entry = buildEntry(
      {
        chain,
        seq,
        id: wish.id ?? uuidv7(),
        prev: prevOf(chain, head),
        type: wish.type ?? 'station.note',
        at: wish.at ?? toInstant(nowMs),
        boot: BOOT,
        monotonicMs: seq,
        clock: 'synced',
        actor: 'station',
        session: wish.session ?? null,
      },
      wish.body ?? { code: 'conformance' },
      randomBytes(16),
    );
    head = { seq, hash: entry.hash };
    return entry;
  });
}
