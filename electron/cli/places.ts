import { dirname, join } from 'node:path';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { IDENTITY_FILE, KEY_FILE, RECORD_FILE, SEALED_KEY_FILE } from '../journal/file-names.ts';
import { readMachineSettings } from '../settings/machine-settings.ts';
import type { SettingsRefusal } from '../settings/settings-text.ts';
import { readSettings, type StationSettings } from '../settings/station-settings.ts';
import { codeSentence } from './catalogue.ts';
import { type CommandContext, type CommandResult, problem } from './command.ts';

/** Paths of a station's files. */
export interface Places {
  readonly folder: string;
  readonly record: string;
  readonly identity: string;
  readonly key: string;
  /** Where the operating system keeps the key: the file of what it sealed. */
  readonly sealedKey: string;
}

export function placesIn(folder: string, record: string = join(folder, RECORD_FILE)): Places {
  return {
    folder,
    record,
    identity: join(folder, IDENTITY_FILE),
    key: join(folder, KEY_FILE),
    sealedKey: join(folder, SEALED_KEY_FILE),
  };
}

/** The paths beside a given journal file, such as one that was set aside. */
export function placesBeside(record: string): Places {
  return placesIn(dirname(record), record);
}

/** The settings named by `--settings`, or the machine's own. */
export function settingsOf(context: CommandContext): Result<StationSettings, SettingsRefusal> {
  const { options, platform, environment, program } = context;
  return options.settings === undefined
    ? readMachineSettings(program.build, platform, environment)
    : readSettings(options.settings, program.build);
}

/** The data folder of `--data`, or that of the settings. */
export function placesOf(context: CommandContext): Result<Places, CommandResult> {
  const { data } = context.options;
  if (data !== undefined) return ok(placesIn(data));
  const settings = settingsOf(context);
  return settings.ok
    ? ok(placesIn(settings.value.dataFolder))
    : refuse(settingsProblem(settings.refusal, context));
}

export function settingsProblem(refusal: SettingsRefusal, { language }: CommandContext): CommandResult {
  const { code, ...values } = refusal;
  return problem(code, codeSentence(language, 'fault', code, values), values);
}
