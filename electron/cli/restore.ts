import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Language } from '../../shared/ipc/snapshot.ts';
import { copyKeyOf, readCopy, type CopyRefusal } from '../embedded/copy-file.ts';
import { INSTITUTION_FILE, KEY_FILE } from '../journal/file-names.ts';
import { sealerOf } from '../journal/keys/seal.ts';
import { errorCode } from '../platform/atomic-file.ts';
import { type CommandContext, type CommandResult, problem, wrongUse } from './command.ts';
import { placesOf } from './places.ts';

interface Words {
  readonly needs: string;
  readonly notEmpty: (folder: string) => string;
  readonly refused: Readonly<Record<CopyRefusal, (file: string) => string>>;
  readonly unreadable: (what: string, code: string) => string;
  readonly restored: (at: string, folder: string) => readonly string[];
}

const WORDS = {
  en: {
    needs: 'restore needs --file COPY and --code KEY, the key that was shown when it was made.',
    notEmpty: (folder: string) =>
      `${folder} already holds a station. Name an empty data folder with --data, or move the old one away.`,
    refused: {
      'not-a-copy': (file: string) => `${file} is not a copy of a station.`,
      'copy-wrong-key': (file: string) => `This key does not open ${file}.`,
      'copy-damaged': (file: string) => `${file} is damaged: use an earlier copy.`,
    },
    unreadable: (what: string, code: string) => `${what} cannot be read or written (${code}).`,
    restored: (at: string, folder: string) => [
      `Everything is back as it was at ${at}, in ${folder}.`,
      'Give the folder to the station’s account, then start the station. Bookings and visits after that time are missing: enter them again.',
    ],
  },
  fr: {
    needs: 'restore demande --file COPIE et --code CLÉ, la clé affichée quand elle a été créée.',
    notEmpty: (folder: string) =>
      `${folder} contient déjà un poste. Indiquez un dossier de données vide avec --data, ou déplacez l’ancien.`,
    refused: {
      'not-a-copy': (file: string) => `${file} n’est pas la copie d’un poste.`,
      'copy-wrong-key': (file: string) => `Cette clé n’ouvre pas ${file}.`,
      'copy-damaged': (file: string) => `${file} est endommagé : prenez une copie antérieure.`,
    },
    unreadable: (what: string, code: string) => `${what} ne peut pas être lu ou écrit (${code}).`,
    restored: (at: string, folder: string) => [
      `Tout est revenu comme à ${at}, dans ${folder}.`,
      'Donnez le dossier au compte du poste, puis démarrez le poste. Les réservations et les visites postérieures manquent : saisissez-les de nouveau.',
    ],
  },
} satisfies Record<Language, Words>;

/** `restore --file COPY --code KEY`: puts a lost station back from its sealed copy (R64), all of it or nothing. */
export async function restore(context: CommandContext): Promise<CommandResult> {
  const words = WORDS[context.language];
  const { file, code } = context.options;
  if (file === undefined || code === undefined) return wrongUse(words.needs);
  const places = placesOf(context);
  if (!places.ok) return places.refusal;
  const { folder } = places.value;
  const work = `${path.resolve(folder)}.restoring`;
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0)
      return problem('not-empty', words.notEmpty(folder));
    await rm(work, { recursive: true, force: true });
    await mkdir(work, { recursive: true, mode: 0o700 });
    const read = await readCopy(file, copyKeyOf(code), work);
    if (!read.ok) {
      await rm(work, { recursive: true, force: true });
      return problem(read.refusal, words.refused[read.refusal](file));
    }
    await markRestored(context, work);
    if (existsSync(folder)) await rmdir(folder);
    await rename(work, folder);
    const { at } = read.value;
    return { outcome: 'good', lines: words.restored(at, folder), json: { ok: true, at, folder } };
  } catch (error) {
    const fault = errorCode(error);
    if (fault === null) throw error;
    return problem('unreadable', words.unreadable(file, fault));
  }
}

/** Raises the generation of the feeds, so that a station that was ahead of the copy takes them whole, and records the act. */
async function markRestored({ clock }: CommandContext, folder: string): Promise<void> {
  // Only this verb needs the institution's code.
  const { openEmbeddedStore } = await import('../../institution/store/embedded-store.ts');
  const { recordAct } = await import('../../institution/core/audit.ts');
  const { generationAt } = await import('../../institution/core/sync/epoch.ts');
  const database = new Database(path.join(folder, INSTITUTION_FILE));
  const store = await openEmbeddedStore(database, sealerOf(readFileSync(path.join(folder, KEY_FILE))));
  await store.write(async (writer) => {
    await writer.raiseGeneration(generationAt(clock.now()));
    const at = new Date(clock.now()).toISOString();
    await recordAct(writer, {
      at,
      actor: 'command-line',
      action: 'copy.restored',
      subject: 'copies',
      detail: {},
    });
  });
  await store.close();
}
