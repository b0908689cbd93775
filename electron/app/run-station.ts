import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { app } from 'electron';
import type { Message } from '../../shared/ipc/snapshot.ts';
import { refuse, type Result } from '../../shared/result.ts';
import { createStation, MOST_UNTIL_SHOWN_MS } from './create-station.ts';
import type { RunningStation, StationDependencies } from './running-station.ts';
import { checkInstalledFiles } from '../workers/tasks.ts';
import { PRUNE_EVERY_MS, pruneDumps } from '../lifecycle/crash-dumps.ts';
import { chooseUpdates } from '../updates/choose-updates.ts';
import { createRunFolder, runFolderOf, type RunFolder } from '../lifecycle/run-folder.ts';
import { mayUpdate } from '../updates/update-window.ts';
import { countStart, STEADY_MS } from '../lifecycle/crash-loop.ts';
import type { Report } from '../platform/log.ts';
import type { SettingsRefusal, SettingsText } from '../settings/settings-text.ts';
import { checkSettings, type StationSettings } from '../settings/station-settings.ts';

/** The safe screen quits after this, and the system starts the station normally. */
const SAFE_SCREEN_MS = 10 * 60_000;
const UPDATE_EVERY_MS = 60_000;

export interface RunParts extends Omit<StationDependencies, 'settings' | 'safe' | 'onSession'> {
  readonly source: Result<SettingsText, SettingsRefusal>;
  /** The data folder, or why it cannot be used; null when the settings name none. */
  readonly folder: Result<string, Message> | null;
}

/**
 * Starts the station, which then runs until the process ends. Resolves to the fault that prevents it, or null. In a crash
 * loop it starts without devices and meeting.
 */
export async function runStation(parts: RunParts): Promise<Message | null> {
  const { report } = parts;
  const checked = checkAll(parts);
  if (!checked.ok) {
    report(checked.refusal.code, JSON.stringify(checked.refusal.values));
    return checked.refusal;
  }
  const settings = checked.value;
  // Earlier versions kept the sign-in screen with staff names here.
  rmSync(path.join(settings.dataFolder, 'first-screen.sealed'), { force: true });
  const run = createRunFolder(report, runFolderOf(process.platform, process.env));
  // Left by a start that crashed.
  run.remove('ready');
  const start = countStart(path.join(run.folder ?? settings.dataFolder, 'starts.json'), Date.now());
  const station = await createStation({
    ...parts,
    settings,
    safe: start.inLoop ? { code: 'crash-loop', values: {} } : null,
    onSession: (underWay) => (underWay ? run.put('visit', '') : run.remove('visit')),
  });
  if (!station.ok) {
    report(station.refusal.code, JSON.stringify(station.refusal.values));
    return station.refusal;
  }
  app.on('will-quit', () => start.succeeded());
  app.on('will-quit', () => station.value.close());
  // Leaves the safe screen without a person: the cause may be gone.
  const afterwards = start.inLoop ? () => app.quit() : () => start.succeeded();
  setTimeout(afterwards, start.inLoop ? SAFE_SCREEN_MS : STEADY_MS);
  const prune = (): void => void pruneDumps(app.getPath('crashDumps'), Date.now());
  prune();
  setInterval(prune, PRUNE_EVERY_MS);
  if (__BUILD__ === 'production') await scheduleUpdates(settings, station.value, run, report);
  const shown = parts.firstPaint.promise.then(() => {
    if (!start.inLoop) run.put('ready', `${app.getVersion()}\n`);
  });
  // Hashing the installed files takes half a second, so it waits for the first paint.
  await Promise.race([shown, after(MOST_UNTIL_SHOWN_MS)]);
  await failIfTampered(station.value, report);
  return null;
}

/** Returns the settings, or the fault in them or in the data folder. */
function checkAll({ source, folder }: RunParts): Result<StationSettings, Message> {
  const checked = source.ok ? checkSettings(source.value, __BUILD__) : source;
  if (!checked.ok) {
    const { code, ...values } = checked.refusal;
    return refuse({ code, values });
  }
  return folder === null || folder.ok ? checked : folder;
}

/** Windows checks signatures and Electron its archive; on Linux only this check does. */
async function failIfTampered(station: RunningStation, report: Report): Promise<void> {
  if (__BUILD__ !== 'production' || process.platform !== 'linux' || !app.isPackaged) return;
  const about = readFileSync(path.join(app.getAppPath(), 'package.json'), 'utf8');
  const wrong = await checkInstalledFiles(about, report);
  if (wrong === null) return;
  const { code, file } = wrong;
  report(code, file);
  station.failWhenIdle({ code, values: { file } });
}

/** Installs a staged version at the set hour, or after a start that missed it; never during a visit. */
async function scheduleUpdates(
  settings: StationSettings,
  station: RunningStation,
  run: RunFolder,
  report: Report,
): Promise<void> {
  const { at, url } = settings.updates;
  const updates = await chooseUpdates({ platform: process.platform, url, run, report });
  if (updates === null) return;
  const startedAt = Date.now();
  setInterval(() => {
    if (!mayUpdate({ at, now: Date.now(), startedAt, isIdle: station.isIdle() })) return;
    const version = updates.staged();
    if (version === null || version === app.getVersion()) return;
    report('update', version);
    updates.install();
  }, UPDATE_EVERY_MS);
}
