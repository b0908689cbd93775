import type { Language } from '../../shared/ipc/snapshot.ts';

export const HELP: Readonly<Record<Language, string>> = {
  en: `The institution's server for Child Link stations.

  npm run institution -- --data DIR [options]
      keeps everything in a folder of this machine; one process
  npm run institution -- --database postgres://USER@HOST/NAME --key FILE [options]
      keeps everything in PostgreSQL; any number of processes may share it

  --host ADDRESS        where it listens (default 127.0.0.1, behind a proxy on this machine)
  --port N              (default 8080; 0 picks a free one)
  --key FILE            32 random bytes in base64url, or a passphrase: seals what is kept. Default: the systemd
                        credential child-link-key, or DIR/service.key, which is created if it does not exist
  --authority NAME      the name (and port) that stations call, where a gateway rewrites Host
  --trusted-proxy IP    the address of a proxy whose X-Forwarded-For is believed; may be given several times
  --public-url URL      where people reach its pages, as the address bar shows it; without it there are none
  --pages DIR           the built pages (default build/institution-pages)
  --provider FILE       an OpenID Connect provider and what its groups allow, as JSON; with --provider-only nobody
                        signs in with a password
  --meeting-host HOST   where meetings may be; may be given several times
  --poll-seconds N      how often stations ask for news (default 30)
  --backup-every N      minutes; with --data: copies the data to DIR/backups at the start and then this often
  --backups-kept N      (default 3)
  --restore NAME        with --data: puts a backup of DIR/backups in the place of the data first
  --check               says whether the server can start with these options, and ends

  Commands, each of which does one thing and ends:
  add-institution       --id ID --name-en TEXT --name-fr TEXT --province XX --zone ZONE --language en|fr
                        [--location TEXT], the stations' room
  code                  --institution ID [--device NAME ...]: a code for one station, valid 24 hours; with names of
                        machines one for each, which no other machine can use
  revoke                --institution ID --station NAME
  first-person          --institution ID --name TEXT: a code with which the first person chooses a password
  time-zones            --file FILE [--institution ID]: sends stations newer rules of time zones than their program has
  backup                --file FILE, a new one: with --database by pg_dump, and registers it; with --data into DIR/backups
  forget-backup         --file FILE: call it before a backup made with --database is deleted
  restored              call it after PostgreSQL's data was restored, before the service starts
  change-key            --new-key FILE
  --help                this text

  Messages are in French where the terminal's locale is (LC_ALL, LC_MESSAGES, LANG).
`,
  fr: `Le serveur de l’établissement pour les postes Child Link.

  npm run institution -- --data DOSSIER [options]
      garde tout dans un dossier de cet ordinateur; un seul processus
  npm run institution -- --database postgres://UTILISATEUR@HÔTE/NOM --key FICHIER [options]
      garde tout dans PostgreSQL; plusieurs processus peuvent partager la base

  --host ADRESSE        où il écoute (par défaut 127.0.0.1, derrière un mandataire sur cet ordinateur)
  --port N              (par défaut 8080; 0 choisit un port libre)
  --key FICHIER         32 octets aléatoires en base64url, ou une phrase de passe : scelle les données. Par défaut :
                        le justificatif systemd child-link-key, ou DOSSIER/service.key, créé s’il n’existe pas
  --authority NOM       le nom (et le port) que les postes appellent, si une passerelle réécrit Host
  --trusted-proxy IP    l’adresse d’un mandataire dont X-Forwarded-For est cru; peut être répété
  --public-url URL      l’adresse des pages, telle que le navigateur l’affiche; sans elle, il n’y a pas de pages
  --pages DOSSIER       les pages construites (par défaut build/institution-pages)
  --provider FICHIER    un fournisseur OpenID Connect et ce que ses groupes permettent, en JSON; avec --provider-only,
                        personne ne se connecte par mot de passe
  --meeting-host HÔTE   où les réunions peuvent avoir lieu; peut être répété
  --poll-seconds N      intervalle auquel les postes demandent des nouvelles (par défaut 30)
  --backup-every N      minutes; avec --data : copie les données dans DOSSIER/backups au démarrage, puis à cet intervalle
  --backups-kept N      (par défaut 3)
  --restore NOM         avec --data : remplace d’abord les données par une sauvegarde de DOSSIER/backups
  --check               dit si le serveur peut démarrer avec ces options, et s’arrête

  Commandes, dont chacune fait une seule chose et s’arrête :
  add-institution       --id ID --name-en TEXTE --name-fr TEXTE --province XX --zone FUSEAU --language en|fr
                        [--location TEXTE], la salle des postes
  code                  --institution ID [--device NOM ...] : un code pour un poste, valide 24 heures; avec des noms
                        d’ordinateurs, un code pour chacun, qu’aucun autre ne peut utiliser
  revoke                --institution ID --station NOM
  first-person          --institution ID --name TEXTE : un code avec lequel la première personne choisit un mot de passe
  time-zones            --file FICHIER [--institution ID] : envoie aux postes des règles de fuseaux horaires plus récentes
                        que celles de leur programme
  backup                --file FICHIER, nouveau : avec --database par pg_dump, et l’inscrit; avec --data dans DOSSIER/backups
  forget-backup         --file FICHIER : à lancer avant de supprimer une sauvegarde faite avec --database
  restored              à lancer après avoir restauré les données de PostgreSQL, avant de démarrer le service
  change-key            --new-key FICHIER
  --help                ce texte

  Les messages sont en anglais si les variables LC_ALL, LC_MESSAGES ou LANG n’indiquent pas le français.
`,
};
