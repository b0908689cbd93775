import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { app, crashReporter, screen, session as electronSession } from 'electron';
import type { Message } from '../../shared/ipc/snapshot.ts';
import { ok, refuse, unreachable, type Result } from '../../shared/result.ts';
import { reserveStrip } from '../windows/work-area.ts';
import { windowPlace, setChromiumSwitches } from './chromium-switches.ts';
import { IpcServer } from '../ipc/ipc-server.ts';
import { errorCode } from '../platform/atomic-file.ts';
import { InAppBlock } from '../lockout/in-app-block.ts';
import { redactWarnings } from '../meeting/redact-warnings.ts';
import { startedAs } from '../cli/parse-start.ts';
import { makeFolder } from '../platform/make-folder.ts';
import { isOnNetwork } from '../platform/network-folder.ts';
import { chooseSystemLog } from '../platform/system-log.ts';
import { openLog, type Report } from '../platform/log.ts';
import { systemTimers } from '../platform/timers.ts';
import { readMachineText, unchecked, type UncheckedSettings } from '../settings/settings-text.ts';
import { runCli } from '../workers/run-cli.ts';
import { declareAppScheme, isOurPage, serveAppPages } from '../windows/app-protocol.ts';
import { guardOwnSession, guardProcess } from '../windows/process-guards.ts';
import { StationWindow } from '../windows/station-window.ts';

/** Runs first in the process: settings, guards, then the window with its staff page. `run-station.ts` is loaded after it. */

const EXIT_ARGUMENT = 2;
const EXIT_ALREADY_RUNNING = 3;
/** Starts the station even if the staff page never loads. */
const PAGE_TIMEOUT_MS = 1000;

if (__BUILD__ === 'production') {
  const started = startedAs(process.argv.slice(app.isPackaged ? 1 : 2));
  switch (started.kind) {
    case 'station':
      break;
    case 'command':
      runCli(started.args);
    case 'refused':
      process.stderr.write(
        `There is no argument "${started.argument}" (see --help). The station does not start.\n`,
      );
      process.exit(EXIT_ARGUMENT);
    default:
      unreachable(started);
  }
}

declareAppScheme();
const source = readMachineText(__BUILD__, process.platform, process.env);
const early: UncheckedSettings = source.ok
  ? unchecked(source.value)
  : { dataFolder: null, practice: {}, meeting: {}, ownHosts: [] };
const folder = early.dataFolder === null ? null : prepareDataFolder(early.dataFolder);
const dataFolder = folder?.ok === true ? folder.value : null;
if (dataFolder !== null) app.setPath('userData', path.join(dataFolder, 'electron'));
if (!app.requestSingleInstanceLock()) {
  process.stderr.write('The station is already running on this machine.\n');
  app.exit(EXIT_ALREADY_RUNNING);
}
// Dumps stay on this machine: no upload address is configured.
if (dataFolder !== null) crashReporter.start({ uploadToServer: false, compress: false });
setChromiumSwitches(early);
// Chromium's sandbox refuses to run as root; only a build that is not production may run that way, in a container.
if (__BUILD__ === 'production' || process.getuid?.() !== 0) app.enableSandbox();

const systemLogParts = {
  platform: process.platform,
  environment: process.env,
  stderr: (text: string) => void process.stderr.write(text),
};
const report: Report =
  dataFolder === null
    ? (code, detail) => process.stderr.write(`${code} ${detail}\n`)
    : openLog(dataFolder, __BUILD__ !== 'production', chooseSystemLog(systemLogParts));
redactWarnings((line) => report('process-warning', line));
process.on('uncaughtException', (error) => stopForFault('uncaught-exception', error));
process.on('unhandledRejection', (error) => stopForFault('unhandled-rejection', error));

const block = new InAppBlock({ build: __BUILD__, report, timers: systemTimers });
guardProcess(block);
app.on('before-quit', () => block.allowClose());
app.on('window-all-closed', () => app.quit());

void app.whenReady().then(async () => {
  const own = electronSession.defaultSession;
  const asked = Promise.withResolvers<void>();
  setTimeout(asked.resolve, PAGE_TIMEOUT_MS);
  const devServer = __BUILD__ === 'development' ? process.env['CHILD_LINK_DEV_SERVER'] : undefined;
  if (devServer === undefined) {
    serveAppPages(own, path.join(app.getAppPath(), 'renderer'), asked.resolve);
    guardOwnSession(own, isOurPage);
  } else {
    const { isDevSocket, serveDevPages } = await import('../windows/dev-pages.ts');
    serveDevPages(own, devServer);
    guardOwnSession(own, (url) => isOurPage(url) || isDevSocket(url, devServer));
    asked.resolve();
  }
  const ipc = new IpcServer();
  // The staff page first; the record is opened while its process starts, and what the page asks waits for it.
  const window = createWindow(ipc);
  const firstPaint = Promise.withResolvers<void>();
  await asked.promise;
  reserveStrip(report);
  const { runStation } = await import('./run-station.ts');
  const fault = await runStation({
    ...{ source, folder, ipc, block, report, window, firstPaint, stopForFault },
  });
  if (fault !== null) await showFault(ipc, fault);
});

/** Creates the data folder if needed and refuses one that cannot be written: it holds the single-instance lock and the log. */
function prepareDataFolder(named: string): Result<string, Message> {
  try {
    makeFolder(named, 0o700);
    accessSync(named, constants.W_OK);
    return isOnNetwork(named, process.platform)
      ? refuse({ code: 'record-on-network', values: { folder: named } })
      : ok(named);
  } catch (error) {
    const fault = errorCode(error) ?? 'unknown';
    return refuse({ code: 'record-read-only', values: { folder: named, fault } });
  }
}

function createWindow(ipc: IpcServer): StationWindow {
  const window = new StationWindow({
    buildFolder: app.getAppPath(),
    devTools: __BUILD__ === 'development',
    ...windowPlace(early, screen.getPrimaryDisplay().bounds),
    onPage: (page, contents) => ipc.register(page, contents),
    onPageGone: (page, reason) => report('page-gone', `${page}: ${reason}`),
  });
  block.guardWindow(window.window);
  return window;
}

async function showFault(ipc: IpcServer, fault: Message): Promise<void> {
  const { createDispatcher } = await import('../ipc/dispatch.ts');
  const { faultSnapshot } = await import('../windows/fault-snapshot.ts');
  const about = { appVersion: app.getVersion(), build: __BUILD__, now: Date.now() };
  const language = app.getLocale().startsWith('fr') ? 'fr' : 'en';
  const snapshot = faultSnapshot(fault, about, language);
  ipc.serve(
    createDispatcher({
      handlers: { 'snapshot.staff': () => ({ ok: true, value: snapshot }) },
      roles: () => null,
      report,
    }),
  );
  // The page may have asked before, and does not ask again.
  ipc.push('staff', snapshot);
}

/** Ends the process after a bug. The journal is safe, and the system starts the station again, locked if it was (R33). */
function stopForFault(code: string, error: unknown): void {
  report(code, error instanceof Error ? (error.stack ?? error.message) : 'unknown');
  process.exit(1);
}
