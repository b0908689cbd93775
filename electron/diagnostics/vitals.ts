import { statfsSync } from 'node:fs';
import { release } from 'node:os';
import type { AttachedDevice } from '../../shared/hardware/attached.ts';
import type { HeartbeatRequest } from '../../shared/sync/wire.ts';
import { currentZoneTable } from '../../shared/zones/zone-table.ts';

/** How many devices of each kind, for the heartbeat: no names. */
export function countByKind(devices: readonly AttachedDevice[]): Readonly<Record<string, number>> {
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
