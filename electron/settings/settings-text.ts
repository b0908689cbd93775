import { readFileSync } from 'node:fs';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { POLICY_KEY, type PolicyValue, readPolicy, type RegistryPort, withPolicy } from './windows-policy.ts';

/** What the program was built for. */
export type Build = 'development' | 'end-to-end' | 'production';

/** Why the settings cannot be used: which file, which field of it, and what is wrong there. */
export interface SettingsRefusal {
  readonly code: 'settings-missing' | 'settings-not-json' | 'settings-unreadable' | 'settings-field';
  readonly file: string;
  readonly field: string;
  readonly reason: string;
}

/** The settings as they were found, before anybody has looked whether they are right. */
export interface SettingsText {
  readonly file: string;
  readonly text: string;
  /** What Group Policy sets in place of the file's. */
  readonly policy: readonly PolicyValue[];
}

/**
 * Reads the settings file. A missing file is a refusal too, unless Group Policy sets something: a station must be told
 * where its record lives.
 */
export function readSettingsText(
  file: string,
  policy: readonly PolicyValue[] = [],
): Result<SettingsText, SettingsRefusal> {
  try {
    return ok({ file, text: readFileSync(file, 'utf8'), policy });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' && policy.length > 0) return ok({ file, text: '{}', policy });
    if (code === 'ENOENT') return refuse({ code: 'settings-missing', file, field: '', reason: '' });
    return refuse({ code: 'settings-unreadable', file, field: '', reason: code });
  }
}

/** The text of this machine's settings: its file, and what Group Policy sets (R3). */
export function readMachineText(
  build: Build,
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  registry?: RegistryPort,
): Result<SettingsText, SettingsRefusal> {
  const policy = readPolicy(platform, registry);
  if (policy.ok) return readSettingsText(settingsFile(build, platform, environment), policy.value);
  const { path: field, type } = policy.refusal;
  return refuse({ code: 'settings-field', file: POLICY_KEY, field, reason: type });
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

/** What the text says, the policy's values in their place; null where it is no object. Throws what is wrong in JSON. */
export function objectOf({ text, policy }: SettingsText): unknown {
  const json: unknown = JSON.parse(text.replace(/^\uFEFF/u, ''));
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? withPolicy(json, policy) : null;
}

/** What must be known before there is a window, and before the settings are checked. */
export interface UncheckedSettings {
  /** Where Chromium keeps its profile; null where nothing usable is said, as the check then says too. */
  readonly dataFolder: string | null;
  readonly practice: Readonly<Record<string, unknown>>;
}

/**
 * Nothing else of the settings holds before they have been checked: half a file is never in effect. The data folder is
 * used all the same, since the log that says what is wrong lies there.
 */
export function unchecked(source: SettingsText): UncheckedSettings {
  let found: unknown;
  try {
    found = objectOf(source);
  } catch {
    // The check says what is wrong.
  }
  const folder = fieldOf(found, 'dataFolder');
  const practice = fieldOf(found, 'practice');
  return {
    dataFolder: typeof folder === 'string' && folder !== '' ? folder : null,
    practice: typeof practice === 'object' && practice !== null ? { ...practice } : {},
  };
}

function fieldOf(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, name) : undefined;
}
