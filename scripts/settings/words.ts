// What each setting means, for people: one entry per field of the schema, in both languages. A test misses none.

export const schemaWords = {
  title: 'Child Link station settings / Réglages du poste Child Link',
  description:
    'Machine-wide settings of a Child Link station. / Réglages d’un poste Child Link, pour tout l’ordinateur.',
};

type Words = { readonly name: string; readonly meaning: string };
export type FieldWords = {
  readonly example: string | boolean | readonly string[];
  readonly en: Words;
  readonly fr: Words;
};

export const fieldWords: Readonly<Record<string, FieldWords>> = {
  dataFolder: {
    example: '/var/lib/child-link',
    en: {
      name: 'Data folder',
      meaning: 'The folder of the record and its keys. Only the station’s account needs rights in it.',
    },
    fr: {
      name: 'Dossier de données',
      meaning:
        'Le dossier du registre et de ses clés. Seul le compte du poste a besoin de droits sur ce dossier.',
    },
  },
  institution: {
    example: 'embedded',
    en: {
      name: 'Institution',
      meaning:
        '“server”: staff, sites and schedule come from the institution’s server. “embedded”: they are kept in this station, which then needs no server; the “setup” command makes the code for its first start.',
    },
    fr: {
      name: 'Établissement',
      meaning:
        '« server » : le personnel, les installations et l’horaire viennent du serveur de l’établissement. « embedded » : ils sont conservés dans ce poste, qui n’a alors besoin d’aucun serveur; la commande « setup » crée le code de son premier démarrage.',
    },
  },
  serverUrl: {
    example: 'https://child-link.institution.example',
    en: {
      name: 'Institution’s server',
      meaning: 'The https address of the institution’s server. Without one the station records and waits.',
    },
    fr: {
      name: 'Serveur de l’établissement',
      meaning: 'L’adresse https du serveur de l’établissement. Sans adresse, le poste consigne et attend.',
    },
  },
  enrolmentCode: {
    example: 'ABCD-EFGH-2345',
    en: {
      name: 'Enrolment code',
      meaning:
        'A one-use code of the institution’s server, tried at a start that finds the station not enrolled. Remove it afterwards.',
    },
    fr: {
      name: 'Code d’inscription',
      meaning:
        'Un code à usage unique du serveur de l’établissement, essayé au démarrage d’un poste non inscrit. Retirez-le ensuite.',
    },
  },
  'updates.at': {
    example: '03:30',
    en: {
      name: 'Hour of updates',
      meaning:
        'The hour, on the machine’s clock, from which a newer version may take the station’s place: within two hours, never while somebody is signed in or a visit is under way.',
    },
    fr: {
      name: 'Heure des mises à jour',
      meaning:
        'L’heure, à l’horloge de l’ordinateur, à partir de laquelle une version plus récente peut remplacer le poste : dans les deux heures, jamais pendant qu’une personne est connectée ou qu’une visite est en cours.',
    },
  },
  'updates.url': {
    example: 'https://child-link.institution.example/updates/',
    en: {
      name: 'Source of updates',
      meaning:
        'Where the station finds newer versions on Windows: the institution’s own server, https. Without one IT brings them. On Linux the package source of the system does.',
    },
    fr: {
      name: 'Source des mises à jour',
      meaning:
        'Où le poste trouve les versions plus récentes sous Windows : le serveur de l’établissement, en https. Sans adresse, l’informatique les apporte. Sous Linux, c’est la source de paquets du système.',
    },
  },
  'network.proxyUser': {
    example: 'station',
    en: {
      name: 'Proxy account',
      meaning:
        'The account for a proxy that asks for one. Which proxy is used, the system’s settings say (also a PAC script).',
    },
    fr: {
      name: 'Compte du serveur mandataire',
      meaning:
        'Le compte pour un serveur mandataire qui en demande un. Les réglages du système disent lequel est utilisé (aussi par un script PAC).',
    },
  },
  'network.proxyPassword': {
    example: 'invented-password',
    en: {
      name: 'Proxy password',
      meaning: 'The password of that account. The file must not be readable by others.',
    },
    fr: {
      name: 'Mot de passe du serveur mandataire',
      meaning: 'Le mot de passe de ce compte. Le fichier ne doit pas être lisible par d’autres.',
    },
  },
  'network.authoritiesFile': {
    example: '/etc/child-link/authorities.pem',
    en: {
      name: 'Further authorities',
      meaning:
        'A PEM file of authorities that the station trusts for the institution’s server, besides the system’s. Only where the system’s own store cannot be used.',
    },
    fr: {
      name: 'Autres autorités de certification',
      meaning:
        'Un fichier PEM des autorités auxquelles le poste se fie pour le serveur de l’établissement, en plus de celles du système. Seulement si le magasin du système ne peut servir.',
    },
  },
  'network.signedAuthority': {
    example: 'child-link.institution.example',
    en: {
      name: 'Signed host',
      meaning:
        'The host, or host:port, that requests are signed for, where a gateway rewrites the Host header.',
    },
    fr: {
      name: 'Hôte signé',
      meaning:
        'L’hôte, ou hôte:port, pour lequel les requêtes sont signées, si une passerelle réécrit l’en-tête Host.',
    },
  },
  'network.clientCertificateIssuer': {
    example: 'Institution Device Authority',
    en: {
      name: 'Issuer of the client certificate',
      meaning:
        'Where the server, or a gateway before it, asks for a client certificate: the issuer’s common name. The station shows the certificate of that issuer from the account’s store, to the server alone.',
    },
    fr: {
      name: 'Émetteur du certificat client',
      meaning:
        'Si le serveur, ou une passerelle devant lui, demande un certificat client : le nom commun de l’émetteur. Le poste présente le certificat de cet émetteur, tiré du magasin de son compte, et à ce serveur seulement.',
    },
  },
  'meeting.sites': {
    example: ['example.webex.com'],
    en: {
      name: 'Meeting sites',
      meaning: 'Hosts that a meeting link may name. *. before a name stands for every host below it.',
    },
    fr: {
      name: 'Sites de réunion',
      meaning:
        'Les hôtes qu’un lien de réunion peut nommer. *. devant un nom vaut pour tous les hôtes sous ce nom.',
    },
  },
  'meeting.pages': {
    example: ['web.webex.com'],
    en: {
      name: 'Meeting pages',
      meaning:
        'Further hosts whose pages may be shown inside the meeting and may use camera and microphone. Name single hosts.',
    },
    fr: {
      name: 'Pages de la réunion',
      meaning:
        'D’autres hôtes dont les pages peuvent s’afficher dans la réunion et utiliser la caméra et le microphone. Nommez des hôtes précis.',
    },
  },
  'meeting.requests': {
    example: ['*.wbx2.com'],
    en: {
      name: 'Meeting requests',
      meaning:
        'Further hosts that the meeting’s pages may fetch from. A proxy of the network is named here too. Counts from the next start.',
    },
    fr: {
      name: 'Requêtes de la réunion',
      meaning:
        'D’autres hôtes que les pages de la réunion peuvent interroger. Un mandataire (proxy) du réseau y figure aussi. Compte dès le prochain démarrage.',
    },
  },
  'meeting.askForBrowserClient': {
    example: true,
    en: {
      name: 'Ask for the browser client',
      meaning: 'Whether the link asks Webex for its browser client instead of its application.',
    },
    fr: {
      name: 'Demander le client Web',
      meaning: 'Le lien demande-t-il à Webex son client Web plutôt que son application?',
    },
  },
  'meeting.mediaNetworks': {
    example: ['23.89.0.0/16'],
    en: {
      name: 'Media networks',
      meaning:
        'IPv4 networks of the servers that carry sound and pictures. Over TCP the meeting reaches no other address. Counts from the next start.',
    },
    fr: {
      name: 'Réseaux de média',
      meaning:
        'Les réseaux IPv4 des serveurs qui transportent le son et l’image. Par TCP, la réunion n’atteint aucune autre adresse. Compte dès le prochain démarrage.',
    },
  },
  'meeting.trialLink': {
    example: 'https://example.webex.com/meet/station-trial',
    en: {
      name: 'Meeting for trials',
      meaning:
        'The link of a meeting room kept for trials, in which nobody is expected: staff try camera, sound and network in it before a visit. Never a room that families use.',
    },
    fr: {
      name: 'Réunion d’essai',
      meaning:
        'Le lien d’une salle de réunion réservée aux essais, où personne n’est attendu : le personnel y essaie la caméra, le son et le réseau avant une visite. Jamais une salle qui sert aux familles.',
    },
  },
  'meeting.mediaServers': {
    example: ['media.example.org:5004'],
    en: {
      name: 'Media servers',
      meaning: 'Servers that carry sound and pictures, as host:port: tried at the equipment check.',
    },
    fr: {
      name: 'Serveurs de média',
      meaning:
        'Serveurs qui transportent le son et l’image, sous la forme hôte:port : essayés à la vérification du matériel.',
    },
  },
  'devices.headsets': {
    example: ['0b0e:0e41'],
    en: {
      name: 'Headsets of this site',
      meaning: 'Headsets that may be chosen, as USB vendor:product. Empty: every headset.',
    },
    fr: {
      name: 'Casques de l’établissement',
      meaning:
        'Casques qui peuvent être choisis, sous la forme USB fabricant:produit. Vide : tous les casques.',
    },
  },
  'devices.webcams': {
    example: ['046d:0825'],
    en: {
      name: 'Webcams of this site',
      meaning: 'Webcams that may be chosen, as USB vendor:product. Empty: every webcam.',
    },
    fr: {
      name: 'Caméras de l’établissement',
      meaning:
        'Caméras qui peuvent être choisies, sous la forme USB fabricant:produit. Vide : toutes les caméras.',
    },
  },
  'devices.buttons': {
    example: ['0b0e:0e41'],
    en: {
      name: 'Devices with a few keys',
      meaning:
        'Devices with a few keys that staff are not asked to unplug, as USB vendor:product. A whole keyboard and a pointer always are.',
    },
    fr: {
      name: 'Appareils à quelques touches',
      meaning:
        'Appareils à quelques touches que le personnel n’a pas à débrancher, sous la forme USB fabricant:produit. Un clavier entier ou un pointeur est toujours à débrancher.',
    },
  },
  copyFolder: {
    example: '/mnt/child-link-copies',
    en: {
      name: 'Folder of copies',
      meaning:
        'Where a station without a server puts a sealed copy of everything once a day: a network share or a removable medium, not this computer’s own disk.',
    },
    fr: {
      name: 'Dossier des copies',
      meaning:
        'Où un poste sans serveur dépose une fois par jour une copie scellée de tout : un partage réseau ou un support amovible, et non le disque de cet ordinateur.',
    },
  },
  'exports.folder': {
    example: '/mnt/child-link-exports',
    en: {
      name: 'Folder for exports',
      meaning:
        'A folder or network share that the station’s account can write to, for exported tracking sheets. Without one, and without removable media, they stay in the data folder.',
    },
    fr: {
      name: 'Dossier des exportations',
      meaning:
        'Un dossier ou un partage réseau où le compte du poste peut écrire, pour les feuilles de suivi exportées. Sans lui ni support amovible, elles restent dans le dossier de données.',
    },
  },
  'exports.removableMedia': {
    example: true,
    en: {
      name: 'Exports to removable media',
      meaning: 'Whether staff may write exported tracking sheets to a removable medium, such as a USB drive.',
    },
    fr: {
      name: 'Exportations sur support amovible',
      meaning:
        'Le personnel peut-il écrire les feuilles de suivi exportées sur un support amovible, comme une clé USB?',
    },
  },
  'exports.keepDays': {
    example: '7',
    en: {
      name: 'Days that exports are kept',
      meaning: 'After how many days the station erases exported files.',
    },
    fr: {
      name: 'Conservation des exportations, en jours',
      meaning: 'Après combien de jours le poste efface les fichiers exportés.',
    },
  },
  'devices.builtIn': {
    example: ['Sample WMI hotkeys'],
    en: {
      name: 'Built-in devices',
      meaning:
        'Names of input devices that are built into the machine and have no vendor (hot keys, an infrared receiver), as the station shows them. They are held like all others, but staff are not asked to unplug them. A USB or Bluetooth device is never meant.',
    },
    fr: {
      name: 'Appareils intégrés',
      meaning:
        'Noms des périphériques d’entrée intégrés à l’ordinateur et sans fabricant (touches spéciales, récepteur infrarouge), tels que le poste les affiche. Ils sont retenus comme les autres, mais le personnel n’a pas à les débrancher. Un appareil USB ou Bluetooth n’est jamais visé.',
    },
  },
  webcamRequired: {
    example: true,
    en: {
      name: 'Webcam required',
      meaning: 'Whether this station needs a webcam whatever the booking says.',
    },
    fr: {
      name: 'Caméra exigée',
      meaning: 'Le poste a-t-il besoin d’une caméra, quoi que dise la réservation?',
    },
  },
  walkUpAllowed: {
    example: false,
    en: { name: 'Visits entered by hand', meaning: 'Whether a visit may be entered by hand.' },
    fr: { name: 'Visites saisies à la main', meaning: 'Une visite peut-elle être saisie à la main?' },
  },
  lockdownRequire: {
    example: 'removed',
    en: {
      name: 'Lockdown',
      meaning:
        'removed: keyboards and pointers must be unplugged before staff leave. removed-or-blocked: blocking them suffices.',
    },
    fr: {
      name: 'Verrouillage',
      meaning:
        'removed : claviers et souris doivent être débranchés avant le départ du personnel. removed-or-blocked : les bloquer suffit.',
    },
  },
};
