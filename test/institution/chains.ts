import { verifyHead } from './signatures.ts';
import { type Clock, toInstant } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { chainId, verifyGenesis } from '../../shared/sync/chain.ts';
import type {
  ChainRequest,
  EvidenceRequest,
  Head,
  HeartbeatRequest,
  JsonObject,
  SignedHead,
  WireEntry,
} from '../../shared/sync/wire.ts';
import type { Refusal } from './refusal.ts';
import type { Db } from './store.ts';

export type ChainStatus = 'open' | 'closed' | 'forked';
export type ChainRow = { readonly chain: string; readonly station: string; readonly status: ChainStatus };
export type AlarmRow = {
  readonly at: string;
  readonly station: string;
  readonly chain: string | null;
  readonly code: string;
  readonly detail: string;
};
/** An entry as the server holds it. */
export type StoredEntry = WireEntry & { readonly carried: boolean; readonly quarantined: string | null };

export type Chains = ReturnType<typeof createChains>;

export const CHAIN_UNKNOWN: Refusal = { code: 'chain-unknown', detail: 'This station has no such chain.' };

/** The chains of every station, apart from adding entries (`push.ts`). */
export function createChains(db: Db, clock: Clock) {
  const now = (): string => toInstant(clock.now());

  /** A chain of this station; treats another station's chain as unknown. */
  const find = (station: string, chain: string): ChainRow | null =>
    db
      .prepare<[string, string], ChainRow>(
        'SELECT chain, station, status FROM chains WHERE station = ? AND chain = ?',
      )
      .get(station, chain) ?? null;

  const headOf = (chain: string): Head | null =>
    db
      .prepare<[string], Head>('SELECT seq, hash FROM entries WHERE chain = ? ORDER BY seq DESC LIMIT 1')
      .get(chain) ?? null;

  const hashAt = (chain: string, seq: number): string | null =>
    db
      .prepare<[string, number], { hash: string }>('SELECT hash FROM entries WHERE chain = ? AND seq = ?')
      .get(chain, seq)?.hash ?? null;

  const alarm = (station: string, chain: string | null, code: string, detail: string): void => {
    db.prepare('INSERT INTO alarms (at, station, chain, code, detail) VALUES (?, ?, ?, ?, ?)').run(
      now(),
      station,
      chain,
      code,
      detail,
    );
  };

  /** Opens a chain, unless it is open already. Closes the chain that it follows. */
  const open = (
    station: string,
    publicKey: string,
    request: ChainRequest,
  ): Result<'created' | 'known', Refusal> => {
    const { genesis, signature } = request;
    if (genesis.station !== station) {
      return refuse({ code: 'malformed', detail: 'The genesis names another station.' });
    }
    if (genesis.publicKey !== publicKey && !hasKey(station, genesis.publicKey)) {
      return refuse({
        code: 'key-unknown',
        detail: 'The genesis names a key that this station does not have.',
      });
    }
    if (!verifyGenesis(genesis, signature)) {
      return refuse({ code: 'signature-invalid', detail: 'The signature of the genesis is not good.' });
    }
    const chain = chainId(genesis);
    if (find(station, chain) !== null) return ok('known');
    return db
      .transaction((): Result<'created', Refusal> => {
        db.prepare(
          'INSERT INTO chains (chain, station, genesis, genesisSignature, openedAt) VALUES (?, ?, ?, ?, ?)',
        ).run(chain, station, JSON.stringify(genesis), signature, now());
        if (genesis.previousChain !== null) {
          db.prepare(
            "UPDATE chains SET status = 'closed' WHERE station = ? AND chain = ? AND status = 'open'",
          ).run(station, genesis.previousChain);
          alarm(station, chain, `chain-${genesis.reason}`, `Follows ${genesis.previousChain}`);
        }
        return ok('created');
      })
      .immediate();
  };

  /** Includes retired keys: a chain may have begun under one. */
  const hasKey = (station: string, publicKey: string): boolean =>
    db.prepare('SELECT 1 FROM stationKeys WHERE station = ? AND publicKey = ?').get(station, publicKey) !==
    undefined;

  /** Keeps the highest head that the station ever signed: a lower one later proves lost entries. */
  const recordSignedHead = (station: string, chain: string, head: SignedHead): void => {
    const kept = db
      .prepare<[string], { seq: number | null; hash: string | null }>(
        'SELECT signedSeq AS seq, signedHash AS hash FROM chains WHERE chain = ?',
      )
      .get(chain);
    if (kept !== undefined && kept.seq !== null) {
      if (head.seq < kept.seq) {
        alarm(station, chain, 'head-went-back', `Signed ${kept.seq} before, ${head.seq} now`);
        return;
      }
      if (head.seq === kept.seq) {
        if (head.hash !== kept.hash) alarm(station, chain, 'two-heads', `Two signed heads at ${head.seq}`);
        return;
      }
    }
    db.prepare('UPDATE chains SET signedSeq = ?, signedHash = ?, signedBy = ? WHERE chain = ?').run(
      head.seq,
      head.hash,
      head.signature,
      chain,
    );
  };

  return {
    find,
    headOf,
    hashAt,
    alarm,
    open,
    recordSignedHead,
    markForked: (row: ChainRow, seq: number): void => {
      if (row.status === 'forked') return;
      db.prepare("UPDATE chains SET status = 'forked' WHERE chain = ?").run(row.chain);
      alarm(row.station, row.chain, 'fork', `Another entry was sent at ${seq}`);
    },
    /** Stores evidence unchanged and unjudged. */
    keepEvidence: (station: string, chain: string, request: EvidenceRequest): Result<null, Refusal> => {
      if (find(station, chain) === null) return refuse(CHAIN_UNKNOWN);
      db.prepare('INSERT INTO evidence (chain, receivedAt, entries) VALUES (?, ?, ?)').run(
        chain,
        now(),
        JSON.stringify(request.entries),
      );
      return ok(null);
    },
    /** The heads of a heartbeat must be signed by the key that signed the request. */
    takeHeartbeat: (
      station: string,
      publicKey: string,
      heartbeat: HeartbeatRequest,
    ): Result<null, Refusal> => {
      if (find(station, heartbeat.chain) === null) return refuse(CHAIN_UNKNOWN);
      if (heartbeat.head === null) return ok(null);
      if (!verifyHead(heartbeat.chain, heartbeat.head, publicKey)) {
        return refuse({ code: 'signature-invalid', detail: 'The signature of the head is not good.' });
      }
      recordSignedHead(station, heartbeat.chain, heartbeat.head);
      return ok(null);
    },
    list: (): readonly ChainRow[] =>
      db.prepare<[], ChainRow>('SELECT chain, station, status FROM chains ORDER BY rowid').all(),
    entries: (chain: string): readonly StoredEntry[] => readEntries(db, chain),
    evidence: (chain: string): readonly WireEntry[] =>
      db
        .prepare<[string], { entries: string }>(
          'SELECT entries FROM evidence WHERE chain = ? ORDER BY number',
        )
        .all(chain)
        .flatMap((row): readonly WireEntry[] => JSON.parse(row.entries)),
    alarms: (): readonly AlarmRow[] =>
      db.prepare<[], AlarmRow>('SELECT at, station, chain, code, detail FROM alarms ORDER BY number').all(),
  };
}

type EntryColumns = {
  readonly header: string;
  readonly hash: string;
  readonly salt: string | null;
  readonly body: string | null;
  readonly carried: number;
  readonly quarantined: string | null;
};

function readEntries(db: Db, chain: string): readonly StoredEntry[] {
  return db
    .prepare<[string], EntryColumns>(
      'SELECT header, hash, salt, body, carried, quarantined FROM entries WHERE chain = ? ORDER BY seq',
    )
    .all(chain)
    .map((row) => {
      const header: WireEntry['header'] = JSON.parse(row.header);
      const body: JsonObject | null = row.body === null ? null : JSON.parse(row.body);
      const { hash, salt, quarantined } = row;
      return { header, hash, salt, body, carried: row.carried === 1, quarantined };
    });
}
