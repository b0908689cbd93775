import { statfsSync } from 'node:fs';
import { release } from 'node:os';
import type { AttachedDevice } from '../../shared/hardware/attached.ts';
import type { Message } from '../../shared/ipc/snapshot.ts';
import type { StationState } from '../../shared/session/state.ts';
import type { HeartbeatRequest } from '../../shared/sync/wire.ts';
import { currentZoneTable } from '../../shared/zones/zone-table.ts';
import type { Hardware } from '../hardware/hardware.ts';
import type { Incident } from '../journal/journal.ts';
import type { InputLock } from '../lockout/lock.ts';
import type { SystemClock } from '../platform/system-clock.ts';
import type { Vitals } from '../sync/sync-cycle.ts';
import type { Sync } from '../sync/sync.ts';
import { hasFailedUpdate } from '../updates/linux-updates.ts';
import { createHealth, healthCodes } from './health.ts';
import type { SlowChecks } from './slow-checks.ts';

export interface VitalsParts {
  readonly journal: { readonly state: StationState; readonly incident: Incident | null };
  readonly hardware: Pick<Hardware, 'attached' | 'troubles'>;
  readonly lock: Pick<InputLock, 'kind'>;
  readonly clock: Pick<SystemClock, 'now' | 'status' | 'offsetMs'>;
  readonly sync: Pick<Sync, 'status'>;
  readonly institution: {
    choices(): { readonly malformed: readonly string[] };
    staffListAge(): { readonly kind: 'fresh' | 'ends' | 'ended' };
  };
  readonly faults: { readonly current: Message | null };
  readonly slowChecks: Pick<SlowChecks, 'facts'>;
  readonly dataFolder: string;
}

/** Returns a function that reads what a heartbeat reports of the station (SYNC.md). */
export function createVitals(parts: VitalsParts): () => Vitals {
  const { journal, hardware, lock, clock, sync, institution, faults, slowChecks, dataFolder } = parts;
  const health = createHealth(() => clock.now());
  return () => {
    const diskFreeBytes = freeBytes(dataFolder);
    const codes = healthCodes({
      fault: faults.current?.code ?? null,
      recordDamaged: journal.incident !== null,
      lockSupported: lock.kind !== 'unsupported',
      freeBytes: diskFreeBytes,
      clock,
      hasHardwareTrouble: hardware.troubles.length > 0,
      assistanceAsked: journal.state.session?.assistanceSince != null,
      syncWarnings: sync.status().warnings.map(({ code }) => code),
      malformedSettings: institution.choices().malformed.length > 0,
      updateFailed: hasFailedUpdate(),
      signInEnds: institution.staffListAge().kind !== 'fresh',
      ...slowChecks.facts,
    });
    return {
      phase: journal.state.session?.phase ?? 'idle',
      devices: countByKind(hardware.attached),
      diskFreeBytes,
      health: health(codes),
      system: systemOf(),
    };
  };
}

/** How many devices of each kind, for the heartbeat: no names. */
function countByKind(devices: readonly AttachedDevice[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of devices) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** Free space of the journal's disk; null if unknown. */
export function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null; // the heartbeat goes without it
  }
}

/** The machine and its runtime, for the heartbeat. */
export function systemOf(): HeartbeatRequest['system'] {
  return {
    platform: process.platform,
    release: release(),
    electron: process.versions['electron'] ?? '',
    tzdata: `table ${currentZoneTable().tz}, runtime ${process.versions['tz'] ?? 'unknown'}`,
  };
}
