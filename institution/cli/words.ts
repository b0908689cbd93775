import type { Language } from '../../shared/ipc/snapshot.ts';

/** Every sentence of the service's command line. Names of options and of files are the same in both languages. */
export interface Words {
  readonly helpHint: (sentence: string) => string;
  readonly unknownCommand: (word: string) => string;
  readonly bothPlaces: string;
  readonly noPlace: string;
  readonly badDatabaseUrl: string;
  readonly restoreNeedsFolder: string;
  readonly backupNeedsFolder: string;
  readonly badPublicUrl: (given: string) => string;
  readonly badNumber: (option: string, range: readonly [number, number], given: string) => string;

  readonly wrongKey: string;
  readonly noPages: (folder: string) => string;
  readonly badProvider: (file: string) => string;
  readonly providerMissing: string;
  readonly noKey: string;
  readonly keyUnreadable: (file: string) => string;
  readonly ownKeyUnreadable: (file: string) => string;
  readonly folderNotWritable: (folder: string) => string;
  readonly notADatabase: (file: string) => string;
  readonly databaseDamaged: (file: string, detail: string) => string;
  readonly anotherVersion: (file: string) => string;
  readonly databaseInUse: (file: string) => string;
  readonly noSuchBackup: (name: string) => string;
  readonly databaseUnreachable: (detail: string) => string;
  readonly databaseNewer: string;

  readonly portInUse: (port: number) => string;
  readonly portNotAllowed: (port: number) => string;
  readonly noSuchAddress: (host: string) => string;
  readonly institutionUnfinished: (id: string) => string;
  readonly canStart: (ids: readonly string[]) => string;

  readonly optionsMissing: (options: readonly string[]) => string;
  readonly badValue: (option: string) => string;
  readonly badZone: (zone: string) => string;
  readonly institutionExists: (id: string) => string;
  readonly institutionAdded: (fingerprint: string) => string;
  readonly whichInstitution: (ids: readonly string[]) => string;
  readonly noFirstPerson: (institution: string) => string;
  readonly firstPersonCode: (code: string) => string;
  readonly noStation: (station: string) => string;
  readonly revoked: (station: string) => string;
  readonly zonesUnreadable: (file: string) => string;
  readonly zonesSent: (release: string, ids: readonly string[]) => string;
  readonly backupFileMissing: string;
  readonly backupExists: (file: string) => string;
  readonly dumpFailed: (file: string, code: string) => string;
  readonly backupMade: (file: string) => string;
  readonly backupUnknown: (file: string, known: readonly string[]) => string;
  readonly backupForgotten: (file: string) => string;
  readonly restored: string;
  readonly oldKeyMissing: string;
  readonly newKeyUnreadable: string;
  readonly keyChanged: string;
  readonly keyDoesNotOpen: string;
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    helpHint: (sentence) => `${sentence} (--help lists the options.)`,
    unknownCommand: (word) => `There is no command "${word}".`,
    bothPlaces: 'Give --data or --database, not both.',
    noPlace: 'Say where the data is kept: --data DIR or --database URL.',
    badDatabaseUrl: '--database takes an address such as postgres://child-link@localhost/child-link.',
    restoreNeedsFolder:
      '--restore goes with --data: PostgreSQL is restored by its own tools, then "restored".',
    backupNeedsFolder: '--backup-every goes with --data: PostgreSQL is backed up by the command "backup".',
    badPublicUrl: (given) => `--public-url takes an address such as https://visits.example, not "${given}".`,
    badNumber: (option, [min, max], given) =>
      `--${option} takes a number from ${min} to ${max}, not "${given}".`,

    wrongKey:
      'The key does not open this data: give the file that it was sealed with (--key). Without it nobody can read it.',
    noPages: (folder) =>
      `There are no pages in ${folder}: build them (node scripts/institution-pages.ts), or --pages DIR.`,
    badProvider: (file) => `The file ${file} does not describe a provider: see docs/institution.md.`,
    providerMissing: '--provider-only needs --provider FILE.',
    noKey: 'Say what seals the data: --key FILE, with the output of `openssl rand -base64 32` in it.',
    keyUnreadable: (file) => `The key file ${file} cannot be read, or has fewer than 20 characters.`,
    ownKeyUnreadable: (file) => `The key file ${file} cannot be read, or is damaged.`,
    folderNotWritable: (folder) =>
      `The folder of ${folder} cannot be written: choose another with --data, or give this user the right to write there.`,
    notADatabase: (file) =>
      `The file ${file} is not a database: move it away, or choose another folder with --data. It was left as it is.`,
    databaseDamaged: (file, detail) =>
      `The database ${file} is damaged (${detail}): put a backup back with --restore. It was left as it is.`,
    anotherVersion: (file) =>
      `The database ${file} was written by another version of this server: use that version, or another folder.`,
    databaseInUse: (file) =>
      `The database ${file} is in use: another server has it open; stop that one, or choose another folder with --data.`,
    noSuchBackup: (name) => `There is no backup ${name} in the folder "backups" of the data.`,
    databaseUnreachable: (detail) =>
      `PostgreSQL does not let this server in (${detail}): check that it runs, and the user, the host and the name in --database.`,
    databaseNewer: 'The tables of this database are from a newer version of this server: use that version.',

    portInUse: (port) => `Port ${port} is in use: stop what listens there, or choose another with --port.`,
    portNotAllowed: (port) => `Port ${port} is not allowed to this user: choose one above 1023 with --port.`,
    noSuchAddress: (host) => `This machine has no address ${host}: choose another with --host.`,
    institutionUnfinished: (id) =>
      `Adding the institution "${id}" was interrupted: run add-institution again.`,
    canStart: (ids) =>
      `The server can start. Institutions: ${ids.join(', ') || 'none yet (add-institution)'}.`,

    optionsMissing: (options) => `Also give ${options.join(', ')}.`,
    badValue: (option) => `The value of --${option} is not valid.`,
    badZone: (zone) => `--zone takes a name such as America/Toronto, not "${zone}".`,
    institutionExists: (id) => `There is an institution "${id}" already.`,
    institutionAdded: (fingerprint) => `Key, to compare with a station’s: ${fingerprint}`,
    whichInstitution: (ids) =>
      `Say which institution: --institution, one of ${ids.join(', ') || '(none is there yet)'}.`,
    noFirstPerson: (institution) =>
      `There is no institution "${institution}", or somebody there has a password already and can issue codes.`,
    firstPersonCode: (code) => `Code, for 24 hours, on the sign-in page: ${code}`,
    noStation: (station) => `There is no station "${station}".`,
    revoked: (station) => `${station} is revoked: the server no longer accepts anything from it.`,
    zonesUnreadable: (file) =>
      `The file ${file} is not a table of time zones: make it with node scripts/zones/main.ts --json.`,
    zonesSent: (release, ids) =>
      `Stations of ${ids.join(', ')} use the time zones of ${release}, unless their program has newer ones.`,
    backupFileMissing: 'Say where the backup goes: --file FILE.',
    backupExists: (file) => `There is a file ${file} already.`,
    dumpFailed: (file, code) =>
      `pg_dump made no backup (${code}): is it installed, and may it write ${file}?`,
    backupMade: (file) => `${file}: stations may erase what it and every other registered backup hold.`,
    backupUnknown: (file, known) => `No backup ${file} is registered, but: ${known.join(', ') || 'none'}.`,
    backupForgotten: (file) => `${file} is forgotten and may be deleted.`,
    restored: 'Stations will compare what they have with this data, and send what it lacks.',
    oldKeyMissing: 'Say what sealed the data until now: --key FILE.',
    newKeyUnreadable: 'The file of --new-key cannot be read, or has fewer than 20 characters.',
    keyChanged: 'Start the service with the new file from now on. Earlier backups need the old one.',
    keyDoesNotOpen: 'The key does not open this data.',
  },
  fr: {
    helpHint: (sentence) => `${sentence} (--help donne la liste des options.)`,
    unknownCommand: (word) => `La commande « ${word} » n’existe pas.`,
    bothPlaces: 'Donnez --data ou --database, pas les deux.',
    noPlace: 'Dites où les données sont gardées : --data DOSSIER ou --database URL.',
    badDatabaseUrl: '--database demande une adresse comme postgres://child-link@localhost/child-link.',
    restoreNeedsFolder:
      '--restore va avec --data : PostgreSQL se restaure avec ses propres outils, puis « restored ».',
    backupNeedsFolder:
      '--backup-every va avec --data : PostgreSQL se sauvegarde avec la commande « backup ».',
    badPublicUrl: (given) =>
      `--public-url demande une adresse comme https://visites.example, et non « ${given} ».`,
    badNumber: (option, [min, max], given) =>
      `--${option} demande un nombre de ${min} à ${max}, et non « ${given} ».`,

    wrongKey:
      'La clé n’ouvre pas ces données : donnez le fichier avec lequel elles ont été scellées (--key). Sans lui, personne ne peut les lire.',
    noPages: (folder) =>
      `Il n’y a pas de pages dans ${folder} : construisez-les (node scripts/institution-pages.ts), ou donnez --pages DOSSIER.`,
    badProvider: (file) => `Le fichier ${file} ne décrit pas de fournisseur : voir docs/institution.md.`,
    providerMissing: '--provider-only demande --provider FICHIER.',
    noKey:
      'Dites ce qui scelle les données : --key FICHIER, avec le résultat de `openssl rand -base64 32` comme contenu.',
    keyUnreadable: (file) =>
      `Le fichier de clé ${file} ne peut pas être lu, ou compte moins de 20 caractères.`,
    ownKeyUnreadable: (file) => `Le fichier de clé ${file} ne peut pas être lu, ou est endommagé.`,
    folderNotWritable: (folder) =>
      `Le dossier de ${folder} ne permet pas l’écriture : choisissez-en un autre avec --data, ou donnez ce droit à l’utilisateur.`,
    notADatabase: (file) =>
      `Le fichier ${file} n’est pas une base de données : déplacez-le, ou choisissez un autre dossier avec --data. Il n’a pas été modifié.`,
    databaseDamaged: (file, detail) =>
      `La base de données ${file} est endommagée (${detail}) : remettez une sauvegarde avec --restore. Elle n’a pas été modifiée.`,
    anotherVersion: (file) =>
      `La base de données ${file} a été écrite par une autre version de ce serveur : utilisez cette version, ou un autre dossier.`,
    databaseInUse: (file) =>
      `La base de données ${file} est ouverte par un autre serveur : arrêtez-le, ou choisissez un autre dossier avec --data.`,
    noSuchBackup: (name) => `Il n’y a pas de sauvegarde ${name} dans le dossier « backups » des données.`,
    databaseUnreachable: (detail) =>
      `PostgreSQL refuse l’accès à ce serveur (${detail}) : vérifiez qu’il fonctionne, ainsi que l’utilisateur, l’hôte et le nom dans --database.`,
    databaseNewer:
      'Les tables de cette base de données viennent d’une version plus récente de ce serveur : utilisez cette version.',

    portInUse: (port) =>
      `Le port ${port} est déjà utilisé : arrêtez ce qui y écoute, ou choisissez-en un autre avec --port.`,
    portNotAllowed: (port) =>
      `Le port ${port} n’est pas permis à cet utilisateur : choisissez-en un au-dessus de 1023 avec --port.`,
    noSuchAddress: (host) =>
      `Cet ordinateur n’a pas l’adresse ${host} : choisissez-en une autre avec --host.`,
    institutionUnfinished: (id) =>
      `L’ajout de l’établissement « ${id} » a été interrompu : relancez add-institution.`,
    canStart: (ids) =>
      `Le serveur peut démarrer. Établissements : ${ids.join(', ') || 'aucun pour l’instant (add-institution)'}.`,

    optionsMissing: (options) => `Donnez aussi ${options.join(', ')}.`,
    badValue: (option) => `La valeur de --${option} n’est pas valide.`,
    badZone: (zone) => `--zone demande un nom comme America/Toronto, et non « ${zone} ».`,
    institutionExists: (id) => `Il y a déjà un établissement « ${id} ».`,
    institutionAdded: (fingerprint) => `Clé, à comparer avec celle d’un poste : ${fingerprint}`,
    whichInstitution: (ids) =>
      `Dites quel établissement : --institution, parmi ${ids.join(', ') || '(aucun pour l’instant)'}.`,
    noFirstPerson: (institution) =>
      `Il n’y a pas d’établissement « ${institution} », ou quelqu’un y a déjà un mot de passe et peut émettre des codes.`,
    firstPersonCode: (code) => `Code, valide 24 heures, pour la page de connexion : ${code}`,
    noStation: (station) => `Il n’y a pas de poste « ${station} ».`,
    revoked: (station) => `${station} est révoqué : le serveur n’accepte plus rien de ce poste.`,
    zonesUnreadable: (file) =>
      `Le fichier ${file} n’est pas une table de fuseaux horaires : faites-la avec node scripts/zones/main.ts --json.`,
    zonesSent: (release, ids) =>
      `Les postes de ${ids.join(', ')} utilisent les fuseaux horaires de ${release}, sauf si leur programme en a de plus récents.`,
    backupFileMissing: 'Dites où va la sauvegarde : --file FICHIER.',
    backupExists: (file) => `Le fichier ${file} existe déjà.`,
    dumpFailed: (file, code) =>
      `pg_dump n’a pas fait de sauvegarde (${code}) : est-il installé, et peut-il écrire ${file}?`,
    backupMade: (file) =>
      `${file} : les postes peuvent effacer ce que cette sauvegarde et toutes les autres sauvegardes inscrites contiennent.`,
    backupUnknown: (file, known) =>
      `La sauvegarde ${file} n’est pas inscrite; celles qui le sont : ${known.join(', ') || 'aucune'}.`,
    backupForgotten: (file) => `${file} n’est plus inscrite et peut être supprimée.`,
    restored: 'Les postes compareront ce qu’ils ont avec ces données, et enverront ce qui y manque.',
    oldKeyMissing: 'Dites ce qui scelle les données jusqu’ici : --key FICHIER.',
    newKeyUnreadable: 'Le fichier de --new-key ne peut pas être lu, ou compte moins de 20 caractères.',
    keyChanged:
      'À partir de maintenant, démarrez le service avec le nouveau fichier. Les sauvegardes antérieures demandent l’ancien.',
    keyDoesNotOpen: 'La clé n’ouvre pas ces données.',
  },
};
