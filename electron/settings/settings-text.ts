import { dataFolderFault } from './data-folder.ts';
import { readUtf8 } from '../platform/utf8-file.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { POLICY_KEY, type PolicyValue, readPolicy, type RegistryPort, withPolicy } from './windows-policy.ts';

/** The kind of build. */
export type Build = 'development' | 'end-to-end' | 'production';

/** Why the settings cannot be used: the file, the field, a code of `settingsReason` in the catalogue, and its detail. */
export interface SettingsRefusal {
  readonly code:
    'settings-missing' | 'settings-not-json' | 'settings-unreadable' | 'settings-encoding' | 'settings-field';
  readonly file: string;
  readonly field: string;
  readonly reason: string;
  readonly detail: string;
}

/** The settings as found, unchecked. */
export interface SettingsText {
  readonly file: string;
  readonly text: string;
  /** Overrides by Group Policy. */
  readonly policy: readonly PolicyValue[];
}

/**
 * Reads the settings file. A missing file is a refusal too, unless Group Policy sets something: a station must know
 * where its journal is.
 */
export function readSettingsText(
  file: string,
  policy: readonly PolicyValue[] = [],
): Result<SettingsText, SettingsRefusal> {
  try {
    const read = readUtf8(file);
    if (read.ok) return ok({ file, text: read.value, policy });
    return refuse({ code: 'settings-encoding', file, field: '', reason: '', detail: read.refusal });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' && policy.length > 0) return ok({ file, text: '{}', policy });
    if (code === 'ENOENT')
      return refuse({ code: 'settings-missing', file, field: '', reason: '', detail: '' });
    return refuse({ code: 'settings-unreadable', file, field: '', reason: '', detail: code });
  }
}

/** The text of this machine's settings: its file, and what Group Policy sets (R3). */
export function readMachineText(
  build: Build,
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  registry?: RegistryPort,
): Result<SettingsText, SettingsRefusal> {
  const policy = readPolicy(platform, environment, registry);
  if (policy.ok) return readSettingsText(settingsFile(build, platform, environment), policy.value);
  const { path: field, type } = policy.refusal;
  return refuse({ code: 'settings-field', file: POLICY_KEY, field, reason: 'registry-type', detail: type });
}

/** Where the machine-wide file is. Builds that are not production may be pointed elsewhere. */
export function settingsFile(
  build: Build,
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const elsewhere = environment['CHILD_LINK_SETTINGS'];
  if (build !== 'production' && elsewhere !== undefined && elsewhere !== '') return elsewhere;
  if (platform === 'win32')
    return `${environment['ProgramData'] ?? 'C:\\ProgramData'}\\Child Link\\station.json`;
  return '/etc/child-link/station.json';
}

/** Parses the text, overridden by the policy; null when not an object. Throws JSON's syntax errors. */
export function objectOf({ text, policy }: SettingsText): unknown {
  const json: unknown = JSON.parse(text.replace(/^\uFEFF/u, ''));
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? withPolicy(json, policy) : null;
}

/** What is needed before the window exists and the settings are checked. */
export interface UncheckedSettings {
  /** The folder of Chromium's profile; null if invalid, which the check then reports. */
  readonly dataFolder: string | null;
  readonly practice: Readonly<Record<string, unknown>>;
  /** The meeting's settings as they are in the file, for the hosts that Chromium may resolve. */
  readonly meeting: unknown;
  /** Hosts that the station itself needs: the institution's server and the source of updates. */
  readonly ownHosts: readonly string[];
}

/**
 * No other setting takes effect unchecked. The data folder does, because the log that reports a mistake is in it.
 */
export function unchecked(
  source: SettingsText,
  platform: NodeJS.Platform = process.platform,
): UncheckedSettings {
  let found: unknown;
  try {
    found = objectOf(source);
  } catch {
    // The check reports the mistake.
  }
  const folder = fieldOf(found, 'dataFolder');
  const practice = fieldOf(found, 'practice');
  return {
    dataFolder: typeof folder === 'string' && dataFolderFault(folder, platform) === null ? folder : null,
    practice: typeof practice === 'object' && practice !== null ? { ...practice } : {},
    meeting: fieldOf(found, 'meeting'),
    ownHosts: [fieldOf(found, 'serverUrl'), fieldOf(fieldOf(found, 'updates'), 'url')].flatMap(hostOf),
  };
}

/** The host of a URL, without its port; none for anything else. */
function hostOf(url: unknown): readonly string[] {
  return typeof url === 'string' && URL.canParse(url) ? [new URL(url).hostname] : [];
}

function fieldOf(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, name) : undefined;
}
