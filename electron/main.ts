import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { app, screen, session as electronSession } from 'electron';
import type { Message } from '../shared/ipc/snapshot.ts';
import { refuse, type Result } from '../shared/result.ts';
import { prepareChromium } from './build-parts.ts';
import { composeStation } from './compose.ts';
import { Ipc } from './ipc.ts';
import { errorCode } from './journal/atomic-file.ts';
import { InAppBlock } from './lockout/in-app-block.ts';
import { redactWarnings } from './meeting/redact-warnings.ts';
import { refusedArgument } from './settings/argument-guard.ts';
import { makeFolder } from './settings/make-folder.ts';
import { openLog, type Report } from './settings/log.ts';
import {
  readSettings,
  settingsFile,
  type SettingsRefusal,
  type StationSettings,
} from './settings/station-settings.ts';
import { declareAppScheme, isOurPage, serveAppPages } from './windows/app-protocol.ts';
import { faultSnapshot } from './windows/fault-snapshot.ts';
import { guardOwnSession, guardProcess } from './windows/process-guards.ts';
import { StationWindow } from './windows/station-window.ts';

/** The composition root: what must be first in the process, then the parts, then the screen. */

const EXIT_ARGUMENT = 2;
const EXIT_ALREADY_RUNNING = 3;

if (__BUILD__ === 'production') {
  const refused = refusedArgument(process.argv.slice(app.isPackaged ? 1 : 2));
  if (refused !== null) {
    process.stderr.write(`The station takes no arguments; it was given "${refused}". It does not start.\n`);
    process.exit(EXIT_ARGUMENT);
  }
}

declareAppScheme();
const file = settingsFile(__BUILD__, process.platform, process.env);
const settings = usable(readSettings(file, __BUILD__));
if (settings.ok) app.setPath('userData', path.join(settings.value.dataFolder, 'electron'));
if (!app.requestSingleInstanceLock()) {
  process.stderr.write('The station is already running on this machine.\n');
  app.exit(EXIT_ALREADY_RUNNING);
}
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

void app.whenReady().then(async () => {
  const own = electronSession.defaultSession;
  serveAppPages(own, path.join(app.getAppPath(), 'renderer'));
  guardOwnSession(own, isOurPage);
  const ipc = new Ipc();
  if (!settings.ok) {
    report(settings.refusal.code, JSON.stringify(settings.refusal.values));
    return showFault(ipc, settings.refusal);
  }
  const composed = await compose(settings.value, ipc);
  if (composed !== null) showFault(ipc, composed);
});

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

/** Builds the station and shows it. Gives what is wrong instead where it cannot be used at all. */
async function compose(value: StationSettings, ipc: Ipc): Promise<Message | null> {
  const composed = await composeStation({
    settings: value,
    ipc,
    block,
    report,
    makeWindow: () => makeWindow(ipc),
  });
  if (composed.ok) {
    app.on('will-quit', () => composed.value.close());
    return null;
  }
  report(composed.refusal.code, JSON.stringify(composed.refusal.values));
  return composed.refusal;
}

function makeWindow(ipc: Ipc): StationWindow {
  const window = new StationWindow({
    buildFolder: app.getAppPath(),
    devTools: __BUILD__ === 'development',
    bounds: screen.getPrimaryDisplay().bounds,
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
  makeWindow(ipc);
}

/** A bug: the record is safe (rule 1), so the process ends and is started again, locked if it was locked (R33). */
function stopForFault(code: string, error: unknown): void {
  report(code, error instanceof Error ? (error.stack ?? error.message) : 'unknown');
  process.exit(1);
}
