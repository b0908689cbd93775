import { readSettings } from '../settings/station-settings.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { wrongUse } from './command.ts';
import { settingsProblem } from './places.ts';
import { wordsOf } from './words.ts';

/** `settings check FILE`: whether a production station would start with this file (R3). */
export function settingsCheck(context: CommandContext): CommandResult {
  const words = wordsOf(context.language);
  const file = context.operands[0] ?? context.options.settings;
  if (file === undefined) return wrongUse(words.fileNeeded);
  const settings = readSettings(file, 'production');
  if (!settings.ok) return settingsProblem(settings.refusal, context);
  return { outcome: 'good', lines: [words.settingsGood(file)], json: { ok: true, file } };
}
