import { powerSaveBlocker } from 'electron';
import type { Message } from '../../shared/ipc/snapshot.ts';
import type { Hardware } from '../hardware/hardware.ts';
import type { ChangeSignal } from '../station/change-signal.ts';
import type { ChosenDevices } from '../station/chosen-devices.ts';
import type { Monitors } from '../station/create-monitors.ts';
import type { FeedReader } from '../station/ports.ts';
import type { Reconciler } from '../station/reconciler.ts';
import type { Station } from '../station/station.ts';
import { listDisplays } from '../windows/displays.ts';

export interface BringUpParts {
  readonly station: Station;
  readonly feeds: Pick<FeedReader, 'directives'>;
  readonly monitors: Pick<Monitors, 'directives'>;
  readonly chosenDevices: ChosenDevices;
  readonly reconciler: Reconciler;
  readonly changes: ChangeSignal;
  readonly hardware: Hardware;
  /** Resolved once the staff page shows its first screen, or when it takes too long. */
  readonly shown: Promise<void>;
  /** Why only the safe screen is shown: then no session goes on and no hardware starts; null where all is well. */
  readonly safe: Message | null;
  readonly appVersion: string;
}

/** Records the start, takes up the session that was under way, if any, and starts the hardware. */
export async function bringUp(parts: BringUpParts): Promise<void> {
  const { station, hardware, safe, appVersion } = parts;
  parts.chosenDevices.recall(station.state);
  station.execute({
    type: 'start-station',
    appVersion,
    platform: process.platform,
    build: __BUILD__,
  });
  if (safe === null && station.state.session?.connectedAt != null) station.execute({ type: 'rejoin' });
  // A directive may have arrived just before the process ended.
  for (const directive of parts.feeds.directives()) parts.monitors.directives.receive(directive);
  parts.reconciler.reconcile();
  parts.changes.notify();
  // The sign-in screen comes before the hardware; a session under way waits for nothing.
  if (station.state.session === null) await parts.shown;
  if (safe === null) await hardware.start();
  hardware.reportDisplays(listDisplays());
  powerSaveBlocker.start('prevent-display-sleep');
}
