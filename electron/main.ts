import { accessSync, constants, readFileSync } from 'node:fs';
import path from 'node:path';
import { app, crashReporter, screen, session as electronSession } from 'electron';
import type { Message } from '../shared/ipc/snapshot.ts';
import { refuse, unreachable, type Result } from '../shared/result.ts';
import { placeOfWindow, prepareChromium } from './build-parts.ts';
import { type Composed, composeStation } from './compose.ts';
import { Ipc } from './ipc.ts';
import { errorCode } from './journal/atomic-file.ts';
import { InAppBlock } from './lockout/in-app-block.ts';
import { redactWarnings } from './meeting/redact-warnings.ts';
import { startedAs } from './settings/argument-guard.ts';
import { makeFolder } from './settings/make-folder.ts';
import { openLog, type Report } from './settings/log.ts';
import { readMachineSettings } from './settings/machine-settings.ts';
import type { SettingsRefusal, StationSettings } from './settings/station-settings.ts';
import { checkInstalled, runVerb } from './start-worker.ts';
import { PRUNE_EVERY_MS, pruneDumps } from './supervision/crash-dumps.ts';
import { chooseUpdates } from './supervision/choose-updates.ts';
import { type RunFolder, runFolder } from './supervision/run-folder.ts';
import { mayUpdate } from './supervision/update-window.ts';
import { countStart, STEADY_MS } from './supervision/starts.ts';
import { declareAppScheme, isOurPage, serveAppPages } from './windows/app-protocol.ts';
import { faultSnapshot } from './windows/fault-snapshot.ts';
import { guardOwnSession, guardProcess } from './windows/process-guards.ts';
import { StationWindow } from './windows/station-window.ts';

/** The composition root: what must be first in the process, then the parts, then the screen. */

const EXIT_ARGUMENT = 2;
const EXIT_ALREADY_RUNNING = 3;
/** How long the safe screen stays before the station is started normally again. */
const SAFE_MS = 10 * 60_000;
const UPDATE_EVERY_MS = 60_000;

if (__BUILD__ === 'production') {
  const started = startedAs(process.argv.slice(app.isPackaged ? 1 : 2));
  switch (started.kind) {
    case 'station':
      break;
    case 'command':
      process.exit(runVerb(started.args));
    case 'refused':
      process.stderr.write(`There is no argument "${started.argument}" here (--help). It does not start.\n`);
      process.exit(EXIT_ARGUMENT);
    default:
      unreachable(started);
  }
}

declareAppScheme();
const settings = usable(readMachineSettings(__BUILD__, process.platform, process.env));
if (settings.ok) app.setPath('userData', path.join(settings.value.dataFolder, 'electron'));
if (!app.requestSingleInstanceLock()) {
  process.stderr.write('The station is already running on this machine.\n');
  app.exit(EXIT_ALREADY_RUNNING);
}
// Crash dumps stay here: there is nowhere that they are sent.
if (settings.ok) crashReporter.start({ uploadToServer: false, compress: false });
prepareChromium(settings.ok ? settings.value : null);
// Chromium's own sandbox does not start for root; only builds that are not production may run so, in containers.
if (__BUILD__ === 'production' || process.getuid?.() !== 0) app.enableSandbox();

const report: Report = settings.ok
  ? openLog(settings.value.dataFolder, __BUILD__ !== 'production')
  : (code, detail) => process.stderr.write(`${code} ${detail}\n`);
redactWarnings((line) => report('process-warning', line));
process.on('uncaughtException', (error) => stopForFault('uncaught-exception', error));
process.on('unhandledRejection', (error) => stopForFault('unhandled-rejection', error));

const block = new InAppBlock({
  build: __BUILD__,
  report,
  later: (delayMs, action) => void setTimeout(action, delayMs),
});
guardProcess(block);
app.on('before-quit', () => block.allowClose());
app.on('window-all-closed', () => app.quit());

const firstPage = Promise.withResolvers<void>();

void app.whenReady().then(async () => {
  const own = electronSession.defaultSession;
  serveAppPages(own, path.join(app.getAppPath(), 'renderer'));
  guardOwnSession(own, isOurPage);
  const ipc = new Ipc();
  // Its pages load while the record is opened; what they ask waits for that.
  const window = makeWindow(ipc);
  if (!settings.ok) {
    report(settings.refusal.code, JSON.stringify(settings.refusal.values));
    return showFault(ipc, settings.refusal);
  }
  const composed = await compose(settings.value, ipc, window);
  if (!composed.ok) return showFault(ipc, composed.refusal);
  app.on('will-quit', () => composed.value.close());
  // Half a second of reading, which the first page does not wait for.
  await firstPage.promise;
  await condemnIfChanged(composed.value);
});

/** On Windows the system checks signatures and Electron its archive; on Linux nobody but this does. */
async function condemnIfChanged(composed: Composed): Promise<void> {
  if (__BUILD__ !== 'production' || process.platform !== 'linux' || !app.isPackaged) return;
  const about = readFileSync(path.join(app.getAppPath(), 'package.json'), 'utf8');
  const wrong = await checkInstalled(about, report);
  if (wrong === null) return;
  const { code, file } = wrong;
  report(code, file);
  composed.condemn({ code, values: { file } });
}

/** Settings whose data folder is there and can be written: even the single-instance lock lies in it. */
function usable(read: Result<StationSettings, SettingsRefusal>): Result<StationSettings, Message> {
  if (!read.ok) {
    const { code, ...values } = read.refusal;
    return refuse({ code, values });
  }
  const folder = read.value.dataFolder;
  try {
    makeFolder(folder, 0o700);
    accessSync(folder, constants.W_OK);
    return read;
  } catch (error) {
    const fault = errorCode(error) ?? 'unknown';
    return refuse({ code: 'record-read-only', values: { folder, fault } });
  }
}

/** Builds the station and shows it; a station that crashed again and again is built without what may be the cause. */
async function compose(
  value: StationSettings,
  ipc: Ipc,
  window: StationWindow,
): Promise<Result<Composed, Message>> {
  const run = runFolder(report);
  // Of a start that crashed.
  run.remove('ready');
  const start = countStart(path.join(run.folder ?? value.dataFolder, 'starts.json'), Date.now());
  const composed = await composeStation({
    settings: value,
    ipc,
    block,
    report,
    window,
    safe: start.inLoop ? { code: 'crash-loop', values: {} } : null,
    onReady: () => {
      firstPage.resolve();
      if (!start.inLoop) run.put('ready', `${app.getVersion()}\n`);
    },
    stopForFault,
    onSession: (underWay) => (underWay ? run.put('visit', '') : run.remove('visit')),
  });
  if (!composed.ok) {
    report(composed.refusal.code, JSON.stringify(composed.refusal.values));
    return composed;
  }
  app.on('will-quit', () => start.lasted());
  // The safe screen is left by itself: whatever was wrong may be over.
  const afterwards = start.inLoop ? () => app.quit() : () => start.lasted();
  setTimeout(afterwards, start.inLoop ? SAFE_MS : STEADY_MS);
  const prune = (): void => void pruneDumps(app.getPath('crashDumps'), Date.now());
  prune();
  setInterval(prune, PRUNE_EVERY_MS);
  if (__BUILD__ === 'production') await updateAtItsHour(value, composed.value, run);
  return composed;
}

/** A version that lies ready takes this one's place at the set hour, never during a visit. */
async function updateAtItsHour(value: StationSettings, composed: Composed, run: RunFolder): Promise<void> {
  const { at, url } = value.updates;
  const updates = await chooseUpdates({ platform: process.platform, url, run, report });
  if (updates === null) return;
  setInterval(() => {
    const now = new Date();
    if (!mayUpdate(at, now.getHours() * 60 + now.getMinutes(), composed.isIdle())) return;
    const version = updates.staged();
    if (version === null || version === app.getVersion()) return;
    report('update', version);
    updates.install();
  }, UPDATE_EVERY_MS);
}

function makeWindow(ipc: Ipc): StationWindow {
  const window = new StationWindow({
    buildFolder: app.getAppPath(),
    devTools: __BUILD__ === 'development',
    ...placeOfWindow(settings.ok ? settings.value : null, screen.getPrimaryDisplay().bounds),
    onPage: (page, contents) => ipc.register(page, contents),
    onPageGone: (page, reason) => report('page-gone', `${page}: ${reason}`),
  });
  block.guardWindow(window.window);
  return window;
}

function showFault(ipc: Ipc, fault: Message): void {
  const about = { appVersion: app.getVersion(), build: __BUILD__, now: Date.now() };
  const language = app.getLocale().startsWith('fr') ? 'fr' : 'en';
  ipc.serve({
    handlers: {
      'snapshot.staff': () => ({ ok: true, value: faultSnapshot(fault, about, language) }),
    },
    roles: () => null,
    report,
  });
}

/** A bug: the record is safe (rule 1), so the process ends and is started again, locked if it was locked (R33). */
function stopForFault(code: string, error: unknown): void {
  report(code, error instanceof Error ? (error.stack ?? error.message) : 'unknown');
  process.exit(1);
}
