import { app } from 'electron';
import type { StationState } from '../../shared/session/state.ts';
import { createVitals, type VitalsParts } from '../diagnostics/vitals.ts';
import type { EmbeddedInstitution } from '../embedded/embedded-institution.ts';
import type { Journal } from '../journal/journal.ts';
import type { Report } from '../platform/log.ts';
import type { SystemClock } from '../platform/system-clock.ts';
import { systemTimers } from '../platform/timers.ts';
import type { StationSettings } from '../settings/station-settings.ts';
import { createFeedReader } from '../station/feed-reader.ts';
import { Institution } from '../station/institution.ts';
import type { FeedReader } from '../station/ports.ts';
import type { IdentityStore } from '../sync/identity.ts';
import { createStationHttp, type StationNetwork } from '../network/station-network.ts';
import { createSync, type Sync } from '../sync/sync.ts';
import { followZoneTable } from '../sync/zone-table-feed.ts';

export interface StationSyncParts extends Omit<VitalsParts, 'journal' | 'clock' | 'sync' | 'institution'> {
  readonly journal: Journal<StationState>;
  readonly identity: IdentityStore;
  readonly settings: StationSettings;
  readonly network: StationNetwork;
  readonly clock: SystemClock;
  readonly report: Report;
  /** The institution in this station, in place of a server; null with a server. */
  readonly embedded: Pick<EmbeddedInstitution, 'enrolment'> | null;
}

export interface StationSync {
  readonly sync: Sync;
  readonly feeds: FeedReader;
  readonly institution: Institution;
}

/** Makes the sync of this station, and what the station knows through it. */
export function createStationSync(parts: StationSyncParts): StationSync {
  const { journal, identity, settings, clock, report, embedded } = parts;
  const serverUrl = embedded === null ? settings.serverUrl : null;
  const sync = createSync({
    journal,
    identity,
    http: createStationHttp(parts.network),
    signedAuthority: settings.network.signedAuthority,
    clock,
    timers: systemTimers,
    serverUrl: serverUrl === null ? null : new URL(serverUrl),
    appVersion: app.getVersion(),
    platform: process.platform,
    vitals: () => vitals(),
    onServerTime: (offsetMs) => clock.learn(offsetMs),
    onBug: (error) =>
      report('sync-fault', error instanceof Error ? (error.stack ?? error.message) : 'unknown'),
  });
  followZoneTable(sync.feeds);
  const feeds = createFeedReader(sync.feeds);
  const institution = new Institution({ identity: embedded ?? identity, feeds, settings, clock });
  const vitals = createVitals({ ...parts, sync, institution });
  return { sync, feeds, institution };
}
