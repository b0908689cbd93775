import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { app, crashReporter, screen, session as electronSession } from 'electron';
import type { Message } from '../../shared/ipc/snapshot.ts';
import { ok, refuse, unreachable, type Result } from '../../shared/result.ts';
import { placeOfWindow, setChromiumSwitches } from './chromium-switches.ts';
import { IpcServer } from '../ipc/ipc-server.ts';
import { errorCode } from '../platform/atomic-file.ts';
import { InAppBlock } from '../lockout/in-app-block.ts';
import { redactWarnings } from '../meeting/redact-warnings.ts';
import { startedAs } from '../cli/parse-start.ts';
import { makeFolder } from '../platform/make-folder.ts';
import { openLog, type Report } from '../platform/log.ts';
import { systemTimers } from '../platform/timers.ts';
import { readMachineText, unchecked, type UncheckedSettings } from '../settings/settings-text.ts';
import { runVerb } from '../workers/run-cli.ts';
import { declareAppScheme, isOurPage, serveAppPages } from '../windows/app-protocol.ts';
import { guardOwnSession, guardProcess } from '../windows/process-guards.ts';
import { StationWindow } from '../windows/station-window.ts';

/** What must be first in the process, then the window with its staff page; what that waits for is `run.ts`, loaded after. */

const EXIT_ARGUMENT = 2;
const EXIT_ALREADY_RUNNING = 3;
/** A page that is never asked for keeps nothing back. */
const MOST_UNTIL_ASKED_MS = 1000;

if (__BUILD__ === 'production') {
  const started = startedAs(process.argv.slice(app.isPackaged ? 1 : 2));
  switch (started.kind) {
    case 'station':
      break;
    case 'command':
      runVerb(started.args);
    case 'refused':
      process.stderr.write(`There is no argument "${started.argument}" here (--help). It does not start.\n`);
      process.exit(EXIT_ARGUMENT);
    default:
      unreachable(started);
  }
}

declareAppScheme();
const source = readMachineText(__BUILD__, process.platform, process.env);
const early: UncheckedSettings = source.ok ? unchecked(source.value) : { dataFolder: null, practice: {} };
const folder = early.dataFolder === null ? null : usable(early.dataFolder);
const dataFolder = folder?.ok === true ? folder.value : null;
if (dataFolder !== null) app.setPath('userData', path.join(dataFolder, 'electron'));
if (!app.requestSingleInstanceLock()) {
  process.stderr.write('The station is already running on this machine.\n');
  app.exit(EXIT_ALREADY_RUNNING);
}
// Crash dumps stay here: there is nowhere that they are sent.
if (dataFolder !== null) crashReporter.start({ uploadToServer: false, compress: false });
setChromiumSwitches(early);
// Chromium's own sandbox does not start for root; only builds that are not production may run so, in containers.
if (__BUILD__ === 'production' || process.getuid?.() !== 0) app.enableSandbox();

const report: Report =
  dataFolder === null
    ? (code, detail) => process.stderr.write(`${code} ${detail}\n`)
    : openLog(dataFolder, __BUILD__ !== 'production');
redactWarnings((line) => report('process-warning', line));
process.on('uncaughtException', (error) => stopForFault('uncaught-exception', error));
process.on('unhandledRejection', (error) => stopForFault('unhandled-rejection', error));

const block = new InAppBlock({
  build: __BUILD__,
  report,
  timers: systemTimers,
});
guardProcess(block);
app.on('before-quit', () => block.allowClose());
app.on('window-all-closed', () => app.quit());

void app.whenReady().then(async () => {
  const own = electronSession.defaultSession;
  const asked = Promise.withResolvers<void>();
  setTimeout(asked.resolve, MOST_UNTIL_ASKED_MS);
  serveAppPages(own, path.join(app.getAppPath(), 'renderer'), asked.resolve);
  guardOwnSession(own, isOurPage);
  const ipc = new IpcServer();
  // The staff page first; the record is opened while its process starts, and what the page asks waits for it.
  const window = makeWindow(ipc);
  const firstPaint = Promise.withResolvers<void>();
  await asked.promise;
  const { runStation } = await import('./run-station.ts');
  const fault = await runStation({
    ...{ source, folder, ipc, block, report, window, firstPaint, stopForFault },
  });
  if (fault !== null) await showFault(ipc, fault);
});

/** A data folder that is there and can be written: even the single-instance lock lies in it, and the log that says what is wrong. */
function usable(named: string): Result<string, Message> {
  try {
    makeFolder(named, 0o700);
    accessSync(named, constants.W_OK);
    return ok(named);
  } catch (error) {
    const fault = errorCode(error) ?? 'unknown';
    return refuse({ code: 'record-read-only', values: { folder: named, fault } });
  }
}

function makeWindow(ipc: IpcServer): StationWindow {
  const window = new StationWindow({
    buildFolder: app.getAppPath(),
    devTools: __BUILD__ === 'development',
    ...placeOfWindow(early, screen.getPrimaryDisplay().bounds),
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
  // A page that has its first screen already does not ask again.
  ipc.push('staff', snapshot);
}

/** A bug: the record is safe (rule 1), so the process ends and is started again, locked if it was locked (R33). */
function stopForFault(code: string, error: unknown): void {
  report(code, error instanceof Error ? (error.stack ?? error.message) : 'unknown');
  process.exit(1);
}
