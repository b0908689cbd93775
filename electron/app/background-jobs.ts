import path from 'node:path';
import type { Clock } from '../../shared/clock.ts';
import type { StationState } from '../../shared/session/state.ts';
import type { Journal } from '../journal/journal.ts';
import { retentionMsOf, startMaintenance } from '../journal/maintenance.ts';
import type { Report } from '../platform/log.ts';
import { openProvisioning, PROVISIONING_FILE } from '../settings/provisioning.ts';
import type { StationSettings } from '../settings/station-settings.ts';
import { enrolAtFirstStart } from '../sync/first-enrolment.ts';
import type { Sync } from '../sync/sync.ts';
import { systemTimers } from '../platform/timers.ts';
import { startWatchdog } from '../sync/watchdog.ts';

export interface BackgroundJobParts {
  readonly settings: StationSettings;
  readonly journal: Journal<StationState>;
  readonly sync: Sync;
  readonly clock: Clock;
  readonly isEnrolled: () => boolean;
  /** The institution's own setting, by its key. */
  readonly setting: (key: string) => unknown;
  readonly report: Report;
}

/**
 * What goes on by itself as long as the station runs: sending and who watches over it (R61), the maintenance of the record,
 * enrolling at the first start (R3). Gives what ends all of it.
 */
export function startBackgroundJobs(parts: BackgroundJobParts): () => void {
  const { settings, journal, sync, clock, isEnrolled, report } = parts;
  const timers = systemTimers;
  sync.start();
  const stopWatchdog = startWatchdog({ sync, timers, onRestart: () => report('sync-restarted', '') });
  const maintenance = startMaintenance({
    journal,
    clock,
    timers,
    retentionMs: () => retentionMsOf(parts.setting('retention')),
    onFault: report,
  });
  const provisioning = openProvisioning(path.join(settings.dataFolder, PROVISIONING_FILE), report);
  const code = settings.enrolmentCode ?? provisioning.enrolmentCode;
  if (isEnrolled()) provisioning.spent();
  const stopEnrolling =
    code === null
      ? () => undefined
      : enrolAtFirstStart({
          enrol: () => sync.enrol(code),
          enrolled: isEnrolled,
          spent: provisioning.spent,
          timers,
          report,
        });
  return () => {
    stopEnrolling();
    stopWatchdog();
    maintenance.stop();
    void sync.stop();
  };
}
