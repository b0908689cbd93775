import type { Language } from '../../shared/ipc/snapshot.ts';

/** The text of `--help`: verbs, options, exit codes. `program` is the command before the verb. */
export function helpOf(language: Language, program: string): string {
  return HELP[language].replace('PROGRAM', program);
}

const HELP: Readonly<Record<Language, string>> = {
  en: `Commands for a Child Link station.

  PROGRAM VERB [options]

  status                       whether the record has reached the institution, as on the screen
  verify-journal [FILE]        checks every hash and receipt of the record; names the first bad entry
  enrol --server URL --code CODE
                               enrols the station with a one-time code, before its first start
  setup                        makes the one-time code for the first start of a station without a server; shows it
                               once
  restore --file COPY --code KEY
                               puts a station without a server back from its sealed copy, into an empty data folder
  export-tracking --from DATE --to DATE [--out FILE]
                               the tracking sheet of a period as CSV; --language both writes both languages
  sign [--out FILE] | leaflet [--out FILE]
                               the bilingual sign, or the notice as a leaflet, as a PDF to print, with the notice
                               that ships
  link check LINK… | --file FILE [--site HOST]…
                               says whether the station would open these meeting links
  settings check [FILE]        says whether a station would start with this settings file (default: the
                               machine's, with Group Policy applied)
  diagnose --bundle FILE       writes a file for remote support: counts, codes and versions, nothing personal
  recovery-code                creates the one-time code that opens the lock when no PIN works; shown once
  restore-input                undoes what a lock that was killed left changed: blocked USB devices,
                               accessibility keys
  hardening check              lists each hardening setting: wanted, found, how to correct it
  hardening apply | revert     applies the settings and keeps the originals | restores those (Linux, as root)
  version                      prints the version

  --data DIR                   the station's data folder (default: that of the settings)
  --settings FILE              the settings file (default: the machine's)
  --language en|fr             the language of the sentences
  --json                       one line of JSON instead of sentences
  --help                       this text

  Exit codes: 0 no problem, 1 a problem was found, 2 wrong usage.
`,
  fr: `Commandes d’un poste Child Link.

  PROGRAM COMMANDE [options]

  status                       indique si le registre est parvenu à l’établissement, comme à l’écran
  verify-journal [FICHIER]     vérifie chaque empreinte et accusé du registre; nomme la première entrée erronée
  enrol --server URL --code CODE
                               inscrit le poste avec un code à usage unique, avant son premier démarrage
  setup                        crée le code du premier démarrage d’un poste sans serveur; ne l’affiche qu’une fois
  restore --file COPIE --code CLÉ
                               rétablit un poste sans serveur à partir de sa copie scellée, dans un dossier vide
  export-tracking --from DATE --to DATE [--out FICHIER]
                               la feuille de suivi d’une période, en CSV; --language both écrit les deux langues
  sign [--out FICHIER] | leaflet [--out FICHIER]
                               l’affiche bilingue, ou l’avis en dépliant, en PDF à imprimer, avec l’avis livré
  link check LIEN… | --file FICHIER [--site HÔTE]…
                               indique si le poste ouvrirait ces liens de réunion
  settings check [FICHIER]     indique si un poste démarrerait avec ce fichier de réglages (par défaut, celui
                               de l’ordinateur, avec la stratégie de groupe)
  diagnose --bundle FICHIER    écrit un fichier pour le soutien à distance : nombres, codes et versions, rien
                               de personnel
  recovery-code                crée le code à usage unique qui ouvre le verrou quand aucun NIP ne fonctionne;
                               affiché une seule fois
  restore-input                annule ce qu’un verrou interrompu a laissé modifié : appareils USB bloqués,
                               touches d’accessibilité
  hardening check              énumère les réglages de renforcement : voulu, trouvé, comment corriger
  hardening apply | revert     applique les réglages et garde les originaux | rétablit ceux-ci (Linux, en root)
  version                      affiche la version

  --data DOSSIER               le dossier de données du poste (par défaut, celui des réglages)
  --settings FICHIER           le fichier de réglages (par défaut, celui de l’ordinateur)
  --language en|fr             la langue des phrases
  --json                       une ligne de JSON au lieu de phrases
  --help                       ce texte

  Codes de sortie : 0 aucun problème, 1 problème trouvé, 2 utilisation incorrecte.
`,
};
