import { createHash, createPrivateKey, createPublicKey, verify } from 'node:crypto';
import Database from 'better-sqlite3';
import canonicalize from 'canonicalize';
import { SERVER_SEED } from './server-seed.ts';

/**
 * Reads a station's database and the institution's, and lists every breach of the sync contract. Written from that
 * contract alone and shares no code with either side, so that a mistake common to both is found.
 */

export type Finding = { readonly code: string; readonly where: string };
export type Report = {
  readonly findings: readonly Finding[];
  readonly stationEntries: number;
  readonly serverEntries: number;
  /** Entries of the station that the server does not have. */
  readonly missing: number;
  /** Entries whose content is on neither side. */
  readonly contentLost: number;
};

type Json = Record<string, unknown>;
type StationChain = {
  chain: string;
  genesis: string;
  signature: string;
  acked_seq: number;
  receipt: string | null;
  /** Of a previous chain: the last entry that both sides share. */
  common_seq: number | null;
  /** The last entry whose header has expired. */
  pruned_seq: number;
  pruned_hash: string | null;
};
type StationRow = {
  seq: number;
  id: string;
  type: string;
  session: string | null;
  header: string;
  hash: string;
  erased: number;
};
type ServerChain = {
  chain: string;
  station: string;
  genesis: string;
  genesisSignature: string;
  signedSeq: number | null;
  signedHash: string | null;
  signedBy: string | null;
};
type ServerRow = {
  chain: string;
  seq: number;
  id: string;
  hash: string;
  type: string;
  session: string | null;
  header: string;
  salt: string | null;
  body: string | null;
  repeats: number;
  carried: number;
};
type Head = { readonly seq: number; readonly hash: string };

const label = (name: string, ...parts: readonly (string | Buffer)[]): string => {
  const hash = createHash('sha256').update(`child-link/1/${name}\n`);
  for (const part of parts) hash.update(part);
  return hash.digest('base64url');
};
const canonical = (value: unknown): string => canonicalize(value) ?? 'not JSON';
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SERVER_KEY = createPublicKey(
  createPrivateKey({ key: Buffer.concat([PKCS8, SERVER_SEED]), format: 'der', type: 'pkcs8' }),
)
  .export({ format: 'der', type: 'spki' })
  .subarray(-32);

function isSigned(publicKey: Buffer, message: string, signature: string): boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(message, 'utf8'), key, Buffer.from(signature, 'base64url'));
}

/**
 * Compares both sides. `complete`: the station has nothing left to send, so everything must have arrived. Both databases
 * must be closed or shared for reading.
 */
export function verifyBoth(options: {
  readonly stationFile: string;
  readonly serverFile: string;
  readonly complete: boolean;
  /** Ids that were durable at the station; they must be on the server when `complete`. */
  readonly ids?: Iterable<string>;
}): Report {
  const findings: Finding[] = [];
  const tell = (code: string, where: string): void => void findings.push({ code, where });
  const server = new Database(options.serverFile, { readonly: true });
  const station = new Database(options.stationFile, { readonly: true });
  try {
    const held = readServer(server, tell);
    const here = readStation(station, SERVER_KEY, tell);
    let missing = 0;
    let contentLost = 0;
    const sentFrom = new Map(here.chains.map(({ chain, acked_seq: acked }) => [chain, acked]));
    const newest = here.chains.at(-1)?.chain;
    for (const { chain, seq, id, hash, erased } of here.entries) {
      const there = held.byPlace.get(`${chain}/${seq}`);
      if (there !== undefined && there.hash !== hash) {
        // A chain that both sides left after a divergence may end differently on each.
        if (chain === newest) tell('hash-differs', `${chain}/${seq}`);
      }
      const first = held.firsts.get(id) ?? [];
      if (first.length > 1) tell('stored-twice', id);
      if (first.length === 0) missing += 1;
      const due = options.complete || (chain === newest && seq <= (sentFrom.get(chain) ?? 0));
      if (first.length === 0 && due) tell('missing-on-server', `${chain}/${seq} ${id}`);
      if (erased === 1 && !held.contents.has(id)) {
        contentLost += 1;
        tell('erased-and-lost', `${chain}/${seq} ${id}`);
      }
    }
    if (options.complete) {
      for (const id of options.ids ?? []) {
        const count = held.firsts.get(id)?.length ?? 0;
        if (count !== 1) tell(count === 0 ? 'known-id-missing' : 'known-id-twice', id);
      }
    }
    const { entries } = here;
    return {
      ...{ findings, missing, contentLost },
      stationEntries: entries.length,
      serverEntries: held.byPlace.size,
    };
  } finally {
    station.close();
    server.close();
  }
}

function readStation(
  db: Database.Database,
  key: Buffer | null,
  tell: (code: string, where: string) => void,
): {
  readonly chains: readonly StationChain[];
  readonly entries: readonly (StationRow & { chain: string })[];
} {
  const chains = db.prepare<[], StationChain>('SELECT * FROM chains ORDER BY ordinal').all();
  const entries: (StationRow & { chain: string })[] = [];
  for (const row of chains) {
    const { chain } = row;
    checkGenesis(chain, row.genesis, row.signature, `station ${chain}`, tell);
    const rows = db
      .prepare<[string], StationRow>(
        'SELECT seq, id, type, session, header, hash, sealed IS NULL AS erased FROM entries WHERE chain = ? ORDER BY seq',
      )
      .all(chain);
    const pruned = { seq: row.pruned_seq, hash: row.pruned_hash ?? chain };
    checkChain(chain, rows, 'station', tell, pruned);
    for (const entry of rows) entries.push({ ...entry, chain });
    if (row.receipt === null) continue;
    const { signature, ...receipt } = JSON.parse(row.receipt) as Json & { signature: string };
    if (key !== null && !isSigned(key, `child-link/1/receipt\n${canonical(receipt)}`, signature)) {
      tell('receipt-not-signed', chain);
    }
    const at = rows.find(({ seq }) => seq === receipt['seq']);
    // Receipts for the server's own branch of a chain that was left do not bind the station.
    const isOurs = row.common_seq === null || Number(receipt['seq']) <= row.common_seq;
    if (receipt['chain'] !== chain || (isOurs && at?.hash !== receipt['hash']))
      tell('receipt-for-another', chain);
  }
  return { chains, entries };
}

type Held = {
  readonly byPlace: ReadonlyMap<string, ServerRow>;
  /** The one place where each id was first written. */
  readonly firsts: ReadonlyMap<string, readonly string[]>;
  /** Ids whose content is here, in any chain. */
  readonly contents: ReadonlySet<string>;
};

function readServer(db: Database.Database, tell: (code: string, where: string) => void): Held {
  const byPlace = new Map<string, ServerRow>();
  const firsts = new Map<string, string[]>();
  const contents = new Set<string>();
  const keys = new Map<string, Buffer[]>();
  for (const { station, publicKey } of db
    .prepare<[], { station: string; publicKey: string }>('SELECT station, publicKey FROM stationKeys')
    .all()) {
    keys.set(station, [...(keys.get(station) ?? []), Buffer.from(publicKey, 'base64url')]);
  }
  for (const row of db.prepare<[], ServerChain>('SELECT * FROM chains ORDER BY rowid').all()) {
    const { chain, signedSeq, signedHash, signedBy } = row;
    checkGenesis(chain, row.genesis, row.genesisSignature, `server ${chain}`, tell);
    const rows = db
      .prepare<[string], ServerRow>('SELECT * FROM entries WHERE chain = ? ORDER BY seq')
      .all(chain);
    checkChain(chain, rows, 'server', tell);
    for (const entry of rows) {
      const place = `${chain}/${entry.seq}`;
      byPlace.set(place, entry);
      if (entry.repeats === 0) firsts.set(entry.id, [...(firsts.get(entry.id) ?? []), place]);
      if (entry.body !== null) contents.add(entry.id);
      if (!bodyFits(entry)) tell('content-differs', place);
    }
    if (signedSeq === null) continue;
    const message = `child-link/1/head\n${chain}\n${signedSeq}\n${signedHash}`;
    const signers = keys.get(row.station) ?? [];
    if (!signers.some((key) => isSigned(key, message, signedBy ?? ''))) tell('head-not-signed', chain);
  }
  for (const [place, row] of byPlace) {
    if (row.repeats === 1 && !firsts.has(row.id)) tell('repeat-without-first', place);
  }
  return { byPlace, firsts, contents };
}

function checkGenesis(
  chain: string,
  text: string,
  signature: string,
  where: string,
  tell: (code: string, where: string) => void,
): void {
  const genesis = JSON.parse(text) as Json & { publicKey: string };
  const plain = canonical(genesis);
  if (label('genesis', plain) !== chain) tell('genesis-differs', where);
  const key = Buffer.from(genesis.publicKey, 'base64url');
  if (!isSigned(key, `child-link/1/genesis\n${plain}`, signature)) tell('genesis-not-signed', where);
}

/** Contiguous from 1, each entry naming the one before it, each hash that of its header, each column that of the header. */
function checkChain(
  chain: string,
  rows: readonly Pick<StationRow, 'seq' | 'id' | 'type' | 'session' | 'header' | 'hash'>[],
  side: string,
  tell: (code: string, where: string) => void,
  first: Head = { seq: 0, hash: chain },
): void {
  let before = first;
  const ids = new Set<string>();
  for (const row of rows) {
    const where = `${side} ${chain}/${row.seq}`;
    const header = JSON.parse(row.header) as Json;
    if (row.seq !== before.seq + 1) tell('seq-jumps', where);
    if (header['chain'] !== chain || header['seq'] !== row.seq) tell('header-of-another', where);
    if (header['id'] !== row.id || header['type'] !== row.type || header['session'] !== row.session) {
      tell('column-differs', where);
    }
    if (header['prev'] !== before.hash) tell('prev-differs', where);
    if (label('entry', canonical(header)) !== row.hash) tell('hash-wrong', where);
    if (ids.has(row.id)) tell('id-twice-in-chain', where);
    ids.add(row.id);
    before = { seq: row.seq, hash: row.hash };
  }
}

function bodyFits({ salt, body, header }: ServerRow): boolean {
  if (salt === null && body === null) return true;
  if (salt === null || body === null) return false;
  const { commit } = JSON.parse(header) as { commit: string };
  return label('body', Buffer.from(salt, 'base64url'), canonical(JSON.parse(body))) === commit;
}
