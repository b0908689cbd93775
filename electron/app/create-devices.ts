import { app, powerMonitor } from 'electron';
import type { Clock } from '../../shared/clock.ts';
import { deviceFacts, type DisplayDevice } from '../../shared/hardware/attached.ts';
import { chooseHardware } from '../hardware/choose-hardware.ts';
import type { Hardware } from '../hardware/hardware.ts';
import { chooseLock } from '../lockout/choose-lock.ts';
import { helperParts } from '../lockout/helper/start-helper.ts';
import type { InputLock } from '../lockout/lock.ts';
import { type MeetingHosts, meetingHosts } from '../meeting/meeting-hosts.ts';
import { createMeetingReach, type ReachMeeting } from '../meeting/meeting-reach.ts';
import { MeetingView } from '../meeting/meeting-view.ts';
import type { StationNetwork } from '../network/station-network.ts';
import type { Report } from '../platform/log.ts';
import { systemTimers } from '../platform/timers.ts';
import type { StationSettings } from '../settings/station-settings.ts';
import { listDisplays } from '../windows/displays.ts';

/** The devices that practice may simulate. */
export interface LocalDevices {
  readonly hardware: Hardware;
  readonly lock: InputLock;
  readonly simulatedHardware: boolean;
}

export interface StationDevices extends LocalDevices {
  readonly meeting: MeetingView;
  readonly reachMeeting: ReachMeeting;
  readonly hosts: MeetingHosts;
  readonly displays: () => readonly DisplayDevice[];
  /** Returns the seconds since keyboard or mouse were last used. */
  readonly idleSeconds: () => number;
}

export interface DeviceSources {
  readonly settings: StationSettings;
  readonly network: StationNetwork;
  readonly clock: Clock;
  readonly report: Report;
}

/** Chooses the machine's own hardware and lock, or simulated ones where practice asks for them, and makes the meeting. */
export async function createDevices(sources: DeviceSources): Promise<StationDevices> {
  const { settings, network, clock, report } = sources;
  const hosts = meetingHosts(settings);
  const meeting = new MeetingView({
    clock,
    hosts: () => hosts,
    network,
    production: __BUILD__ === 'production',
    askForBrowserClient: settings.meeting.askForBrowserClient,
    onRefused: (what) => report('meeting-refused', JSON.stringify(what)),
  });
  const idleSeconds = (): number => powerMonitor.getSystemIdleTime();
  const reachMeeting = createMeetingReach(hosts, network);
  const local = await createLocalDevices(sources);
  return { ...local, meeting, reachMeeting, hosts, displays: listDisplays, idleSeconds };
}

async function createLocalDevices({ settings, clock, report }: DeviceSources): Promise<LocalDevices> {
  const lockParts = {
    platform: process.platform,
    environment: process.env,
    clock,
    timers: systemTimers,
    report,
    helper: helperParts({
      platform: process.platform,
      program: process.execPath,
      appFolder: app.isPackaged ? null : app.getAppPath(),
      dataFolder: settings.dataFolder,
      isPractice: settings.practice !== null,
      report,
    }),
  };
  // A production build has no practice settings, and nothing of `test/` in its bundle.
  if (__BUILD__ !== 'production' && settings.practice !== null) {
    const { practiceParts } = await import('../../test/simulator/practice-parts.ts');
    return practiceParts(settings.practice, settings, clock, lockParts);
  }
  const hardware = chooseHardware({ platform: process.platform, clock, ...settings.devices });
  const attached = (): readonly string[] => deviceFacts(hardware.attached).attachedInput;
  return { hardware, lock: await chooseLock({ ...lockParts, attached }), simulatedHardware: false };
}
