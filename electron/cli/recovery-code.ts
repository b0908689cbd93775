import { existsSync } from 'node:fs';
import type { Language } from '../../shared/ipc/snapshot.ts';
import { fileKeyStore } from '../journal/keys/key-store.ts';
import { sealerOf } from '../journal/keys/seal.ts';
import { errorCode } from '../platform/atomic-file.ts';
import { makeRecoveryCode } from '../staff/recovery-code.ts';
import { type CommandContext, type CommandResult, problem } from './command.ts';
import { placesOf } from './places.ts';

const WORDS = {
  en: {
    made: (code: string) => [
      `Recovery code: ${code}`,
      'It opens the lock once, typed like a PIN, and is shown only now. Keep it sealed, away from the station.',
      'The one before it no longer opens anything.',
    ],
    fromNextStart: 'It counts from the next start of the station, which seals it: restart the station now.',
    noFolder: (folder: string) => `${folder} is not there: start the station once, or name its data folder.`,
    unwritable: (folder: string, code: string) => `The code cannot be kept in ${folder} (${code}).`,
  },
  fr: {
    made: (code: string) => [
      `Code de secours : ${code}`,
      'Il ouvre le verrou une seule fois, tapé comme un NIP, et n’est affiché que maintenant. Gardez-le sous scellé, loin du poste.',
      'Le code précédent n’ouvre plus rien.',
    ],
    fromNextStart:
      'Il vaut dès le prochain démarrage du poste, qui le scelle : redémarrez le poste maintenant.',
    noFolder: (folder: string) =>
      `${folder} n’existe pas : démarrez le poste une fois ou indiquez son dossier de données.`,
    unwritable: (folder: string, code: string) =>
      `Le code ne peut pas être conservé dans ${folder} (${code}).`,
  },
} satisfies Record<Language, object>;

/** `recovery-code`: makes the one-time code for the day when every PIN fails, and shows it once (R34). */
export function newRecoveryCode(context: CommandContext): CommandResult {
  const words = WORDS[context.language];
  const places = placesOf(context);
  if (!places.ok) return places.refusal;
  const { folder } = places.value;
  if (!existsSync(folder)) return problem('no-folder', words.noFolder(folder));
  try {
    const kept = existsSync(places.value.sealedKey) ? null : fileKeyStore(places.value.key).obtain();
    if (kept?.ok === false) return problem(kept.refusal.code, words.unwritable(folder, kept.refusal.detail));
    const code = makeRecoveryCode(folder, kept === null ? null : sealerOf(kept.value));
    const lines = [...words.made(code), ...(kept === null ? [words.fromNextStart] : [])];
    return { outcome: 'good', lines, json: { ok: true, code } };
  } catch (error) {
    const fault = errorCode(error);
    if (fault === null) throw error;
    return problem('unwritable', words.unwritable(folder, fault));
  }
}
