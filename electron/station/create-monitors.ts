import { Directives } from './directives.ts';
import { IdleSignOut, type IdleSignOutParts } from './idle-sign-out.ts';
import { Interruptions, type InterruptionsParts } from './interruptions.ts';
import { LockMonitor, type LockMonitorParts } from './lock-monitor.ts';
import { SessionMonitor, type SessionMonitorParts } from './session-monitor.ts';

export interface Monitors {
  readonly lockMonitor: LockMonitor;
  readonly sessionMonitor: SessionMonitor;
  readonly interruptions: Interruptions;
  readonly directives: Directives;
  readonly idleSignOut: IdleSignOut;
}

export type MonitorParts = SessionMonitorParts & InterruptionsParts & LockMonitorParts & IdleSignOutParts;

/** Makes what the station notices by itself and turns into facts. */
export function createMonitors(parts: MonitorParts): Monitors {
  return {
    lockMonitor: new LockMonitor(parts),
    sessionMonitor: new SessionMonitor(parts),
    interruptions: new Interruptions(parts),
    directives: new Directives(parts.station),
    idleSignOut: new IdleSignOut(parts),
  };
}
