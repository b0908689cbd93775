import { mkdirSync } from 'node:fs';
import { makeSetupCode } from '../embedded/setup-code.ts';
import { errorCode } from '../platform/atomic-file.ts';
import type { Language } from '../../shared/ipc/snapshot.ts';
import { type CommandContext, type CommandResult, problem } from './command.ts';
import { placesOf, settingsOf, settingsProblem } from './places.ts';

const WORDS = {
  en: {
    made: (code: string) => [
      `Set-up code: ${code}`,
      'The first start of the station asks for it once. It is shown only now; a new one replaces it.',
    ],
    notEmbedded:
      'This station takes its institution from a server: set "institution" to "embedded" in its settings, or enrol it.',
    unwritable: (folder: string, code: string) => `The code cannot be kept in ${folder} (${code}).`,
  },
  fr: {
    made: (code: string) => [
      `Code de configuration : ${code}`,
      'Le premier démarrage du poste le demande une fois. Il n’est affiché que maintenant; un nouveau code le remplace.',
    ],
    notEmbedded:
      'L’établissement de ce poste vient d’un serveur : donnez à « institution » la valeur « embedded » dans ses réglages, ou inscrivez-le.',
    unwritable: (folder: string, code: string) =>
      `Le code ne peut pas être conservé dans ${folder} (${code}).`,
  },
} satisfies Record<Language, object>;

/** `setup`: makes the one-time code for the first start of a station without a server (R64), and shows it once. */
export function setup(context: CommandContext): CommandResult {
  const words = WORDS[context.language];
  const settings = settingsOf(context);
  if (!settings.ok) return settingsProblem(settings.refusal, context);
  if (settings.value.institution !== 'embedded') return problem('not-embedded', words.notEmbedded);
  const places = placesOf(context);
  if (!places.ok) return places.refusal;
  const { folder } = places.value;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const code = makeSetupCode(folder);
    return { outcome: 'good', lines: words.made(code), json: { ok: true, code } };
  } catch (error) {
    const fault = errorCode(error);
    if (fault === null) throw error;
    return problem('unwritable', words.unwritable(folder, fault));
  }
}
