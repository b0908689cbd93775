import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { app, powerMonitor, powerSaveBlocker, screen } from 'electron';
import { V7Generator } from 'uuidv7';
import { toInstant } from '../../shared/clock.ts';
import type { Message } from '../../shared/ipc/snapshot.ts';
import { DEFAULT_NOTICE } from '../../shared/notice/notice.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Enrolment } from '../../shared/sync/rows.ts';
import type { CheckName } from '../../shared/session/entries.ts';
import type { StationState } from '../../shared/session/state.ts';
import { createDevices, namesOfInput } from './create-devices.ts';
import { startBackgroundJobs } from './background-jobs.ts';
import type { IpcServer } from '../ipc/ipc-server.ts';
import { createDispatcher } from '../ipc/dispatch.ts';
import type { Journal } from '../journal/journal.ts';
import type { InAppBlock } from '../lockout/in-app-block.ts';
import { followLockEvents } from './lock-events.ts';
import { systemTimers } from '../platform/timers.ts';
import { ChosenLabels, givenDevices } from '../meeting/chosen-labels.ts';
import { MeetingView } from '../meeting/meeting-view.ts';
import type { MeetingHosts } from '../meeting/meeting-hosts.ts';
import { openStorage } from './open-storage.ts';
import { systemStorage } from '../platform/safe-storage.ts';
import type { Report } from '../platform/log.ts';
import type { StationSettings } from '../settings/station-settings.ts';
import { SystemClock } from '../platform/system-clock.ts';
import { recoveryCode } from '../staff/recovery-code.ts';
import { automaticChecks } from '../station/checks.ts';
import { Equipment, withinAllowed } from '../station/equipment.ts';
import { decisionContext, linkAnswer } from '../station/context.ts';
import { Reconciler } from '../station/reconciler.ts';
import { Drafts } from '../station/drafts.ts';
import { callHandlers } from '../ipc/handlers.ts';
import { PinPanel } from '../staff/pin-panel.ts';
import { institutionChoices, type InstitutionChoices } from '../station/policy.ts';
import { Exporter } from '../tracking/export-sheet.ts';
import { feedReader } from '../station/feed-reader.ts';
import { itView } from '../diagnostics/it-view.ts';
import { meetingAddress, meetingTarget } from '../station/meeting-target.ts';
import type { Screens } from '../station/ports.ts';
import { createHealth, healthCodes, type HealthFacts } from '../diagnostics/health.ts';
import { countByKind, freeBytes, systemOf } from '../diagnostics/vitals.ts';
import { MACHINE_ZONE, Presenter } from '../station/presenter.ts';
import { allRows, historyOf, sheetPage } from '../tracking/sheet.ts';
import { SignIn } from '../staff/sign-in.ts';
import { Station } from '../station/station.ts';
import { TrackingIndex } from '../tracking/tracking-index.ts';
import { Watch } from '../station/watch.ts';
import { writeBundle } from '../workers/tasks.ts';
import { fetchHttp } from '../sync/http.ts';
import { followZoneTable } from '../sync/zone-table-feed.ts';
import { createSync } from '../sync/sync.ts';
import type { StationWindow } from '../windows/station-window.ts';

export interface RunningStation {
  /** Saves what can be saved; the lock is left to fall with the process and comes back with it. */
  close(): void;
  /** Something is wrong with the installation: shown once no session is under way, and left then only by a new start. */
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
  /** Why only the safe screen is shown, without devices and meeting, while record, lock and sync go on; else null. */
  readonly safe: Message | null;
  /** Resolved once the staff page has its first screen on the display. */
  readonly firstPaint: PromiseWithResolvers<void>;
  /** Whether a session is under way, at the start and whenever that changes. */
  readonly onSession: (underWay: boolean) => void;
  /** Ends the process so that it is started anew. */
  readonly stopForFault: (code: string, error: unknown) => void;
}

const TICK_MS = 1000;
/** How long the first screen is waited for at most. */
export const MOST_UNTIL_SHOWN_MS = 3000;
const RESERVE_STEP_BYTES = 1024 * 1024;

/** Builds every part once, hands them to each other and starts them. Refuses where nothing could be recorded. */
export async function createStation(parts: StationDependencies): Promise<Result<RunningStation, Message>> {
  const { settings, report, safe, window, firstPaint } = parts;
  let pendingFault: Message | null = null;
  const shown = Promise.race([firstPaint.promise, after(MOST_UNTIL_SHOWN_MS)]);
  const clock = new SystemClock();
  const kept = openStorage(settings.dataFolder, app.getVersion(), clock, systemStorage);
  if (!kept.ok) return kept;
  const { journal, identity } = kept.value;
  const { hardware, lock, simulatedHardware } = await createDevices(settings, clock, {
    platform: process.platform,
    environment: process.env,
    clock,
    timers: systemTimers,
    report,
  });
  const sync = createSync({
    journal,
    identity,
    http: fetchHttp(),
    clock,
    timers: systemTimers,
    serverUrl: settings.serverUrl === null ? null : new URL(settings.serverUrl),
    appVersion: app.getVersion(),
    platform: process.platform,
    vitals: () => ({
      phase: journal.state.session?.phase ?? 'idle',
      devices: countByKind(hardware.attached),
      diskFreeBytes: freeBytes(settings.dataFolder),
      health: health(healthCodes(healthFacts())),
      system: systemOf(),
    }),
    onServerTime: (offsetMs) => clock.learn(offsetMs),
    onBug: (error) =>
      report('sync-fault', error instanceof Error ? (error.stack ?? error.message) : 'unknown'),
  });
  const health = createHealth(() => clock.now());
  const healthFacts = (): HealthFacts => ({
    fault: (safe ?? pendingFault)?.code ?? null,
    recordDamaged: journal.incident !== null,
    lockSupported: lock.kind !== 'unsupported',
    freeBytes: freeBytes(settings.dataFolder),
    clock: { status: () => clock.status(), offsetMs: clock.offsetMs },
    hasHardwareTrouble: hardware.troubles.length > 0,
    assistanceAsked: journal.state.session?.assistanceSince != null,
    syncWarnings: sync.status().warnings.map(({ code }) => code),
    malformedSettings: choices().malformed.length > 0,
    signInEnds: false,
  });
  followZoneTable(sync.feeds);
  const hosts: MeetingHosts = {
    sites: settings.meeting.sites,
    pages: settings.meeting.pages,
    requests: settings.meeting.requests,
    practiceOrigins: settings.practice?.meetingOrigins ?? [],
  };
  const meeting = new MeetingView({
    clock,
    hosts: () => hosts,
    production: __BUILD__ === 'production',
    askForBrowserClient: settings.meeting.askForBrowserClient,
    onRefused: (what) => report('meeting-refused', JSON.stringify(what)),
  });
  const chosenLabels = new ChosenLabels();
  const feeds = feedReader(sync.feeds);
  const enrolment = (): Enrolment | null => identity.enrolment();
  const choices = (): InstitutionChoices =>
    institutionChoices(feeds.setting, settings, {
      notice: DEFAULT_NOTICE,
      firstLanguage: enrolment()?.institution.firstLanguage ?? 'en',
      scheduleAt: feeds.receivedAt('schedule'),
      now: clock.now(),
    });
  const station = new Station({
    record: journal,
    clock,
    report,
    recordLost: (fault) => parts.stopForFault('record-lost', fault),
    context: () =>
      decisionContext({
        clock,
        feeds,
        policy: () => choices().policy,
        state: () => journal.state,
        attached: () => hardware.attached,
        lockSupported: () => lock.kind !== 'unsupported',
        hosts,
        evidence: () => meeting.evidence,
        linkUp: () => meeting.state.kind === 'in-meeting',
        zone: () => enrolment()?.institution.zone ?? MACHINE_ZONE,
      }),
  });

  window.onDeviceChange(() => hardware.lookAgain());
  parts.block.addBlockable(meeting);
  const screens: Screens = {
    show: (mode, place, view, shown) => window.show(mode, place, view, shown),
    push: (page, snapshot) => parts.ipc.push(page, snapshot),
  };
  const reconciler = new Reconciler({
    station,
    lock,
    block: parts.block,
    meeting,
    screens,
    attachedInput: () => namesOfInput(hardware),
    inputListed: () => !hardware.troubles.some((trouble) => trouble.part === 'input-devices'),
    target: () =>
      safe === null ? meetingTarget(journal.state, hosts, enrolment()?.institution.name.en ?? '') : null,
    changed: () => presenter.changed(),
    report,
    timers: systemTimers,
  });
  const signIn = new SignIn(station, feeds, recoveryCode(settings.dataFolder));
  const drafts = new Drafts({
    file: path.join(settings.dataFolder, 'drafts.sealed'),
    sealer: journal.ledger.sealer,
    clock,
    report,
  });
  const index = new TrackingIndex(journal, clock.now(), shown);
  const exporter = new Exporter({
    index,
    folder: path.join(settings.dataFolder, 'exports'),
    fonts: path.join(app.getAppPath(), 'assets', 'fonts'),
    now: () => clock.now(),
    firstLanguage: () => enrolment()?.institution.firstLanguage ?? 'en',
    changed: () => presenter.changed(),
  });
  const panel = new PinPanel({
    now: () => clock.now(),
    tryPin: (pin) => signIn.comeBack(pin),
    changed: () => presenter.changed(),
  });
  const presenter = new Presenter({
    station,
    reconciler,
    panel,
    lock,
    meeting,
    screens,
    staff: () => feeds.staff(),
    directives: () => feeds.directives(),
    choices,
    attached: () => hardware.attached,
    troubles: () => hardware.troubles,
    allowed: settings.devices,
    enrolment,
    syncStatus: () => sync.status(),
    alarms: () => [
      ...alarms(journal, lock.kind === 'unsupported'),
      ...sync.status().warnings.map(({ code }) => ({ code: `sync-${code}`, values: {} })),
    ],
    about: {
      appVersion: app.getVersion(),
      build: __BUILD__,
      practice: settings.practice === null ? null : { pins: settings.practice.pins },
    },
    simulatedHardware,
    exporting: () => exporter.progress,
    fault: () => safe ?? (journal.state.session === null ? pendingFault : null),
  });
  const runChecks = (names?: readonly CheckName[]): ReturnType<typeof automaticChecks> =>
    automaticChecks(
      {
        dataFolder: settings.dataFolder,
        // Right after a start it is not laid aside yet; what the disk has room for counts.
        reserveBytes: () => {
          journal.diskReserve.topUp(RESERVE_STEP_BYTES);
          return journal.diskReserve.held();
        },
        displays: () => screen.getAllDisplays().length,
        clockOffsetMs: () => clock.offsetMs,
        meetingAddress: () => meetingAddress(journal.state, hosts),
        mediaServers: settings.meeting.mediaServers,
        lock: () => ({
          supported: lock.kind !== 'unsupported',
          kind: lock.kind,
          detail: lock.state.name === 'unsupported' ? lock.state.why : '',
        }),
      },
      names,
    );
  const equipment = new Equipment({
    station,
    attached: () => hardware.attached,
    chosen: () => presenter.chosen,
    run: runChecks,
    timers: systemTimers,
  });
  const watch = new Watch({
    station,
    reconciler,
    feeds,
    meeting: () => ({
      state: meeting.state.kind,
      cause: meeting.state.kind === 'lost' ? meeting.state.cause : null,
      failure: meeting.state.kind === 'failed' ? meeting.state.code : null,
      quality: meeting.evidence.quality,
      devices: givenDevices(meeting.evidence.devices, chosenLabels.devices),
    }),
    hardware: () => ({ devices: hardware.attached, attachedInput: namesOfInput(hardware) }),
    headsetPresent: () => hardware.attached.some((device) => device.kind === 'headset'),
    webcamPresent: () => hardware.attached.some((device) => device.kind === 'camera'),
    idleSeconds: () => powerMonitor.getSystemIdleTime(),
  });

  parts.ipc.serve(
    createDispatcher({
      roles: () => {
        const signedIn = journal.state.signedIn;
        if (signedIn === null) return null;
        return feeds.staff().find((row) => row.id === signedIn.staff)?.roles ?? ['facilitator'];
      },
      report,
      handlers: callHandlers({
        station,
        signIn,
        drafts,
        newId: newIdMaker(),
        directives: () => feeds.directives(),
        staffSnapshot: () => presenter.staff(),
        visitSnapshot: () => presenter.visit(),
        pageShown: () => firstPaint.resolve(),
        pageFailed: (detail) => report('page-failed', detail),
        setLanguage: (language) => presenter.setLanguage(language),
        reportMedia: (devices) => {
          hardware.reportMedia(devices);
          void meeting.setDevices(chosenLabels.report(devices));
        },
        chooseMedia: (wanted) => {
          const chosen = withinAllowed(wanted, hardware.attached, settings.devices);
          presenter.choose(chosen);
          void meeting.setDevices(chosenLabels.choose(chosen));
        },
        placeMeeting: (place) => {
          reconciler.setPlace(place);
          presenter.changed();
        },
        runChecks,
        withDevices: (check, result) => equipment.withDevices(check, result),
        checkLink: (url) => linkAnswer(url, hosts),
        sheet: (period, page) => sheetPage(index, period, page),
        allRows: (period) => allRows(index, period),
        history: (session) =>
          historyOf(journal, session, (id) => feeds.staff().find((row) => row.id === id)?.name ?? id),
        exportSheet: (wanted) => exporter.export(wanted, presenter.staff().language),
        cancelExport: () => exporter.cancel(),
        staffName: (id) => feeds.staff().find((row) => row.id === id)?.name ?? id,
        itView: () =>
          itView({
            keeper: kept.value.keeper,
            dataFolder: settings.dataFolder,
            serverUrl: settings.serverUrl,
            journal,
            clock,
            feeds: sync.feeds,
            enrolment: enrolment(),
            troubles: hardware.troubles,
            about: { appVersion: app.getVersion(), build: __BUILD__ },
          }),
        writeBundle: async () => {
          const name = `diagnose-${toInstant(clock.now()).slice(0, 10)}.json`;
          const file = path.join(settings.dataFolder, 'exports', name);
          return (await writeBundle(file, settings.dataFolder)) ? file : null;
        },
      }),
    }),
  );

  let hasShield = false;
  /** From here on somebody may be left alone with the screen: the visit page is there long before that. */
  const prepareVisit = (): void => {
    if (hasShield || (journal.state.signedIn === null && journal.state.session === null)) return;
    hasShield = true;
    parts.block.setShield(window.shield);
  };
  let underWay: boolean | null = null;
  const tellSession = (): void => {
    const now = journal.state.session !== null;
    if (now !== underWay) parts.onSession(now);
    underWay = now;
  };
  const recallDevices = (): void => void meeting.setDevices(chosenLabels.recall(journal.state.session));
  tellSession();
  prepareVisit();
  recallDevices();
  // Whatever happens, the order is the same: recorded, then noticed, acted upon, shown, sent.
  station.onRecorded((entries) => {
    index.note(entries);
    drafts.follow(
      journal.state,
      entries.some((entry) => entry.type === 'staff.signed-out' && entry.body.why === 'asked'),
    );
    tellSession();
    prepareVisit();
    recallDevices();
    watch.recorded();
    reconciler.reconcile();
    presenter.changed();
  });
  hardware.onChange(() => {
    watch.hardwareChanged();
    equipment.hardwareChanged();
    presenter.changed();
  });
  hardware.onHeadset((event) => {
    if (event === 'long-press') station.execute({ type: 'ask-assistance', how: 'headset' });
    if (event === 'mute' || event === 'unmute') presenter.setMicrophoneOff(event === 'mute');
  });
  meeting.onChange(() => {
    watch.meetingChanged();
    reconciler.reconcile();
    presenter.changed();
  });
  lock.onKey((key) => void panel.take(key));
  followLockEvents({ lock, reconciler, now: () => clock.now(), report });
  lock.onState(() => presenter.changed());
  sync.onStatus(() => presenter.changed());
  sync.feeds.onChange(() => {
    watch.feedsChanged();
    presenter.changed();
  });
  const reportDisplays = (): void =>
    hardware.reportDisplays(
      screen.getAllDisplays().map(({ id, label }) => ({ id: String(id), name: label })),
    );
  screen.on('display-added', reportDisplays);
  screen.on('display-removed', reportDisplays);

  station.execute({
    type: 'start-station',
    appVersion: app.getVersion(),
    platform: process.platform,
    build: __BUILD__,
  });
  if (safe === null && journal.state.session?.connectedAt != null) station.execute({ type: 'rejoin' });
  // A directive may have arrived just before the app went down.
  watch.feedsChanged();
  reconciler.reconcile();
  presenter.changed();
  // Whoever comes to sign in sees the names first; a visit under way waits for nothing.
  if (journal.state.session === null) await shown;
  if (safe === null) await hardware.start();
  reportDisplays();
  const stopBackgroundJobs = startBackgroundJobs({
    ...{ settings, journal, sync, clock, report },
    isEnrolled: () => enrolment() !== null,
    setting: (key) => feeds.setting(key),
  });
  powerSaveBlocker.start('prevent-display-sleep');
  const ticking = setInterval(() => {
    watch.tick();
    panel.tick();
    if (journal.state.session !== null) presenter.changed();
  }, TICK_MS);

  return ok({
    isIdle: () => journal.state.session === null && journal.state.signedIn === null,
    failWhenIdle: (fault) => {
      pendingFault = fault;
      presenter.changed();
    },
    close: () => {
      clearInterval(ticking);
      stopBackgroundJobs();
      hardware.stop();
      journal.close();
    },
  });
}

/** What staff must know of the record and the lock, whoever signs in. */
function alarms(journal: Journal<StationState>, unsupportedLock: boolean): readonly Message[] {
  const list: Message[] = [];
  if (journal.incident !== null) list.push({ code: `incident-${journal.incident.code}`, values: {} });
  if (unsupportedLock) list.push({ code: 'lock-unsupported', values: {} });
  return list;
}

function newIdMaker(): () => string {
  const generator = new V7Generator();
  return () => generator.generate().toString();
}
