import { systemOf } from '../diagnostics/vitals.ts';
import Database from 'better-sqlite3';
import { existsSync, readdirSync, readFileSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import path from 'node:path';
import type { Language } from '../../shared/ipc/snapshot.ts';
import { fileFaultOf } from '../journal/sqlite/faults.ts';
import type { SettingsRefusal } from '../settings/settings-text.ts';
import type { StationSettings } from '../settings/station-settings.ts';
import { type CommandContext, type CommandResult, problem, wrongUse } from './command.ts';
import { findHardening } from './hardening/linux-table.ts';
import { type Places, placesOf, settingsOf } from './places.ts';
import { readEnrolment, setAsideFiles } from './record-reader.ts';
import { reachSentence, serverReach } from './server-reach.ts';
import { wordsOf } from './words.ts';

const WORDS = {
  en: {
    unwritable: (file: string, code: string) => `${file} cannot be written (${code}).`,
    written: (file: string) =>
      `Wrote ${file}. It contains only counts and codes; read it before you send it.`,
  },
  fr: {
    unwritable: (file: string, code: string) => `Impossible d’écrire ${file} (${code}).`,
    written: (file: string) =>
      `Fichier écrit : ${file}. Il ne contient que des nombres et des codes; lisez-le avant de l’envoyer.`,
  },
} satisfies Record<Language, object>;

/** The start of a log line: its time to the hour and its code. What follows is never read. */
const LOG_LINE = /^\[(\d{4}-\d\d-\d\d \d\d):[^\]]*\] \[\w+\]\s+([a-z]+(?:-[a-z]+)+)(?=\s|$)/u;
const MOST_CODES = 200;

/**
 * `diagnose --bundle FILE`: data for remote support, without personal data. Nothing is copied: each value is a count, a
 * known code, a version or a boolean. It has no host, path, name or entry content.
 */
export async function diagnose(context: CommandContext, machineRoot = '/'): Promise<CommandResult> {
  const words = WORDS[context.language];
  const file = context.options.bundle;
  if (file === undefined) return wrongUse(wordsOf(context.language).bundleNeeded);
  const settings = settingsOf(context);
  const places = placesOf(context);
  const server = await serverReach(context);
  const bundle = {
    made: new Date(context.clock.now()).toISOString(),
    version: context.program.version,
    platform: context.platform,
    system: release(),
    zones: systemOf().tzdata,
    server,
    settings: settings.ok ? settingsShape(settings.value) : refusalShape(settings.refusal),
    record: places.ok ? recordShape(places.value) : null,
    log: places.ok ? logCodes(path.join(places.value.folder, 'logs')) : {},
    hardening:
      context.platform === 'linux'
        ? Object.fromEntries(findHardening(machineRoot).map(({ row, found }) => [row.id, found === null]))
        : null,
  };
  try {
    writeFileSync(file, `${JSON.stringify(bundle, null, 2)}\n`, { mode: 0o600 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return problem('unwritable', words.unwritable(file, code));
  }
  const fault = reachSentence(server, context);
  const lines = [words.written(file), ...(fault === null ? [] : [fault])];
  return { outcome: 'good', lines, json: { ok: true, file, server } };
}

/** An unknown key may contain anything. */
function refusalShape({ code, field, reason }: SettingsRefusal): object {
  return { code, field: reason === 'unknown-key' ? null : field };
}

/** Booleans and enumerations verbatim; of texts and lists only presence and count. */
function settingsShape(settings: StationSettings): object {
  const { meeting } = settings;
  return {
    serverUrl: settings.serverUrl !== null,
    enrolmentCode: settings.enrolmentCode !== null,
    sites: meeting.sites.length,
    pages: meeting.pages.length,
    requests: meeting.requests.length,
    askForBrowserClient: meeting.askForBrowserClient,
    webcamRequired: settings.webcamRequired,
    walkUpAllowed: settings.walkUpAllowed,
    lockdownRequire: settings.lockdownRequire,
    practice: settings.practice !== null,
  };
}

function recordShape(places: Places): object {
  const { folder, record, key } = places;
  if (!existsSync(folder)) return { folder: false };
  const { bavail, bsize } = statfsSync(folder);
  const size = (name: string): number | null => statSync(name, { throwIfNoEntry: false })?.size ?? null;
  return {
    bytes: size(record),
    walBytes: size(`${record}-wal`),
    check: quickCheck(record),
    keyIsFile: existsSync(key),
    enrolled: readEnrolment(places) !== null,
    setAside: setAsideFiles(places).length,
    freeBytes: bavail * bsize,
    crashes: filesEnding(path.join(folder, 'electron', 'Crashpad'), '.dmp'),
  };
}

/** `ok`, `damaged`, or the code of the obstacle. SQLite's messages may quote the database. */
function quickCheck(record: string): string {
  if (!existsSync(record)) return 'missing';
  let connection: Database.Database | null = null;
  try {
    connection = new Database(record, { readonly: true, timeout: 1000 });
    return connection.pragma('quick_check(1)', { simple: true }) === 'ok' ? 'ok' : 'damaged';
  } catch (error) {
    return fileFaultOf(error) ?? 'unreadable';
  } finally {
    connection?.close();
  }
}

/** How often each code is in the log, and in which hour last. */
function logCodes(folder: string): Readonly<Record<string, { count: number; lastHour: string }>> {
  if (!existsSync(folder)) return {};
  const codes = new Map<string, { count: number; lastHour: string }>();
  const files = readdirSync(folder).filter((name) => name.endsWith('.log'));
  for (const line of files.flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'))) {
    const [, hour = '', code] = LOG_LINE.exec(line) ?? [];
    if (code === undefined || (codes.size >= MOST_CODES && !codes.has(code))) continue;
    const before = codes.get(code);
    const lastHour = before !== undefined && before.lastHour > hour ? before.lastHour : hour;
    codes.set(code, { count: (before?.count ?? 0) + 1, lastHour });
  }
  return Object.fromEntries(codes);
}

function filesEnding(folder: string, ending: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending))
    .length;
}
