import type { Language } from '../../shared/ipc/snapshot.ts';

/** Sentences of the terminal alone, in both languages; those of the screens are in `shared/language`. */
const WORDS = {
  en: {
    noVerb: 'Say what to do: --help shows what there is.',
    unknownVerb: (verb: string) => `There is no “${verb}”: --help shows what there is.`,
    badOption: (detail: string) => `${detail} (--help shows what can be given.)`,
    badLanguage: (given: string, allowed: string) => `--language takes ${allowed}, not “${given}”.`,
    tooMany: (word: string) => `“${word}” is one word too many.`,
    noRecord: (file: string) => `There is no record at ${file}: name the station’s data folder with --data.`,
    recordUnreadable: (file: string, code: string) => `The record ${file} cannot be read (${code}).`,
    noKeyFile: (folder: string) =>
      `The key is not a file in ${folder}: contents are sealed by the operating system and cannot be read here.`,
    verified: (entries: number, chains: number) =>
      `The record is whole: ${entries} entries in ${chains} chain(s), every hash holds.`,
    erased: (count: number) => `${count} entries have had their content erased, as agreed.`,
    unchecked: (count: number) => `${count} contents could not be opened and so were not compared.`,
    receipts: (count: number) => `${count} receipt(s) of the institution hold.`,
    receiptsUnchecked: (count: number) =>
      `${count} receipt(s) were not checked: this folder does not know the institution’s key.`,
    unvouched: (count: number) =>
      `${count} entries have no receipt: someone who holds the station’s key could have rewritten them, and this check would not notice. Only the institution can, once it has them.`,
    serverKey: (fingerprint: string) =>
      `The receipts are checked with the server key ${fingerprint}: compare it with the one that the institution’s server shows.`,
    firstBad: (chain: string, seq: number) =>
      seq === 0 ? `The beginning of chain ${chain} is wrong` : `Entry ${seq} of chain ${chain} is wrong`,
    why: {
      'genesis-mismatch': 'its name is not the hash of its beginning, or the signature does not hold',
      'previous-mismatch': 'it names an entry of the former chain that is not there',
      'header-unreadable': 'its header cannot be read',
      'hash-mismatch': 'its hash does not fit its header',
      'commit-mismatch': 'its content is not what the header commits to',
      'prev-mismatch': 'it does not follow from the entry before it',
      'seq-mismatch': 'an entry is missing before it',
      'chain-mismatch': 'it belongs to another chain',
      'body-unreadable': 'its content does not open with the station’s key',
      'row-mismatch': 'it would not be found: what it is searched by differs from what it says',
      'receipt-invalid': 'the institution’s receipt is not signed with its key',
      'receipt-mismatch': 'the institution has signed for an entry that is not there, or is another one',
      'behind-head-file':
        'the head kept beside the record names an entry that is not there, or is another one',
      'file-damaged': 'the file itself is damaged',
      'identity-mismatch':
        'identity.json beside it was changed by something other than the station, so its server key proves nothing',
    },
    setAside: (file: string) => `A record that could not be used was set aside: ${file}`,
    station: (station: string, institution: string) => `Station ${station}, ${institution}`,
    keyByFile: 'The key is a file of the station’s user (no key ring).',
    keyElsewhere: 'The key is kept by the operating system.',
    enrolled: (station: string, institution: string) =>
      `Enrolled as ${station} at ${institution}. The station sends from its next start.`,
    enrolNeeds: 'enrol needs --server URL (or a settings file that names it) and --code CODE.',
    serverUrl: {
      'server-url-invalid': (url: string) => `“${url}” is not the address of a server.`,
      'server-url-insecure': (url: string) => `“${url}” is not https; plain http is for this machine alone.`,
    },
    alreadyEnrolled: (station: string) => `This station is enrolled already, as ${station}.`,
    running: 'The station is running: stop it first, or put the code into its settings (enrolmentCode).',
    keyForApp:
      'This station’s key is kept by the operating system: put the code into its settings (enrolmentCode); it enrols at its next start.',
    enrolFailed: (what: string) => `Not enrolled: ${what}`,
    notEnrolled: 'Not enrolled.',
    enrolKey: (code: string) => `The station’s identity cannot be kept (${code}).`,
    otherServer: (url: string) => `The settings name another server: set serverUrl to ${url}.`,
    periodNeeded: 'export-tracking needs --from and --to, dates such as 2026-11-22.',
    badDate: (given: string) => `“${given}” is not a date such as 2026-11-22.`,
    exported: (rows: number, file: string) => `${rows} row(s) written to ${file}.`,
    unwritable: (file: string, code: string) => `${file} cannot be written (${code}).`,
    printed: (file: string) => `Written to ${file}.`,
    exportUnread: (count: number) => `${count} tracking row(s) cannot be opened here and are left out.`,
    linksNeeded: 'link check needs a LINK, or --file FILE with one on each line.',
    sitesNeeded: 'Say which meeting site is allowed: --site HOST, or a settings file that names it.',
    badSite: (site: string) => `“${site}” is not a host name, nor *. before one.`,
    fileUnreadable: (file: string, code: string) => `${file} cannot be read (${code}).`,
    fileEncoding: (file: string, encoding: string) => `${file} is saved as ${encoding}: save it as UTF-8.`,
    accepted: (host: string) => `accepted: ${host}`,
    refused: (what: string) => `refused: ${what}`,
    bundleNeeded: 'diagnose needs --bundle FILE.',
    settingsGood: (file: string) => `${file} is good.`,
  },
  fr: {
    noVerb: 'Dites quoi faire : --help montre les commandes.',
    unknownVerb: (verb: string) => `La commande « ${verb} » n’existe pas : --help montre les commandes.`,
    badOption: (detail: string) => `${detail} (--help montre ce qui est accepté.)`,
    badLanguage: (given: string, allowed: string) => `--language accepte ${allowed}, et non « ${given} ».`,
    tooMany: (word: string) => `« ${word} » est un mot de trop.`,
    noRecord: (file: string) =>
      `Il n’y a pas de registre à ${file} : indiquez le dossier de données du poste avec --data.`,
    recordUnreadable: (file: string, code: string) => `Le registre ${file} ne peut pas être lu (${code}).`,
    noKeyFile: (folder: string) =>
      `La clé n’est pas un fichier de ${folder} : le contenu est scellé par le système d’exploitation et ne peut pas être lu ici.`,
    verified: (entries: number, chains: number) =>
      `Le registre est entier : ${entries} entrées, ${chains} chaîne(s), toutes les empreintes concordent.`,
    erased: (count: number) => `${count} entrées ont un contenu effacé, comme convenu.`,
    unchecked: (count: number) =>
      `${count} contenus n’ont pas pu être ouverts et n’ont donc pas été comparés.`,
    receipts: (count: number) => `${count} accusé(s) de réception de l’établissement concordent.`,
    receiptsUnchecked: (count: number) =>
      `${count} accusé(s) de réception non vérifiés : ce dossier ne connaît pas la clé de l’établissement.`,
    unvouched: (count: number) =>
      `${count} entrées sont sans accusé de réception : quiconque détient la clé du poste aurait pu les réécrire, et cette vérification ne le remarquerait pas. Seul l’établissement le peut, une fois qu’il les a reçues.`,
    serverKey: (fingerprint: string) =>
      `Les accusés sont vérifiés avec la clé de serveur ${fingerprint} : comparez-la à celle qu’affiche le serveur de l’établissement.`,
    firstBad: (chain: string, seq: number) =>
      seq === 0
        ? `Le début de la chaîne ${chain} est erroné`
        : `L’entrée ${seq} de la chaîne ${chain} est erronée`,
    why: {
      'genesis-mismatch': 'son nom n’est pas l’empreinte de son début, ou la signature ne vaut pas',
      'previous-mismatch': 'elle nomme une entrée de la chaîne précédente qui n’y est pas',
      'header-unreadable': 'son en-tête est illisible',
      'hash-mismatch': 'son empreinte ne correspond pas à son en-tête',
      'commit-mismatch': 'son contenu n’est pas celui que l’en-tête annonce',
      'prev-mismatch': 'elle ne suit pas l’entrée qui la précède',
      'seq-mismatch': 'il manque une entrée avant elle',
      'chain-mismatch': 'elle appartient à une autre chaîne',
      'body-unreadable': 'son contenu ne s’ouvre pas avec la clé du poste',
      'row-mismatch': 'elle serait introuvable : ses clés de recherche ne correspondent pas à son contenu',
      'receipt-invalid': 'l’accusé de réception n’est pas signé avec la clé de l’établissement',
      'receipt-mismatch': 'l’établissement a signé pour une entrée absente ou différente',
      'behind-head-file': 'la tête conservée à côté du registre nomme une entrée absente ou différente',
      'file-damaged': 'le fichier lui-même est endommagé',
      'identity-mismatch':
        'identity.json, à côté, a été modifié par autre chose que le poste; sa clé de serveur ne prouve donc rien',
    },
    setAside: (file: string) => `Un registre inutilisable a été mis de côté : ${file}`,
    station: (station: string, institution: string) => `Poste ${station}, ${institution}`,
    keyByFile: 'La clé est un fichier de l’utilisateur du poste (pas de trousseau).',
    keyElsewhere: 'La clé est conservée par le système d’exploitation.',
    enrolled: (station: string, institution: string) =>
      `Poste inscrit sous ${station}, ${institution}. Le poste transmet dès son prochain démarrage.`,
    enrolNeeds: 'enrol demande --server URL (ou un fichier de réglages qui le nomme) et --code CODE.',
    serverUrl: {
      'server-url-invalid': (url: string) => `« ${url} » n’est pas l’adresse d’un serveur.`,
      'server-url-insecure': (url: string) =>
        `« ${url} » n’est pas en https; http ne vaut que pour cet ordinateur.`,
    },
    alreadyEnrolled: (station: string) => `Ce poste est déjà inscrit, sous ${station}.`,
    running:
      'Le poste est en marche : arrêtez-le d’abord, ou mettez le code dans ses réglages (enrolmentCode).',
    keyForApp:
      'La clé de ce poste est conservée par le système d’exploitation : mettez le code dans ses réglages (enrolmentCode); il s’inscrira à son prochain démarrage.',
    enrolFailed: (what: string) => `Poste non inscrit : ${what}`,
    notEnrolled: 'Poste non inscrit.',
    enrolKey: (code: string) => `L’identité du poste ne peut pas être conservée (${code}).`,
    otherServer: (url: string) =>
      `Les réglages nomment un autre serveur : donnez à serverUrl la valeur ${url}.`,
    periodNeeded: 'export-tracking demande --from et --to, des dates comme 2026-11-22.',
    badDate: (given: string) => `« ${given} » n’est pas une date comme 2026-11-22.`,
    exported: (rows: number, file: string) => `${rows} ligne(s) écrites dans ${file}.`,
    unwritable: (file: string, code: string) => `Impossible d’écrire ${file} (${code}).`,
    printed: (file: string) => `Fichier écrit : ${file}`,
    exportUnread: (count: number) => `${count} ligne(s) de suivi ne s’ouvrent pas ici et sont omises.`,
    linksNeeded: 'link check demande un LIEN, ou --file FICHIER avec un lien par ligne.',
    sitesNeeded:
      'Dites quel site de réunion est permis : --site HÔTE, ou un fichier de réglages qui le nomme.',
    badSite: (site: string) => `« ${site} » n’est pas un nom d’hôte, ni *. devant un tel nom.`,
    fileUnreadable: (file: string, code: string) => `${file} ne peut pas être lu (${code}).`,
    fileEncoding: (file: string, encoding: string) =>
      `${file} est enregistré en ${encoding} : enregistrez-le en UTF-8.`,
    accepted: (host: string) => `accepté : ${host}`,
    refused: (what: string) => `refusé : ${what}`,
    bundleNeeded: 'diagnose demande --bundle FICHIER.',
    settingsGood: (file: string) => `${file} est bon.`,
  },
};

export type Words = (typeof WORDS)['en'];

export function wordsOf(language: Language): Words {
  return WORDS[language];
}
