import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Language } from '../../shared/ipc/snapshot.ts';
import { OWN_FOLDER, SERVICE_FOLDER } from '../lockout/helper/start-helper.ts';
import { restoreInput as restore, type Restored } from '../lockout/restore.ts';
import { type CommandContext, type CommandResult, problem } from './command.ts';
import { placesOf } from './places.ts';

const WORDS: Readonly<Record<Language, Readonly<Record<Restored, (folder: string) => string>>>> = {
  en: {
    restored: (folder) => `Put back as it was before the lock (${folder}).`,
    'nothing-changed': (folder) => `The lock left nothing changed (${folder}).`,
    held: (folder) =>
      `The lock holds by order (${folder}): staff release it with a PIN. docs/emergency.md says what else frees the station.`,
    'not-permitted': (folder) => `Not permitted (${folder}): run it as root, or as the station’s account.`,
  },
  fr: {
    restored: (folder) => `Remis dans l’état d’avant le verrouillage (${folder}).`,
    'nothing-changed': (folder) => `Le verrou n’a rien laissé de modifié (${folder}).`,
    held: (folder) =>
      `Le verrou tient, comme demandé (${folder}) : le personnel l’ouvre avec un NIP. Le fichier docs/emergency.md dit ce qui libère le poste autrement.`,
    'not-permitted': (folder) =>
      `Non permis (${folder}) : lancez la commande en tant que root ou avec le compte du poste.`,
  },
};

/** `restore-input`: undoes what a killed lock left changed, for the service's lock and the station's own (R33). */
export async function restoreInput(context: CommandContext): Promise<CommandResult> {
  const places = placesOf(context);
  if (!places.ok) return places.refusal;
  const own = path.join(places.value.folder, OWN_FOLDER);
  const service = context.platform === 'linux' && existsSync(SERVICE_FOLDER) ? [SERVICE_FOLDER] : [];
  const found: { folder: string; outcome: Restored; detail: string }[] = [];
  for (const folder of [...service, own]) {
    let detail = '';
    const outcome = await restore(folder, context.platform, (code, more) => {
      detail = `${code} ${more}`;
    });
    found.push({ folder, outcome, detail });
  }
  const words = WORDS[context.language];
  const lines = found.map(({ folder, outcome, detail }) => `${words[outcome](folder)} ${detail}`.trimEnd());
  const bad = found.find(({ outcome }) => outcome === 'held' || outcome === 'not-permitted');
  if (bad !== undefined) return { ...problem(`restore-${bad.outcome}`, '', { found }), lines };
  return { outcome: 'good', lines, json: { ok: true, found } };
}
