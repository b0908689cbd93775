import type { Clock } from '../../shared/clock.ts';
import type { StationState } from '../../shared/session/state.ts';
import type { Journal } from '../journal/journal.ts';
import { retentionMsOf, startMaintenance } from '../journal/maintenance.ts';
import type { Report } from '../platform/log.ts';
import { systemTimers } from '../platform/timers.ts';
import type { ProvisioningFile } from '../settings/provisioning.ts';
import type { StationSettings } from '../settings/station-settings.ts';
import type { FeedReader } from '../station/ports.ts';
import { enrolAtFirstStart } from '../sync/first-enrolment.ts';
import type { IdentityStore } from '../sync/identity.ts';
import type { Sync } from '../sync/sync.ts';
import { startWatchdog } from '../sync/watchdog.ts';

export interface BackgroundJobParts {
  readonly settings: StationSettings;
  readonly journal: Journal<StationState>;
  readonly sync: Sync;
  readonly feeds: Pick<FeedReader, 'setting'>;
  readonly identity: Pick<IdentityStore, 'enrolment'>;
  readonly provisioning: ProvisioningFile;
  readonly clock: Clock;
  readonly report: Report;
  readonly tracking: { readonly exports: { sweep(): Promise<void> } };
  /** Called once a second, in this order. */
  readonly ticking: readonly { tick(): void }[];
}

const TICK_MS = 1000;
const SWEEP_MS = 60 * 60 * 1000;

/**
 * Starts the background jobs: the monitors' ticks, sync and its watchdog (R61), journal maintenance, erasing exports (R62), first enrolment (R3).
 * Returns a function that stops them.
 */
export function startBackgroundJobs(parts: BackgroundJobParts): () => void {
  const { settings, journal, sync, feeds, identity, provisioning, clock, report } = parts;
  const timers = systemTimers;
  const stopTicking = timers.every(TICK_MS, () => {
    for (const part of parts.ticking) part.tick();
  });
  sync.start();
  const stopWatchdog = startWatchdog({ sync, timers, onRestart: () => report('sync-restarted', '') });
  const maintenance = startMaintenance({
    journal,
    clock,
    timers,
    retentionMs: () => retentionMsOf(feeds.setting('retention')),
    onFault: report,
  });
  const sweep = (): void => void parts.tracking.exports.sweep();
  const stopSweeping = timers.every(SWEEP_MS, sweep);
  sweep();
  const isEnrolled = (): boolean => identity.enrolment() !== null;
  const code = settings.enrolmentCode ?? provisioning.enrolmentCode;
  if (isEnrolled()) provisioning.spent();
  const stopEnrolling =
    code === null || settings.institution === 'embedded'
      ? () => undefined
      : enrolAtFirstStart({
          enrol: () => sync.enrol(code),
          enrolled: isEnrolled,
          spent: provisioning.spent,
          timers,
          report,
        });
  return () => {
    stopTicking();
    stopSweeping();
    stopEnrolling();
    stopWatchdog();
    maintenance.stop();
    void sync.stop();
  };
}
