import { randomUUID } from 'node:crypto';
import path from 'node:path';
import Database from 'better-sqlite3';
import { fileKeyStore } from '../../electron/journal/keys/key-store.ts';
import { openJournal } from '../../electron/journal/open.ts';
import type { StoredEntry } from '../../electron/journal/journal.ts';
import { sealerOf } from '../../electron/journal/keys/seal.ts';
import { pinFits } from '../../electron/staff/pin.ts';
import { openFeeds } from '../../electron/sync/feeds.ts';
import { openIdentity } from '../../electron/sync/identity.ts';
import type { Clock } from '../../shared/clock.ts';
import type { MediaBytes } from '../../shared/session/entries.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { INITIAL_STATE, STATE_VERSION } from '../../shared/session/state.ts';
import type { Head, Receipt } from '../../shared/sync/wire.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { latestRows } from '../../shared/tracking/sheet.ts';

/** What the journal of a station that has stopped says of one session. */
export interface VisitRecord {
  readonly station: string;
  readonly chain: string;
  readonly session: string;
  readonly entries: readonly {
    readonly seq: number;
    readonly type: string;
    readonly at: string;
    readonly actor: string;
    readonly hash: string;
  }[];
  readonly media: MediaBytes;
  readonly lock: { readonly kind: string; readonly verifiedAt: string; readonly how: string } | null;
  readonly lockEvents: readonly { readonly type: string; readonly at: string }[];
  readonly head: Head | null;
  readonly receipt: Receipt | null;
  readonly verified: boolean;
  readonly row: TrackingRow | null;
}

const clock: Clock = { now: Date.now, monotonicMs: () => performance.now(), status: () => 'synced' };

/** Opens the journal in the data folder of a station that is not running, verifies it and reads one session. */
export function readVisit(dataFolder: string, session: string): VisitRecord {
  const keyStore = fileKeyStore(path.join(dataFolder, 'seal.key'));
  const identity = openIdentity({ file: path.join(dataFolder, 'identity.json'), keyStore, clock });
  if (!identity.ok) throw new Error(`The identity cannot be read: ${identity.refusal.code}`);
  const opened = openJournal({
    file: path.join(dataFolder, 'journal.sqlite'),
    clock,
    keyStore,
    identity: identity.value.current(),
    appVersion: 'demo',
    boot: randomUUID(),
    fold: { initial: INITIAL_STATE, evolve, version: STATE_VERSION },
  });
  if (!opened.ok) throw new Error(`The journal cannot be read: ${opened.refusal.code}`);
  const journal = opened.value;
  try {
    const wire = journal.read(1, 100_000);
    const own = journal.entriesOfSession(session);
    const ofSession = <E extends { readonly session: string | null }>(entries: readonly E[]): E | undefined =>
      entries.find((entry) => entry.session === session);
    const proof = ofSession(journal.entriesOfType(['lock.verified']))?.body;
    const ended = ofSession(journal.entriesOfType(['session.ended']))?.body;
    const confirmed = ofSession(journal.entriesOfType(['connection.confirmed']))?.body;
    const none: MediaBytes = { audioIn: 0, audioOut: 0, videoIn: 0, videoOut: 0 };
    return {
      station: identity.value.current().station,
      chain: journal.chain,
      session,
      entries: wire.map(({ header, hash }) => ({
        seq: header.seq,
        type: header.type,
        at: header.at,
        actor: header.actor,
        hash,
      })),
      media: ended?.evidence ?? confirmed?.evidence ?? none,
      lock: proof === undefined ? null : { kind: proof.kind, verifiedAt: proof.verifiedAt, how: proof.how },
      lockEvents: own
        .filter((entry) => /^(?:lock|facilitator)\./u.test(entry.type))
        .map((entry) => ({ type: entry.type, at: new Date(entry.at).toISOString() })),
      head: journal.head,
      receipt: journal.ledger.record.receipt,
      verified: journal.verify().ok,
      row: rowOf(own),
    };
  } finally {
    journal.ledger.connection.close();
  }
}

function rowOf(entries: readonly StoredEntry[]): TrackingRow | null {
  const rows = entries.flatMap((entry) =>
    entry.type === 'tracking.completed' || entry.type === 'tracking.amended' ? [entry.body.row] : [],
  );
  return latestRows(rows)[0] ?? null;
}

/** The id of the facilitator whose PIN it is, from the staff list that the running station has fetched. */
export async function staffWithPin(dataFolder: string, pin: string): Promise<string> {
  const key = fileKeyStore(path.join(dataFolder, 'seal.key')).obtain();
  if (!key.ok) throw new Error(`The key cannot be read: ${key.refusal.code}`);
  const connection = new Database(path.join(dataFolder, 'journal.sqlite'), { readonly: true });
  try {
    const staff = openFeeds({ connection, sealer: sealerOf(key.value) }).staff();
    for (const row of staff.filter((member) => member.roles.includes('facilitator'))) {
      if (await pinFits(pin, row.verifier)) return row.id;
    }
    throw new Error('The PIN is no facilitator’s of this institution.');
  } finally {
    connection.close();
  }
}
