import type { Message } from '../../shared/ipc/snapshot.ts';
import type { IpcServer } from '../ipc/ipc-server.ts';
import type { InAppBlock } from '../lockout/in-app-block.ts';
import type { Report } from '../platform/log.ts';
import type { StationSettings } from '../settings/station-settings.ts';
import type { StationWindow } from '../windows/station-window.ts';

export interface RunningStation {
  /** Stops the background jobs and closes the journal. The lock is not released: the next start finds it or takes it again. */
  close(): void;
  /** Shows a fault of the installation once no session is under way; only a new start removes it. */
  failWhenIdle(fault: Message): void;
  /** No session is under way and nobody is signed in. */
  isIdle(): boolean;
}

export interface StationDependencies {
  readonly settings: StationSettings;
  readonly ipc: IpcServer;
  readonly block: InAppBlock;
  readonly report: Report;
  readonly window: StationWindow;
  /** Why only the safe screen is shown, without devices and meeting, while journal, lock and sync go on; else null. */
  readonly safe: Message | null;
  /** Resolved once the staff page has its first screen on the display. */
  readonly firstPaint: PromiseWithResolvers<void>;
  /** Called with whether a session is under way, at the start and at each change. */
  readonly onSession: (isUnderWay: boolean) => void;
  /** Ends the process, which is then started again. */
  readonly stopForFault: (code: string, error: unknown) => void;
}
