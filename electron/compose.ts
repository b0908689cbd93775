import { randomUUID } from 'node:crypto';
import { statfsSync } from 'node:fs';
import path from 'node:path';
import { app, powerMonitor, powerSaveBlocker, screen } from 'electron';
import { V7Generator } from 'uuidv7';
import { checkMeetingLink } from '../shared/meeting-link/meeting-link.ts';
import type { AttachedDevice } from '../shared/hardware/attached.ts';
import type { Message } from '../shared/ipc/snapshot.ts';
import { DEFAULT_NOTICE } from '../shared/notice/notice.ts';
import { ok, refuse, type Result } from '../shared/result.ts';
import { evolve } from '../shared/session/evolve.ts';
import type { Enrolment } from '../shared/sync/rows.ts';
import { INITIAL_STATE, STATE_VERSION, type StationState } from '../shared/session/state.ts';
import { chooseParts, namesOfInput } from './build-parts.ts';
import type { Ipc } from './ipc.ts';
import type { Journal } from './journal/journal.ts';
import { fileKeyKeeper } from './journal/key-keeper.ts';
import { openJournal } from './journal/open.ts';
import type { InAppBlock } from './lockout/in-app-block.ts';
import { systemTimers as lockTimers } from './lockout/timers.ts';
import { MeetingView } from './meeting/meeting-view.ts';
import type { MeetingHosts } from './meeting/meeting-hosts.ts';
import type { MeetingTarget } from './meeting/meeting.ts';
import type { Report } from './settings/log.ts';
import type { StationSettings } from './settings/station-settings.ts';
import { SystemClock } from './settings/system-clock.ts';
import { automaticChecks } from './station/checks.ts';
import { decisionContext } from './station/context.ts';
import { Director } from './station/director.ts';
import { callHandlers } from './station/handlers.ts';
import { PinPanel } from './station/pin-panel.ts';
import { institutionChoices, type InstitutionChoices } from './station/policy.ts';
import type { FeedReader, Screens } from './station/ports.ts';
import { Presenter } from './station/presenter.ts';
import { exportSheet, sheetOf } from './station/sheet.ts';
import { SignIn } from './station/sign-in.ts';
import { Station } from './station/station.ts';
import { Watch } from './station/watch.ts';
import type { Feeds } from './sync/feeds.ts';
import { fetchHttp } from './sync/http.ts';
import { openIdentity, type IdentityStore } from './sync/identity.ts';
import { createSync, type Sync } from './sync/sync.ts';
import { systemTimers as syncTimers } from './sync/timers.ts';
import type { StationWindow } from './windows/station-window.ts';

export interface Composed {
  /** Saves what can be saved; the lock is left to fall with the process and comes back with it. */
  close(): void;
}

export interface ComposeParts {
  readonly settings: StationSettings;
  readonly ipc: Ipc;
  readonly block: InAppBlock;
  readonly report: Report;
  readonly makeWindow: () => StationWindow;
}

const TICK_MS = 1000;

/** Builds every part once, hands them to each other and starts them. Refuses where nothing could be recorded. */
export async function composeStation(parts: ComposeParts): Promise<Result<Composed, Message>> {
  const { settings, report } = parts;
  const clock = new SystemClock();
  const kept = openRecord(settings, clock);
  if (!kept.ok) return kept;
  const { journal, identity } = kept.value;
  const { hardware, lock, simulatedHardware } = await chooseParts(settings, clock, {
    platform: process.platform,
    environment: process.env,
    clock,
    timers: lockTimers,
    report,
  });
  const sync = createSync({
    journal,
    identity,
    http: fetchHttp(),
    clock,
    timers: syncTimers,
    serverUrl: settings.serverUrl === null ? null : new URL(settings.serverUrl),
    appVersion: app.getVersion(),
    platform: process.platform,
    vitals: () => ({
      phase: journal.state.session?.phase ?? 'idle',
      devices: countByKind(hardware.attached),
      diskFreeBytes: freeBytes(settings.dataFolder),
    }),
    onServerTime: (offsetMs) => clock.learn(offsetMs),
    onBug: (error) =>
      report('sync-fault', error instanceof Error ? (error.stack ?? error.message) : 'unknown'),
  });
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
  const feeds = feedReader(sync.feeds);
  const enrolment = (): Enrolment | null => identity.enrolment();
  const choices = (): InstitutionChoices =>
    institutionChoices(feeds.setting, settings, {
      notice: DEFAULT_NOTICE,
      firstLanguage: enrolment()?.institution.firstLanguage ?? 'en',
      neverReached: feeds.receivedAt('schedule') === null,
    });
  const station = new Station({
    record: journal,
    clock,
    report,
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
      }),
  });

  const window = parts.makeWindow();
  parts.block.setShield(window.shield);
  parts.block.addBlockable(meeting);
  const screens: Screens = {
    show: (mode, place, view, shown) => window.show(mode, place, view, shown),
    push: (page, snapshot) => parts.ipc.push(page, snapshot),
  };
  const director = new Director({
    station,
    lock,
    block: parts.block,
    meeting,
    screens,
    attachedInput: () => namesOfInput(hardware),
    inputListed: () => !hardware.troubles.some((trouble) => trouble.part === 'input-devices'),
    target: () => meetingTarget(journal.state, hosts, enrolment()?.institution.name.en ?? ''),
    changed: () => presenter.changed(),
    report,
    later: (delayMs, action) => void setTimeout(action, delayMs),
  });
  const signIn = new SignIn(station, feeds);
  const panel = new PinPanel({
    now: () => clock.now(),
    tryPin: (pin) => signIn.comeBack(pin),
    changed: () => presenter.changed(),
  });
  const presenter = new Presenter({
    station,
    director,
    panel,
    lock,
    meeting,
    screens,
    staff: () => feeds.staff(),
    choices,
    attached: () => hardware.attached,
    enrolment,
    syncStatus: () => sync.status(),
    alarms: () => alarms(journal, lock.kind === 'unsupported'),
    about: {
      appVersion: app.getVersion(),
      build: __BUILD__,
      practice: settings.practice === null ? null : { pins: settings.practice.pins },
    },
    simulatedHardware,
  });
  const watch = new Watch({
    station,
    director,
    feeds,
    meeting: () => ({
      state: meeting.state.kind,
      cause: meeting.state.kind === 'lost' ? meeting.state.cause : null,
      failure: meeting.state.kind === 'failed' ? meeting.state.code : null,
    }),
    hardware: () => ({ devices: hardware.attached, attachedInput: namesOfInput(hardware) }),
    headsetPresent: () => hardware.attached.some((device) => device.kind === 'headset'),
    webcamPresent: () => hardware.attached.some((device) => device.kind === 'camera'),
    idleSeconds: () => powerMonitor.getSystemIdleTime(),
  });

  parts.ipc.serve({
    roles: () => {
      const signedIn = journal.state.signedIn;
      if (signedIn === null) return null;
      return feeds.staff().find((row) => row.id === signedIn.staff)?.roles ?? ['facilitator'];
    },
    report,
    handlers: callHandlers({
      station,
      signIn,
      newId: newIdMaker(),
      staffSnapshot: () => presenter.staff(),
      visitSnapshot: () => presenter.visit(),
      setLanguage: (language) => presenter.setLanguage(language),
      reportMedia: (devices) => hardware.reportMedia(devices),
      chooseMedia: (chosen) => presenter.choose(chosen),
      placeMeeting: (place) => {
        director.setPlace(place);
        presenter.changed();
      },
      runChecks: () =>
        automaticChecks({
          dataFolder: settings.dataFolder,
          displays: () => screen.getAllDisplays().length,
          clockOffsetMs: () => clock.offsetMs,
          meetingAddress: () => meetingAddress(journal.state, hosts),
          lock: () => ({
            supported: lock.kind !== 'unsupported',
            kind: lock.kind,
            detail: lock.state.name === 'unsupported' ? lock.state.why : '',
          }),
        }),
      sheet: (from, to) => sheetOf(journal, from, to),
      exportSheet: (from, to) =>
        exportSheet(
          journal,
          path.join(settings.dataFolder, 'exports'),
          { from, to },
          presenter.staff().language,
        ),
      staffName: (id) => feeds.staff().find((row) => row.id === id)?.name ?? id,
    }),
  });

  // Whatever happens, the order is the same: recorded, then noticed, acted upon, shown, sent.
  station.onRecorded(() => {
    watch.recorded();
    director.reconcile();
    presenter.changed();
  });
  hardware.onChange(() => {
    watch.hardwareChanged();
    presenter.changed();
  });
  hardware.onHeadset((event) => {
    if (event === 'long-press') station.execute({ type: 'ask-assistance', how: 'headset' });
    if (event === 'mute' || event === 'unmute') presenter.setMicrophoneOff(event === 'mute');
  });
  meeting.onChange(() => {
    watch.meetingChanged();
    director.reconcile();
    presenter.changed();
  });
  lock.onKey((key) => void panel.take(key));
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
  if (journal.state.session?.connectedAt != null) station.execute({ type: 'rejoin' });
  director.reconcile();
  presenter.changed();
  await hardware.start();
  reportDisplays();
  sync.start();
  const firstEnrolment = enrolOnce(sync, settings.enrolmentCode, () => enrolment() !== null, report);
  powerSaveBlocker.start('prevent-display-sleep');
  const ticking = setInterval(() => {
    watch.tick();
    panel.tick();
    if (journal.state.session !== null) presenter.changed();
  }, TICK_MS);

  return ok({
    close: () => {
      clearInterval(ticking);
      clearInterval(firstEnrolment);
      void sync.stop();
      hardware.stop();
      journal.close();
    },
  });
}

interface KeptRecord {
  readonly journal: Journal<StationState>;
  readonly identity: IdentityStore;
}

/** Opens keys, identity and journal in the data folder. */
function openRecord(settings: StationSettings, clock: SystemClock): Result<KeptRecord, Message> {
  const { dataFolder } = settings;
  const cannot = (code: string): Result<KeptRecord, Message> =>
    refuse({ code: `record-${code}`, values: { folder: dataFolder } });
  const keyKeeper = fileKeyKeeper(path.join(dataFolder, 'seal.key'));
  const identity = openIdentity({ file: path.join(dataFolder, 'identity.json'), keyKeeper, clock });
  if (!identity.ok) return cannot(identity.refusal.code);
  const journal = openJournal<StationState>({
    file: path.join(dataFolder, 'journal.sqlite'),
    nativeBinding: __BUILD__ === 'production' ? undefined : process.env['CHILD_LINK_SQLITE_ADDON'],
    clock,
    keyKeeper,
    identity: identity.value.current(),
    appVersion: app.getVersion(),
    boot: randomUUID(),
    fold: { initial: INITIAL_STATE, evolve, version: STATE_VERSION },
  });
  if (!journal.ok) return cannot(journal.refusal.code);
  return ok({ journal: journal.value, identity: identity.value });
}

/** What staff must know of the record and the lock, whoever signs in. */
function alarms(journal: Journal<StationState>, unsupportedLock: boolean): readonly Message[] {
  const list: Message[] = [];
  if (journal.incident !== null) list.push({ code: `incident-${journal.incident.code}`, values: {} });
  if (unsupportedLock) list.push({ code: 'lock-unsupported', values: {} });
  return list;
}

const ENROL_AGAIN_MS = 15_000;

/** Spends the code of the settings at the first start, again and again until the server could be reached (R3). */
function enrolOnce(
  sync: Sync,
  code: string | null,
  enrolled: () => boolean,
  report: Report,
): NodeJS.Timeout | undefined {
  if (code === null || enrolled()) return undefined;
  const attempt = (): void => {
    void sync.enrol(code).then((done) => {
      if (done.ok || enrolled()) clearInterval(again);
      else report('enrolment-failed', done.refusal.code);
    });
  };
  const again = setInterval(attempt, ENROL_AGAIN_MS);
  attempt();
  return again;
}

function feedReader(feeds: Feeds): FeedReader {
  return {
    schedule: () => feeds.schedule(),
    sites: () => feeds.sites(),
    staff: () => feeds.staff(),
    directives: () => feeds.directives(),
    setting: (key) => feeds.settings().get(key),
    receivedAt: (feed) => feeds.standing(feed)?.receivedAtMs ?? null,
  };
}

function countByKind(devices: readonly AttachedDevice[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of devices) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null; // the heartbeat goes without it
  }
}

function meetingTarget(state: StationState, hosts: MeetingHosts, displayName: string): MeetingTarget | null {
  const meeting = state.session?.booking.meeting;
  if (meeting === undefined) return null;
  const link = checkMeetingLink(meeting.url, { hosts: hosts.sites, practiceOrigins: hosts.practiceOrigins });
  if (!link.ok) return null;
  const password = meeting.password ?? null;
  return { href: link.value.href, displayName, ...(password === null ? {} : { password }) };
}

function meetingAddress(
  state: StationState,
  hosts: MeetingHosts,
): { readonly host: string; readonly port: number } | null {
  const target = meetingTarget(state, hosts, '');
  if (target === null) return null;
  const { hostname, port, protocol } = new URL(target.href);
  return { host: hostname, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) };
}

function newIdMaker(): () => string {
  const generator = new V7Generator();
  return () => generator.generate().toString();
}
