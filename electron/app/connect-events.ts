import { isOccupied } from '../../shared/session/roles.ts';
import type { Hardware } from '../hardware/hardware.ts';
import type { InAppBlock } from '../lockout/in-app-block.ts';
import type { InputLock } from '../lockout/lock.ts';
import type { Meeting } from '../meeting/meeting.ts';
import type { Report } from '../platform/log.ts';
import type { PinPanel } from '../staff/pin-panel.ts';
import type { ChangeSignal } from '../station/change-signal.ts';
import type { ChosenDevices } from '../station/chosen-devices.ts';
import type { Drafts } from '../station/drafts.ts';
import type { Equipment } from '../station/equipment.ts';
import type { Monitors } from '../station/create-monitors.ts';
import type { Presenter } from '../station/presenter.ts';
import type { Reconciler } from '../station/reconciler.ts';
import type { Station } from '../station/station.ts';
import type { Sync } from '../sync/sync.ts';
import type { Tracking } from '../tracking/create-tracking.ts';
import { onDisplaysChange } from '../windows/displays.ts';
import type { StationWindow } from '../windows/station-window.ts';
import { onAway, onBack, onProcessGone } from './system-events.ts';

export interface EventParts {
  readonly station: Station;
  readonly hardware: Hardware;
  readonly meeting: Meeting;
  readonly lock: InputLock;
  readonly sync: Sync;
  readonly window: StationWindow;
  readonly changes: ChangeSignal;
  readonly tracking: Tracking;
  readonly drafts: Drafts;
  readonly chosenDevices: ChosenDevices;
  readonly monitors: Monitors;
  readonly equipment: Equipment;
  readonly reconciler: Reconciler;
  readonly presenter: Presenter;
  readonly panel: PinPanel;
  readonly block: InAppBlock;
  /** Called with whether a session is under way, at the start and at each change. */
  readonly onSession: (isUnderWay: boolean) => void;
  readonly report: Report;
}

/** Says who hears whom. Listeners are called in this order: what was recorded is noted, acted upon, then shown. */
export function connectEvents(parts: EventParts): void {
  const { station, hardware, meeting, lock, sync, changes, reconciler, chosenDevices } = parts;
  const { interruptions, lockMonitor, sessionMonitor, directives } = parts.monitors;

  parts.block.addBlockable(meeting);
  station.follow(({ session }) => session !== null, parts.onSession);
  // Once somebody is here they may be left alone with the screen: the page that covers it loads long before that.
  station.follow(isOccupied, (occupied) => {
    if (occupied) parts.block.setShield(parts.window.shield);
  });
  station.onRecorded(({ entries }) => parts.tracking.index.note(entries));
  station.onRecorded((recorded) => parts.drafts.recorded(recorded));
  station.onRecorded(({ state }) => chosenDevices.recall(state));
  station.onRecorded(() => lockMonitor.recorded());
  station.onRecorded(() => interruptions.recorded());
  station.onRecorded(() => reconciler.reconcile());
  station.onRecorded(changes.notify);

  hardware.onChange((attached) => interruptions.hardwareChanged(attached));
  hardware.onChange((attached) => lockMonitor.hardwareChanged(attached));
  hardware.onChange((attached) => parts.equipment.hardwareChanged(attached));
  hardware.onChange(changes.notify);
  hardware.onHeadset((event) => {
    if (event === 'long-press') station.execute({ type: 'ask-assistance', how: 'headset' });
    if (event === 'mute' || event === 'unmute') parts.presenter.setMicrophoneOff(event === 'mute');
  });

  meeting.onChange((state) => interruptions.meetingChanged(state));
  meeting.onChange(() => reconciler.reconcile());
  meeting.onChange(changes.notify);

  lock.onKey((key) => void parts.panel.take(key));
  lock.onState((state) => reconciler.lockChanged(state));
  lock.onState(changes.notify);

  sync.onStatus(changes.notify);
  sync.feeds.onDirective((directive) => directives.receive(directive));
  sync.feeds.onChange(() => sessionMonitor.noteChanges());
  sync.feeds.onChange(changes.notify);

  onDisplaysChange((displays) => hardware.reportDisplays(displays));
  parts.window.onDeviceChange(() => hardware.lookAgain());
  onAway((why) => reconciler.away(why));
  onBack(() => reconciler.back());
  onProcessGone((what, reason) => parts.report('process-gone', `${what}: ${reason}`));
  onProcessGone((what, reason) => reconciler.processGone(what, reason));

  changes.onChange(() => parts.presenter.push());
}
