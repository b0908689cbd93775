import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { app } from 'electron';
import type { Message } from '../../shared/ipc/snapshot.ts';
import { refuse, type Result } from '../../shared/result.ts';
import {
  type RunningStation,
  type StationDependencies,
  createStation,
  MOST_UNTIL_SHOWN_MS,
} from './create-station.ts';
import { checkInstalled } from '../workers/tasks.ts';
import { PRUNE_EVERY_MS, pruneDumps } from '../lifecycle/crash-dumps.ts';
import { chooseUpdates } from '../updates/choose-updates.ts';
import { type RunFolder, runFolder } from '../lifecycle/run-folder.ts';
import { mayUpdate } from '../updates/update-window.ts';
import { countStart, STEADY_MS } from '../lifecycle/crash-loop.ts';
import type { Report } from '../platform/log.ts';
import type { SettingsRefusal, SettingsText } from '../settings/settings-text.ts';
import { checkSettings, type StationSettings } from '../settings/station-settings.ts';

/** How long the safe screen stays before the station is started normally again. */
const SAFE_MS = 10 * 60_000;
const UPDATE_EVERY_MS = 60_000;

export interface RunParts extends Omit<StationDependencies, 'settings' | 'safe' | 'onSession'> {
  readonly source: Result<SettingsText, SettingsRefusal>;
  /** Whether the data folder that they name can be used; null where they name none. */
  readonly folder: Result<string, Message> | null;
}

/**
 * Builds the station's parts and runs them until the process ends. Gives why it cannot be used, or null; one that crashed
 * again and again is built without what may be the cause.
 */
export async function runStation(parts: RunParts): Promise<Message | null> {
  const { report } = parts;
  const checked = checkAll(parts);
  if (!checked.ok) {
    report(checked.refusal.code, JSON.stringify(checked.refusal.values));
    return checked.refusal;
  }
  const settings = checked.value;
  // Former versions kept the sign-in screen, with the names of staff.
  rmSync(path.join(settings.dataFolder, 'first-screen.sealed'), { force: true });
  const run = runFolder(report);
  // Of a start that crashed.
  run.remove('ready');
  const start = countStart(path.join(run.folder ?? settings.dataFolder, 'starts.json'), Date.now());
  const composed = await createStation({
    ...parts,
    settings,
    safe: start.inLoop ? { code: 'crash-loop', values: {} } : null,
    onSession: (underWay) => (underWay ? run.put('visit', '') : run.remove('visit')),
  });
  if (!composed.ok) {
    report(composed.refusal.code, JSON.stringify(composed.refusal.values));
    return composed.refusal;
  }
  app.on('will-quit', () => start.lasted());
  app.on('will-quit', () => composed.value.close());
  // The safe screen is left by itself: whatever was wrong may be over.
  const afterwards = start.inLoop ? () => app.quit() : () => start.lasted();
  setTimeout(afterwards, start.inLoop ? SAFE_MS : STEADY_MS);
  const prune = (): void => void pruneDumps(app.getPath('crashDumps'), Date.now());
  prune();
  setInterval(prune, PRUNE_EVERY_MS);
  if (__BUILD__ === 'production') await updateAtItsHour(settings, composed.value, run, report);
  const shown = parts.firstPaint.promise.then(() => {
    if (!start.inLoop) run.put('ready', `${app.getVersion()}\n`);
  });
  // Half a second of reading, for which the first screen does not wait.
  await Promise.race([shown, after(MOST_UNTIL_SHOWN_MS)]);
  await failIfTamperedWith(composed.value, report);
  return null;
}

/** The settings, unless one is wrong or the data folder cannot be used. */
function checkAll({ source, folder }: RunParts): Result<StationSettings, Message> {
  const checked = source.ok ? checkSettings(source.value, __BUILD__) : source;
  if (!checked.ok) {
    const { code, ...values } = checked.refusal;
    return refuse({ code, values });
  }
  return folder === null || folder.ok ? checked : folder;
}

/** On Windows the system checks signatures and Electron its archive; on Linux nobody but this does. */
async function failIfTamperedWith(composed: RunningStation, report: Report): Promise<void> {
  if (__BUILD__ !== 'production' || process.platform !== 'linux' || !app.isPackaged) return;
  const about = readFileSync(path.join(app.getAppPath(), 'package.json'), 'utf8');
  const wrong = await checkInstalled(about, report);
  if (wrong === null) return;
  const { code, file } = wrong;
  report(code, file);
  composed.failWhenIdle({ code, values: { file } });
}

/** A version that lies ready takes this one's place at the set hour, never during a visit. */
async function updateAtItsHour(
  settings: StationSettings,
  composed: RunningStation,
  run: RunFolder,
  report: Report,
): Promise<void> {
  const { at, url } = settings.updates;
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
