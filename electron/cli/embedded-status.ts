import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { EmbeddedView, Language } from '../../shared/ipc/snapshot.ts';
import { copySentence, isCopyLate } from '../../shared/language/sync-words.ts';
import { COPY_ENDING } from '../embedded/copy-file.ts';
import { INSTITUTION_FILE } from '../journal/file-names.ts';
import { errorCode } from '../platform/atomic-file.ts';
import { sentence } from './catalogue.ts';
import { type CommandContext, type CommandResult, problem } from './command.ts';

interface Words {
  readonly embedded: string;
  readonly setUp: string;
  readonly notSetUp: string;
  readonly unreadable: (folder: string, code: string) => string;
}

const WORDS = {
  en: {
    embedded: 'This station needs no server: it holds its own staff, sites, bookings and records.',
    setUp: 'It is set up.',
    notSetUp: 'It is not set up yet: run "setup", then start the station and type the code.',
    unreadable: (folder, code) => `${folder} cannot be read (${code}).`,
  },
  fr: {
    embedded:
      'Ce poste n’a besoin d’aucun serveur : il garde lui-même son personnel, ses installations, ses réservations et ses dossiers.',
    setUp: 'Il est configuré.',
    notSetUp: 'Il n’est pas encore configuré : lancez « setup », puis démarrez le poste et tapez le code.',
    unreadable: (folder, code) => `${folder} ne peut pas être lu (${code}).`,
  },
} satisfies Record<Language, Words>;

/** `status` of a station without a server (R64): whether it is set up, and when the last copy was taken and where to. */
export function embeddedStatus(
  { language, clock }: CommandContext,
  { folder, copyFolder }: { readonly folder: string; readonly copyFolder: string | null },
): CommandResult {
  const words = WORDS[language];
  try {
    const isSetUp = hasProfile(path.join(folder, INSTITUTION_FILE));
    const takenAt = copyFolder === null ? null : lastCopyIn(copyFolder);
    const view: EmbeddedView = {
      takenAt,
      folder: copyFolder,
      fault: copyFolder === null ? 'no-folder' : null,
    };
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const copy = copySentence(view, { language, zone, now: clock.now() });
    const isGood = isSetUp && !isCopyLate(view, clock.now());
    return {
      outcome: isGood ? 'good' : 'problem',
      lines: [
        words.embedded,
        isSetUp ? words.setUp : words.notSetUp,
        ...(isSetUp ? [sentence(language, copy.key, copy.values)] : []),
      ].filter((line) => line !== null),
      json: { ok: isGood, institution: 'embedded', isSetUp, copyTakenAt: takenAt, copyFolder },
    };
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    return problem('unreadable', words.unreadable(folder, code));
  }
}

/** Read without the station's key, which a command line may not have: which rows there are is in the clear. */
function hasProfile(file: string): boolean {
  if (!existsSync(file)) return false;
  const database = new Database(file, { readonly: true, timeout: 5000 });
  try {
    const found = database.prepare(
      `SELECT 1 FROM rows WHERE map = 'own' AND key = 'profile' AND sealed IS NOT NULL`,
    );
    return found.get() !== undefined;
  } finally {
    database.close();
  }
}

/** Milliseconds since 1970; null for none, and where the medium is not attached. */
function lastCopyIn(folder: string): number | null {
  if (!existsSync(folder)) return null;
  const times = readdirSync(folder)
    .filter((name) => name.endsWith(COPY_ENDING))
    .map((name) => statSync(path.join(folder, name)).mtimeMs);
  return times.length === 0 ? null : Math.max(...times);
}
