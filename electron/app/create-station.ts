import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { app } from 'electron';
import type { Message } from '../../shared/ipc/snapshot.ts';
import { ok, type Result } from '../../shared/result.ts';
import { isOccupied } from '../../shared/session/roles.ts';
import { serveCalls } from '../ipc/serve-calls.ts';
import { readNetwork } from '../network/station-network.ts';
import { systemStorage } from '../platform/safe-storage.ts';
import { SystemClock } from '../platform/system-clock.ts';
import { systemTimers } from '../platform/timers.ts';
import { openProvisioning, PROVISIONING_FILE } from '../settings/provisioning.ts';
import { PinPanel } from '../staff/pin-panel.ts';
import { recoveryCode } from '../staff/recovery-code.ts';
import { SignIn } from '../staff/sign-in.ts';
import { createStaffDirectory } from '../staff/staff-directory.ts';
import { ChangeSignal } from '../station/change-signal.ts';
import { createChecks } from '../station/checks.ts';
import { ChosenDevices } from '../station/chosen-devices.ts';
import { createMonitors } from '../station/create-monitors.ts';
import { decisionContext } from '../station/context.ts';
import { Drafts } from '../station/drafts.ts';
import { Equipment } from '../station/equipment.ts';
import { FaultState } from '../station/fault-state.ts';
import { createMeetingTarget, trialHost, trialTarget } from '../station/meeting-target.ts';
import { Presenter } from '../station/presenter.ts';
import { Reconciler } from '../station/reconciler.ts';
import { Station } from '../station/station.ts';
import { createTracking } from '../tracking/create-tracking.ts';
import { startBackgroundJobs } from './background-jobs.ts';
import { bringUp } from './bring-up.ts';
import { connectEvents } from './connect-events.ts';
import { createDiagnostics, createStationChecks } from './create-diagnostics.ts';
import { createDevices } from './create-devices.ts';
import { createStationSync } from './create-sync.ts';
import { createStationRecords } from '../embedded/station-records.ts';
import { openEmbedded } from './open-embedded.ts';
import { openStorage } from './open-storage.ts';
import type { RunningStation, StationDependencies } from './running-station.ts';

/** How long the station waits for the first screen. */
export const MOST_UNTIL_SHOWN_MS = 3000;

/** Makes every part of the station out of those above it, connects and starts them. Refuses where nothing could be recorded. */
export async function createStation(deps: StationDependencies): Promise<Result<RunningStation, Message>> {
  const { settings, ipc, block, report, window, safe, firstPaint } = deps;
  const { dataFolder } = settings;
  const [appVersion, appFolder] = [app.getVersion(), app.getAppPath()];
  const shown = Promise.race([firstPaint.promise, after(MOST_UNTIL_SHOWN_MS)]);
  const clock = new SystemClock();

  const storage = await openStorage({ dataFolder, appVersion, clock, safeStorage: systemStorage });
  if (!storage.ok) return storage;
  const { journal } = storage.value;
  const network = readNetwork(settings.network, report);
  const slowChecks = createStationChecks({ settings, network, clock, report });
  const devices = await createDevices({ settings, network, clock, report });
  const machine = {
    settings,
    network,
    dataFolder,
    appVersion,
    appFolder,
    safe,
    slowChecks,
    faults: new FaultState(safe),
    clock,
    timers: systemTimers,
    report,
    ...storage.value,
    ...devices,
  };
  const changes = new ChangeSignal();
  const embedded =
    settings.institution === 'embedded'
      ? await openEmbedded({ ...machine, onChange: () => changes.notify() })
      : null;
  const synced = createStationSync({ ...machine, embedded });
  embedded?.connect(synced.sync.feeds);
  const staff = createStaffDirectory(synced.feeds);
  const known = { ...machine, ...synced, staff, embedded };
  const station = new Station({
    journal,
    report,
    context: () => decisionContext(known),
    journalLost: (fault) => deps.stopForFault('record-lost', fault),
  });
  const provisioning = openProvisioning(path.join(dataFolder, PROVISIONING_FILE), report);
  const core = { ...known, station, changes, provisioning };

  const signIn = new SignIn({
    ...core,
    recoveryCode: recoveryCode({ ...core, sealer: journal.ledger.sealer }),
  });
  const panel = new PinPanel({ ...core, signIn });
  const drafts = new Drafts({ ...core, sealer: journal.ledger.sealer });
  const chosenDevices = new ChosenDevices(core);
  const { trialLink } = settings.meeting;
  const equipment = new Equipment({
    ...core,
    chosenDevices,
    checks: createChecks(core),
    trialHost: () => trialHost(trialLink, core.feeds.schedule(), core.hosts),
  });
  const target = createMeetingTarget(core);
  const reconciler = new Reconciler({ ...core, block, screens: window, target });
  const monitors = createMonitors({ ...core, reconciler, chosenDevices });
  const tracking = createTracking({ ...core, after: shown });
  embedded?.attach(createStationRecords({ ...core, tracking }));
  const { exporter } = tracking;
  const presenter = new Presenter({
    ...core,
    reconciler,
    panel,
    monitors,
    chosenDevices,
    exporter,
    pages: ipc,
  });
  const diagnostics = createDiagnostics(core);
  const trial = () => trialTarget(trialLink, core.hosts, core.institution.name.en);
  const parts = {
    ...core,
    trial,
    signIn,
    panel,
    drafts,
    chosenDevices,
    equipment,
    reconciler,
    monitors,
    tracking,
  };

  serveCalls(ipc, { ...parts, presenter, diagnostics, pageShown: firstPaint.resolve });
  connectEvents({ ...parts, presenter, window, block, onSession: deps.onSession });
  await bringUp({ ...parts, shown });
  const ticking = [...Object.values(monitors), panel, presenter, slowChecks];
  const stopJobs = startBackgroundJobs({ ...core, tracking, ticking });

  return ok({
    isIdle: () => !isOccupied(station.state),
    failWhenIdle: (fault) => presenter.failWhenIdle(fault),
    close() {
      stopJobs();
      devices.hardware.stop();
      embedded?.close();
      journal.close();
    },
  });
}
