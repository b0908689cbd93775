import { readMachineSettings } from '../settings/machine-settings.ts';
import { settingsFile } from '../settings/settings-text.ts';
import { readSettings } from '../settings/station-settings.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { settingsProblem } from './places.ts';
import { wordsOf } from './words.ts';

/** `settings check [FILE]`: whether a production station would start with this file, or with the machine's own (R3). */
export function settingsCheck(context: CommandContext): CommandResult {
  const { language, operands, options, platform, environment } = context;
  const named = operands[0] ?? options.settings;
  const file = named ?? settingsFile('production', platform, environment);
  const settings =
    named === undefined
      ? readMachineSettings('production', platform, environment)
      : readSettings(named, 'production');
  if (!settings.ok) return settingsProblem(settings.refusal, context);
  return {
    outcome: 'good',
    lines: [wordsOf(language).settingsGood(file)],
    json: { ok: true, file, dataFolder: settings.value.dataFolder },
  };
}
