import path from 'node:path';
import { toInstant } from '../../shared/clock.ts';
import type { Enrolment } from '../../shared/sync/rows.ts';
import { itView, type ItViewParts } from '../diagnostics/it-view.ts';
import { serverCertificate } from '../diagnostics/server-certificate.ts';
import { createSlowChecks, type SlowChecks } from '../diagnostics/slow-checks.ts';
import type { Hardware } from '../hardware/hardware.ts';
import type { Diagnostics } from '../ipc/handlers.ts';
import { offerClientCertificate } from '../network/client-certificate.ts';
import type { StationNetwork } from '../network/station-network.ts';
import type { Report } from '../platform/log.ts';
import type { SystemClock } from '../platform/system-clock.ts';
import type { StationSettings } from '../settings/station-settings.ts';
import { checkHardening, writeBundle } from '../workers/tasks.ts';

export interface DiagnosticsParts extends Pick<ItViewParts, 'dataFolder' | 'journal' | 'keyStoreKind'> {
  readonly settings: Pick<StationSettings, 'serverUrl'>;
  readonly clock: Pick<SystemClock, 'now' | 'status' | 'offsetMs'>;
  readonly sync: { readonly feeds: ItViewParts['feeds'] };
  readonly institution: { readonly enrolment: Enrolment | null };
  readonly hardware: Pick<Hardware, 'troubles'>;
  readonly appVersion: string;
}

export function createDiagnostics(parts: DiagnosticsParts): Diagnostics {
  const { dataFolder, journal, keyStoreKind, settings, clock, sync, institution, hardware, appVersion } =
    parts;
  return {
    itView: (isSignedIn) =>
      itView({
        isSignedIn,
        ...{ dataFolder, journal, keyStoreKind, clock },
        serverUrl: settings.serverUrl,
        feeds: sync.feeds,
        enrolment: institution.enrolment,
        troubles: hardware.troubles,
        about: { appVersion, build: __BUILD__ },
      }),
    async writeBundle() {
      const name = `diagnose-${toInstant(clock.now()).slice(0, 10)}.json`;
      const file = path.join(dataFolder, 'exports', name);
      return (await writeBundle(file, dataFolder)) ? file : null;
    },
  };
}

/** What the heartbeat says of certificates and hardening (R65). */
export function createStationChecks(parts: {
  readonly settings: StationSettings;
  readonly network: Pick<StationNetwork, 'authorities'>;
  readonly clock: SystemClock;
  readonly report: Report;
}): SlowChecks {
  const { settings, network, clock, report } = parts;
  const client = offerClientCertificate(settings);
  const server = settings.serverUrl === null ? null : new URL(settings.serverUrl);
  return createSlowChecks({
    clock,
    certificateEnds: async () => {
      // Null where only a proxy reaches the server.
      const serverEnds = (await serverCertificate(server))?.validUntil ?? null;
      const authorityEnds = network.authorities.map(({ validTo }) => Date.parse(validTo));
      return [serverEnds, client.endsAtMs, ...authorityEnds].filter((end) => end !== null);
    },
    hasHardeningDrifted: () => checkHardening(report),
  });
}
