import { statSync } from 'node:fs';
import { release } from 'node:os';
import path from 'node:path';
import type { ItView } from '../../shared/ipc/it-view.ts';
import type { HardwareTrouble } from '../../shared/hardware/attached.ts';
import { keyFingerprint } from '../../shared/sync/keys.ts';
import { FEED_NAMES, type Enrolment } from '../../shared/sync/rows.ts';
import type { Ledger } from '../journal/ledger.ts';
import { lastReports } from './log-tail.ts';
import type { SystemClock } from '../platform/system-clock.ts';
import type { Feeds } from '../sync/feeds.ts';
import { serverCertificate } from './server-certificate.ts';
import { freeBytes } from './vitals.ts';

export interface ItViewParts {
  readonly dataFolder: string;
  readonly serverUrl: string | null;
  readonly journal: {
    readonly ledger: Ledger;
    readonly file: string;
    readonly incident: { readonly code: string } | null;
  };
  readonly clock: Pick<SystemClock, 'status' | 'offsetMs'>;
  readonly feeds: Pick<Feeds, 'position'>;
  readonly enrolment: Enrolment | null;
  /** Whether the address of the server and the log may be shown. */
  readonly isSignedIn: boolean;
  readonly troubles: readonly HardwareTrouble[];
  /** The store of the journal's key. */
  readonly keyStoreKind: string;
  readonly about: { readonly appVersion: string; readonly build: string };
}

const MOST_REPORTS = 20;
const CHAIN_CHARACTERS = 12;

/** Reads what IT's page shows. Takes a few seconds at most, for the server's certificate. */
export async function itView(parts: ItViewParts): Promise<ItView> {
  const { dataFolder, journal, clock, feeds, enrolment } = parts;
  const { ledger } = journal;
  const server = parts.serverUrl === null ? null : new URL(parts.serverUrl);
  // Before enrolment nobody can sign in, and the installer needs both.
  const isShown = parts.isSignedIn || enrolment === null;
  return {
    versions: {
      app: parts.about.appVersion,
      build: parts.about.build,
      electron: process.versions['electron'] ?? '',
      chromium: process.versions['chrome'] ?? '',
      node: process.versions.node,
      sqlite: String(ledger.connection.prepare('SELECT sqlite_version()').pluck().get()),
      system: `${process.platform} ${release()}`,
    },
    clock: { status: clock.status(), offsetMs: clock.offsetMs },
    disk: {
      freeBytes: freeBytes(dataFolder),
      recordBytes: statSync(journal.file, { throwIfNoEntry: false })?.size ?? null,
    },
    record: {
      chain: ledger.chain.slice(0, CHAIN_CHARACTERS),
      entries: ledger.head?.seq ?? 0,
      acknowledged: ledger.record.ackedSeq,
      settled: ledger.record.settledSeq,
      incident: journal.incident?.code ?? null,
    },
    keys: {
      store: parts.keyStoreKind,
      station: enrolment?.keyId ?? null,
      server: enrolment === null ? null : keyFingerprint(enrolment.serverKey.publicKey),
    },
    server: isShown
      ? { address: server?.origin ?? null, certificate: await serverCertificate(server) }
      : null,
    feeds: FEED_NAMES.map((feed) => {
      const position = feeds.position(feed);
      return {
        feed,
        receivedAt: position?.receivedAtMs ?? null,
        expiresAt: position === null ? null : Date.parse(position.expiresAt),
      };
    }),
    troubles: parts.troubles.map(({ part, code }) => ({ part, code })),
    reports: isShown ? lastReports(path.join(dataFolder, 'logs', 'station.log'), MOST_REPORTS) : null,
  };
}
