import type { Language } from '../../shared/ipc/snapshot.ts';

/** The text of `--help`: verbs, options, exit codes. `program` is the command before the verb. */
export function helpOf(language: Language, program: string): string {
  return HELP[language].replace('PROGRAM', program);
}

const HELP: Readonly<Record<Language, string>> = {
  en: `Commands for a Child Link station.

  PROGRAM VERB [options]

  status                       how the record stands towards the institution, in the screen's words
  verify-journal [FILE]        the whole record, every hash and receipt; names the first bad entry
  enrol --server URL --code CODE
                               spends a one-use enrolment code before the station's first start
  export-tracking --from DATE --to DATE [--out FILE]
                               the tracking sheet of a period as CSV; --language both writes both languages
  link check LINK… | --file FILE [--site HOST]…
                               whether the station would open these meeting links
  settings check [FILE]        whether a station would start with this settings file (default: the machine's,
                               with what Group Policy sets)
  diagnose --bundle FILE       writes what helps from afar: counts, codes and versions, nothing personal
  recovery-code                makes the one-time code that opens the lock when every PIN fails; shows it once
  restore-input                puts back what a killed lock left changed: USB devices kept out, keys of the
                               accessibility features
  hardening check              what closes the rest of the machine: wanted, found, how to put it right
  hardening apply | revert     puts it in place, keeping the originals | puts those back (Linux, as root)
  version                      which version this is

  --data DIR                   the station's data folder (default: that of the settings)
  --settings FILE              the settings file (default: the machine's)
  --language en|fr             the language of the sentences
  --json                       one line of JSON in place of sentences
  --help                       this text

  Ends with 0 when all is well, 1 when a problem was found, 2 when it was used wrongly.
`,
  fr: `Commandes d’un poste Child Link.

  PROGRAM COMMANDE [options]

  status                       l’état du registre à l’égard de l’établissement, comme à l’écran
  verify-journal [FICHIER]     le registre entier, empreintes et accusés; nomme la première entrée erronée
  enrol --server URL --code CODE
                               dépense un code d’inscription unique avant le premier démarrage du poste
  export-tracking --from DATE --to DATE [--out FICHIER]
                               la feuille de suivi d’une période, en CSV; --language both écrit les deux langues
  link check LIEN… | --file FICHIER [--site HÔTE]…
                               le poste ouvrirait-il ces liens de rencontre?
  settings check [FICHIER]     un poste démarrerait-il avec ce fichier de paramètres? (par défaut, celui de
                               l’ordinateur, avec ce que fixe la stratégie de groupe)
  diagnose --bundle FICHIER    écrit ce qui aide à distance : nombres, codes et versions, rien de personnel
  recovery-code                crée le code à usage unique qui ouvre le verrou quand aucun NIP ne va plus;
                               ne l’affiche qu’une fois
  restore-input                remet ce qu’un verrou interrompu a laissé modifié : appareils USB écartés,
                               touches des fonctions d’accessibilité
  hardening check              ce qui ferme le reste de l’ordinateur : voulu, trouvé, comment corriger
  hardening apply | revert     le met en place en gardant les originaux | les remet (Linux, en root)
  version                      la version de ce poste

  --data DOSSIER               le dossier de données du poste (par défaut, celui des paramètres)
  --settings FICHIER           le fichier de paramètres (par défaut, celui de l’ordinateur)
  --language en|fr             la langue des phrases
  --json                       une ligne de JSON à la place des phrases
  --help                       ce texte

  Code de sortie : 0 tout va bien, 1 un problème a été trouvé, 2 mauvais emploi.
`,
};
