import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { electronRuntime } from '../../scripts/electron-path.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Json } from '../../shared/sync/wire.ts';
import type { Clock } from '../../shared/clock.ts';
import { PRACTICE_PINS, practiceSeed, refreshPractice } from '../institution/practice-data.ts';
import { createInstitution, type Institution, type InstitutionSeed } from '../institution/server.ts';
import { startPracticeMeeting, type PracticeMeeting } from '../meeting/peer.ts';
import { prepareEmbedded } from './prepare-embedded.ts';

/** Everything around a station that plays by itself: institution, practice meeting, community site, settings. */
export interface Stage {
  /** Holds the station's data, its settings and the institution's data. */
  readonly folder: string;
  readonly dataFolder: string;
  readonly settingsFile: string;
  /** Where a station without a server puts its copies. */
  readonly copyFolder: string;
  /** Null where the station is its own institution (R64). */
  readonly server: ServerPlace | null;
  /** The server that this stage has started. */
  readonly institution: Institution | null;
  readonly meeting: PracticeMeeting;
  close(): Promise<void>;
}

interface ServerPlace {
  readonly url: string;
  readonly code: string;
}

export interface StageOptions {
  readonly folder: string;
  readonly meetingPort: number;
  /**
   * Where the practice people are: in the station itself, which is `not-set-up` yet or `embedded` with them (R64); at a
   * `server` that this stage starts; or nowhere, and the station enrols at another server.
   */
  readonly institution: 'embedded' | 'not-set-up' | 'server' | ServerPlace;
  readonly institutionPort?: number;
  /** Whose station it is; Grand Valley without. */
  readonly institutionIs?: InstitutionSeed['institution'];
  /** Where the bookings' meeting is for the station, `https://meeting.example`; its own address without. */
  readonly meetingOrigin?: string;
  readonly lock?: 'machine' | 'simulated';
  readonly simulatedHardware?: boolean;
  readonly simulatorConsole?: boolean;
  /** Which of Chromium's made-up devices stand in; `all` where nobody listens. */
  readonly fakeMedia?: 'none' | 'inputs' | 'all';
  /** Written over the settings file's own values. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface StageRefusal {
  /** One sentence that says what to do. */
  readonly sentence: string;
}

const clock: Clock = { now: () => Date.now(), monotonicMs: () => performance.now(), status: () => 'synced' };

/** Starts the practice meeting and the server, or prepares the station's own institution, and writes the station's settings. */
export async function setUpStage(options: StageOptions): Promise<Result<Stage, StageRefusal>> {
  const { folder, meetingPort } = options;
  const noDisplay = await missingDisplay();
  if (noDisplay !== null) return refuse({ sentence: noDisplay });
  const started = await startPracticeMeeting({
    port: meetingPort,
    peer: { electron: electronRuntime().binary },
  });
  if (!started.ok) return refuse({ sentence: meetingSentence(started.refusal.code, meetingPort) });
  const meeting = started.value;
  const dataFolder = path.join(folder, 'station');
  const copyFolder = path.join(folder, 'copies');
  for (const made of [dataFolder, copyFolder]) mkdirSync(made, { recursive: true });
  let institution: Institution | null = null;
  if (options.institution === 'embedded') await prepareEmbedded(dataFolder, clock.now(), meeting.port);
  if (options.institution === 'server') {
    const created = await startServer(options, meeting.port);
    if (!created.ok) {
      await meeting.close();
      return refuse({ sentence: `The practice institution could not start (${created.refusal.code}).` });
    }
    institution = created.value;
  }
  const server =
    typeof options.institution === 'object'
      ? options.institution
      : institution && { url: institution.url, code: await institution.code() };
  const settingsFile = path.join(folder, 'station.json');
  const trialLink = `${meeting.origins[0] ?? ''}/meet/practice`;
  const settings = {
    dataFolder,
    ...(server === null
      ? { institution: 'embedded', copyFolder, meeting: { trialLink, sites: ['*.webex.com'] } }
      : { serverUrl: server.url, enrolmentCode: server.code, meeting: { trialLink } }),
    practice: {
      pins: options.institution === 'embedded' || institution !== null ? practicePins() : [],
      meetingOrigins: meeting.origins,
      simulatedHardware: options.simulatedHardware ?? true,
      simulatorConsole: options.simulatorConsole ?? false,
      lock: options.lock ?? 'machine',
      fakeMedia: options.fakeMedia ?? 'all',
    },
    ...options.settings,
  };
  writeFileSync(settingsFile, `${JSON.stringify(settings, null, 2)}\n`);
  return ok({
    folder,
    dataFolder,
    settingsFile,
    copyFolder,
    server,
    institution,
    meeting,
    close: async () => {
      await meeting.close();
      await institution?.close();
    },
  });
}

async function startServer(options: StageOptions, meetingPort: number): ReturnType<typeof createInstitution> {
  const dataDir = path.join(options.folder, 'institution');
  mkdirSync(dataDir, { recursive: true });
  const created = await createInstitution({
    dataDir,
    clock,
    seed: {
      ...seedFor(meetingPort, options.meetingOrigin),
      ...(options.institutionIs === undefined ? {} : { institution: options.institutionIs }),
    },
    ...(options.institutionPort === undefined ? {} : { port: options.institutionPort }),
  });
  if (created.ok && options.meetingOrigin === undefined)
    await refreshPractice(created.value.store, clock.now(), meetingPort);
  return created;
}

function seedFor(meetingPort: number, meetingOrigin: string | undefined): InstitutionSeed {
  const seed = practiceSeed(clock.now(), meetingPort);
  if (meetingOrigin === undefined) return seed;
  const rows = [...seed.feeds.schedule].map(([id, row]): [string, Json] => {
    const text = JSON.stringify(row).replaceAll(`http://localhost:${meetingPort}`, meetingOrigin);
    return [id, JSON.parse(text)];
  });
  return { ...seed, feeds: { ...seed.feeds, schedule: new Map(rows) } };
}

/** The environment and arguments with which the station of a stage is started, by hand or by a test. */
export function stationLaunch(
  stage: Pick<Stage, 'settingsFile'>,
  build: 'development' | 'end-to-end',
): { readonly binary: string; readonly args: readonly string[]; readonly env: Record<string, string> } {
  const runtime = electronRuntime();
  const appFolder = fileURLToPath(new URL(`../../build/${build}`, import.meta.url));
  const env: Record<string, string> = { CHILD_LINK_SETTINGS: stage.settingsFile };
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] ??= value;
  if (runtime.sqliteAddon !== null) env['CHILD_LINK_SQLITE_ADDON'] = runtime.sqliteAddon;
  // Containers run as root, for whom Chromium's own sandbox does not start.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  // A packaged station brings its Electron and its own folder.
  const packaged = process.env['CHILD_LINK_PACKAGED_STATION'];
  if (packaged !== undefined) return { binary: packaged, args: sandbox, env };
  return { binary: runtime.binary, args: [...sandbox, appFolder], env };
}

/** The station for a person: its output goes where ours goes, and its input comes from there unless it is piped. */
export function spawnStation(
  stage: Pick<Stage, 'settingsFile'>,
  build: 'development' | 'end-to-end',
  input: 'inherit' | 'pipe' = 'inherit',
): ChildProcess {
  const { binary, args, env } = stationLaunch(stage, build);
  return spawn(binary, args, { env, stdio: [input, 'inherit', 'inherit'] });
}

/** A sentence when the X display that is asked for is not there: Electron itself would only crash. */
async function missingDisplay(): Promise<string | null> {
  const display = process.env['DISPLAY'] ?? '';
  if (process.platform !== 'linux' || (process.env['WAYLAND_DISPLAY'] ?? '') !== '') return null;
  const local = /^:(\d+)/u.exec(display)?.[1];
  if (local === undefined) {
    return display === ''
      ? 'There is no display: start it by `npm run demo` or `npm start`, which bring one.'
      : null;
  }
  const socket = net.connect(`/tmp/.X11-unix/X${local}`);
  try {
    await once(socket, 'connect');
    return null;
  } catch {
    return `There is no display at ${display}: unset DISPLAY to have an off-screen one started, or name one that runs.`;
  } finally {
    socket.destroy();
  }
}

/** Who is who in the practice institution; shown on the sign-in screen of practice only. */
function practicePins(): readonly { readonly staff: string; readonly pin: string }[] {
  return [
    { staff: 'staff-01', pin: PRACTICE_PINS.facilitator },
    { staff: 'staff-02', pin: PRACTICE_PINS.tracking },
    { staff: 'staff-03', pin: PRACTICE_PINS.facilitatorOnly },
    { staff: 'staff-04', pin: PRACTICE_PINS.it },
    { staff: 'staff-05', pin: PRACTICE_PINS.head },
  ];
}

function meetingSentence(code: string, port: number): string {
  if (code.includes('port')) {
    return `Port ${port} is taken or not allowed: stop what uses it, or choose another with --meeting-port.`;
  }
  return `The practice meeting could not start (${code}).`;
}
