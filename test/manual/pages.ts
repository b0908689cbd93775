/** One task of the manual: what a person wants to do, step by step, with pictures of the real screens. */
export interface ManualPage {
  /** The file's name. */
  readonly id: string;
  readonly en: ManualText;
  readonly fr: ManualText;
}

export interface ManualText {
  readonly title: string;
  readonly lead: string;
  readonly steps: readonly ManualStep[];
}

export interface ManualStep {
  readonly text: string;
  /** A picture of the visit that is played (`PLAYED`) or of the gallery of screens, by name. */
  readonly picture?: string;
  /** What the picture shows, for those who do not see it. */
  readonly alt?: string;
}

/**
 * The pictures that the played visit gives, in its order; beside each the screen of the gallery that stands for it where no
 * visit can be played (`--without-visit`).
 */
export const PLAYED = {
  'sign-in': 'sign-in',
  schedule: 'schedule',
  'open-session': 'open',
  equipment: 'equipment-problems',
  notice: 'notice',
  connected: 'confirm',
  'leave-or-stay': 'leave-or-stay',
  'may-leave': 'visit-locking-leave',
  visit: 'visit-locked',
  returned: 'underway',
  outcome: 'end',
  'hand-over': 'hand-over',
  'tracking-queue': 'tracking',
  'tracking-entry': 'tracking-entry',
  'tracking-sheet': 'tracking-exported',
} as const;

/** Screens that no undisturbed visit shows. */
export const FROM_GALLERY = [
  'schedule-silent',
  'walk-up',
  'underway-events',
  'extend',
  'visit-locked-suspended',
  'hand-over-inform',
  'end-before',
  'visit-pin-typing',
  'visit-closing',
  'tracking-amend',
  'tracking-figures',
  'it',
] as const;

export const MANUAL: readonly ManualPage[] = [
  {
    id: 'sign-in',
    en: {
      title: 'Sign in',
      lead: 'Nothing starts without a named staff member. Signing in works without the network.',
      steps: [
        {
          text: 'While nobody is signed in, the screen is the station’s sign. Choose your name, then type your PIN and press Sign in. Français or English, at the top, changes the language; the station remembers it for you.',
          picture: 'sign-in',
          alt: 'The station’s sign in both languages and, beside it, a list of names and a field for the PIN.',
        },
        {
          text: 'After five wrong PINs you wait a few seconds, then longer. After fifteen, ask your manager for a new PIN.',
        },
        {
          text: 'If the station says that the staff list is too old, it has not reached the institution for more than seven days. Call your IT support.',
        },
      ],
    },
    fr: {
      title: 'Se connecter',
      lead: 'Rien ne commence sans un membre du personnel nommé. La connexion fonctionne sans réseau.',
      steps: [
        {
          text: 'Tant que personne n’est connecté, l’écran est l’affiche du poste. Choisissez votre nom, tapez votre NIP, puis appuyez sur Se connecter. English ou Français, en haut, change la langue; le poste s’en souvient pour vous.',
          picture: 'sign-in',
          alt: 'L’affiche du poste dans les deux langues et, à côté, une liste de noms et un champ pour le NIP.',
        },
        {
          text: 'Après cinq NIP erronés, vous attendez quelques secondes, puis plus longtemps. Après quinze, demandez un nouveau NIP à votre gestionnaire.',
        },
        {
          text: 'Si le poste indique que la liste du personnel est trop ancienne, il n’a pas joint l’établissement depuis plus de sept jours. Appelez le soutien informatique.',
        },
      ],
    },
  },
  {
    id: 'before-the-day',
    en: {
      title: 'Get ready before the first visit',
      lead: 'Try the station while there is still time to call somebody, and take the day’s list with you.',
      steps: [
        {
          text: 'On the schedule, press Try the equipment. Put the headset on and answer for each card; the station checks network, clock, disk and lock itself. None of this is recorded.',
        },
        {
          text: 'If your IT support has named a meeting for trials, press Open the trial meeting: it opens as a visit’s does, and nobody is expected in it. Look for your own picture, then press Close the trial meeting.',
        },
        {
          text: 'Write a page to print says that the station is ready, or what is not, when it was checked and by whom.',
        },
        {
          text: 'List to print, on the schedule, writes the visits of the day with full names to the place that your IT support has set. Carry the list with you: it holds personal information. The station erases the file as it erases exports.',
        },
      ],
    },
    fr: {
      title: 'Se préparer avant la première visite',
      lead: 'Essayez le poste pendant qu’il est encore temps d’appeler quelqu’un, et prenez avec vous la liste du jour.',
      steps: [
        {
          text: 'À l’horaire, appuyez sur Essayer le matériel. Mettez le casque et répondez pour chaque carte; le poste vérifie lui-même le réseau, l’horloge, le disque et le verrouillage. Rien de ceci n’est consigné.',
        },
        {
          text: 'Si le soutien informatique a désigné une réunion d’essai, appuyez sur Ouvrir la réunion d’essai : elle s’ouvre comme celle d’une visite, et personne n’y est attendu. Cherchez votre propre image, puis appuyez sur Fermer la réunion d’essai.',
        },
        {
          text: 'Écrire une page à imprimer indique que le poste est prêt, ou ce qui ne l’est pas, quand il a été vérifié et par qui.',
        },
        {
          text: 'Liste à imprimer, à l’horaire, écrit les visites du jour avec les noms complets à l’endroit que le soutien informatique a réglé. Gardez la liste sur vous : elle contient des renseignements personnels. Le poste efface le fichier comme il efface les exportations.',
        },
      ],
    },
  },
  {
    id: 'open-a-visit',
    en: {
      title: 'Open a visit',
      lead: 'Open the visit when the inmate is at the station.',
      steps: [
        {
          text: 'Find the visit on the schedule: both local times, the site’s telephone, and needs such as an interpreter. “Cannot be opened” says why, and whom to ask.',
          picture: 'schedule',
          alt: 'The schedule of the day: each visit with its times, names, site and state.',
        },
        {
          text: 'Press Open. Compare each check of the adult and the children with what you have confirmed. When all of them are met, press All are met; otherwise tick them one by one. Give a reason if the visit is early or late, then open it.',
          picture: 'open-session',
          alt: 'The window that opens a visit, with the checks of everybody who takes part.',
        },
        {
          text: 'If nobody comes, call the site; its number is on the card. If the visit will not take place, press Did not take place on the card, or End without a visit once it is open. Say who was notified.',
          picture: 'end-before',
          alt: 'The form that ends without a visit.',
        },
      ],
    },
    fr: {
      title: 'Ouvrir une visite',
      lead: 'Ouvrez la visite lorsque la détenue est au poste.',
      steps: [
        {
          text: 'Trouvez la visite à l’horaire : les deux heures locales, le téléphone de l’installation et les besoins, comme un interprète. « Ne peut être ouverte » en donne le motif et indique à qui s’adresser.',
          picture: 'schedule',
          alt: 'L’horaire du jour : chaque visite avec ses heures, les noms, l’installation et l’état.',
        },
        {
          text: 'Appuyez sur Ouvrir. Comparez chaque vérification de l’adulte et des enfants avec ce que vous avez confirmé. Si toutes sont remplies, appuyez sur Toutes les conditions sont remplies; sinon, cochez-les une à une. Donnez un motif si la visite est en avance ou en retard, puis ouvrez-la.',
          picture: 'open-session',
          alt: 'La fenêtre d’ouverture d’une visite, avec les vérifications de toutes les personnes qui participent.',
        },
        {
          text: 'Si personne ne vient, appelez l’installation; son numéro figure sur la carte. Si la visite n’a pas lieu, appuyez sur N’a pas eu lieu sur la carte, ou sur Terminer sans visite une fois qu’elle est ouverte. Indiquez qui a été avisé.',
          picture: 'end-before',
          alt: 'Le formulaire qui termine une visite sans visite.',
        },
      ],
    },
  },
  {
    id: 'by-hand',
    en: {
      title: 'Enter a visit by hand',
      lead: 'Only when the schedule cannot be relied on: it never came, or the institution has been silent for half an hour.',
      steps: [
        {
          text: 'The schedule says so and offers Enter a visit by hand. Call Visits and Correspondence first.',
          picture: 'schedule-silent',
          alt: 'The schedule with a warning that the institution has not confirmed it, and a button to enter a visit by hand.',
        },
        {
          text: 'Fill in the form. The site comes from the authorized list; the meeting link is checked. What you type is kept if the station restarts.',
          picture: 'walk-up',
          alt: 'The form for a visit entered by hand.',
        },
        { text: 'The visit is marked “Not on the schedule” in the record and on the tracking sheet.' },
      ],
    },
    fr: {
      title: 'Saisir une visite à la main',
      lead: 'Seulement lorsque l’horaire n’est pas fiable : il n’est jamais arrivé, ou l’établissement est muet depuis une demi-heure.',
      steps: [
        {
          text: 'L’horaire l’indique et propose Saisir une visite à la main. Appelez d’abord Visites et correspondance.',
          picture: 'schedule-silent',
          alt: 'L’horaire avec l’avertissement que l’établissement ne l’a pas confirmé et le bouton pour saisir une visite à la main.',
        },
        {
          text: 'Remplissez le formulaire. L’installation provient de la liste autorisée; le lien de la réunion est vérifié. Ce que vous tapez est conservé si le poste redémarre.',
          picture: 'walk-up',
          alt: 'Le formulaire d’une visite saisie à la main.',
        },
        { text: 'La visite porte la mention « Hors horaire » dans le registre et sur la feuille de suivi.' },
      ],
    },
  },
  {
    id: 'equipment',
    en: {
      title: 'Check the equipment',
      lead: 'At the start of every visit. Each result is stored with the visit.',
      steps: [
        {
          text: 'Ask her to speak until the bar moves, then play the test sound. If she hears the three notes, Yes confirms headset, microphone and sound at once. A problem has a button of its own on each card.',
          picture: 'equipment',
          alt: 'The equipment screen: four cards, and below them the bar that confirms the settings.',
        },
        {
          text: 'Display, network, clock, disk and lock are checked by the station. A problem says what to do.',
        },
        {
          text: 'Look at her picture: her face in the oval, the camera at eye level. Confirm and show the notice says that the picture is good and that the sign hangs here; if it does not, press The sign is missing.',
        },
      ],
    },
    fr: {
      title: 'Vérifier le matériel',
      lead: 'Au début de chaque visite. Chaque résultat est conservé avec la visite.',
      steps: [
        {
          text: 'Faites-la parler jusqu’à ce que la barre bouge, puis jouez le son d’essai. Si elle entend les trois notes, Oui confirme d’un coup le casque, le microphone et le son. Sur chaque carte, un bouton signale un problème.',
          picture: 'equipment',
          alt: 'L’écran du matériel : quatre cartes et, au-dessous, la barre qui confirme les réglages.',
        },
        {
          text: 'L’écran, le réseau, l’horloge, le disque et le verrouillage sont vérifiés par le poste. Un problème indique quoi faire.',
        },
        {
          text: 'Regardez son image : le visage dans l’ovale, la caméra à la hauteur des yeux. Confirmer et afficher l’avis indique que l’image est bonne et que l’affiche est posée; sinon, appuyez sur L’affiche manque.',
        },
      ],
    },
  },
  {
    id: 'notice',
    en: {
      title: 'Show the notice',
      lead: 'In both official languages at once. It informs; it asks for no consent, and she has nothing to press.',
      steps: [
        {
          text: 'Read it aloud, or press Play in the headset: both languages follow each other. Answer her questions.',
          picture: 'notice',
          alt: 'The notice, English and French side by side, and the bar for staff below.',
        },
        {
          text: 'Press Read aloud or Not read aloud to continue; it is possible after the notice has been on the screen long enough, and the meeting opens. One line of it stays visible for the whole visit.',
        },
      ],
    },
    fr: {
      title: 'Afficher l’avis',
      lead: 'Dans les deux langues officielles à la fois. Il informe; il ne demande aucun consentement, et elle n’a rien à toucher.',
      steps: [
        {
          text: 'Lisez-le à voix haute ou appuyez sur Faire entendre : les deux langues se suivent. Répondez à ses questions.',
          picture: 'notice',
          alt: 'L’avis, en français et en anglais côte à côte, et la barre du personnel au-dessous.',
        },
        {
          text: 'Appuyez sur Lu à voix haute ou sur Sans lecture pour continuer; c’est possible lorsque l’avis est resté assez longtemps à l’écran, et la réunion s’ouvre. Une ligne en demeure visible pendant toute la visite.',
        },
      ],
    },
  },
  {
    id: 'connect',
    en: {
      title: 'Connect and confirm',
      lead: 'You cannot leave before you have confirmed that the community site is seen and heard.',
      steps: [
        { text: 'The station opens the meeting of the booking as soon as you continue from the notice.' },
        {
          text: 'When mother and child see and hear each other, confirm three points: you see and hear the booked site; the accompanying adult is present and will stay; the site has checked identification and explained how to end early. What the station measures helps you; it does not replace your own check.',
          picture: 'connected',
          alt: 'The meeting, and the confirmations beside it.',
        },
      ],
    },
    fr: {
      title: 'Établir et confirmer la communication',
      lead: 'Vous ne pouvez pas partir avant d’avoir confirmé que l’installation dans la collectivité est vue et entendue.',
      steps: [
        { text: 'Le poste ouvre la réunion prévue dès que vous continuez après l’avis.' },
        {
          text: 'Lorsque la mère et l’enfant se voient et s’entendent, confirmez trois points : vous voyez et entendez l’installation réservée; l’adulte accompagnateur est présent et restera; l’installation a vérifié son identité et expliqué comment mettre fin à la visite plus tôt. Ce que le poste mesure vous aide; cela ne remplace pas votre propre constat.',
          picture: 'connected',
          alt: 'La réunion et, à côté, les confirmations.',
        },
      ],
    },
  },
  {
    id: 'leave-or-stay',
    en: {
      title: 'Leave or stay',
      lead: 'Unsupervised, the keyboard and mouse are removed or blocked; supervised, you stay.',
      steps: [
        {
          text: 'Choose. To leave, every condition must hold; what is missing is named.',
          picture: 'leave-or-stay',
          alt: 'The choice between leaving and staying, with the conditions.',
        },
        {
          text: 'Wait until the station says that you may leave: it has then proven that no key reaches anything.',
          picture: 'may-leave',
          alt: 'The message that the facilitator may leave.',
        },
        {
          text: 'This is what she sees. She has nothing to do. A long press of the headset’s button calls you.',
          picture: 'visit',
          alt: 'The visit as the inmate sees it: the child, the line of the notice, the time left.',
        },
      ],
    },
    fr: {
      title: 'Partir ou rester',
      lead: 'Sans surveillance, le clavier et la souris sont retirés ou bloqués; avec surveillance, vous restez.',
      steps: [
        {
          text: 'Choisissez. Pour partir, toutes les conditions doivent être réunies; ce qui manque est nommé.',
          picture: 'leave-or-stay',
          alt: 'Le choix entre partir et rester, avec les conditions.',
        },
        {
          text: 'Attendez que le poste indique que vous pouvez partir : il a alors prouvé qu’aucune touche n’atteint quoi que ce soit.',
          picture: 'may-leave',
          alt: 'Le message indiquant que le membre du personnel peut partir.',
        },
        {
          text: 'Voici ce qu’elle voit. Elle n’a rien à faire. Une longue pression sur le bouton du casque vous appelle.',
          picture: 'visit',
          alt: 'La visite telle que la détenue la voit : l’enfant, la ligne de l’avis, le temps qui reste.',
        },
      ],
    },
  },
  {
    id: 'come-back',
    en: {
      title: 'Come back to the station',
      lead: 'The station opens for your PIN only.',
      steps: [
        {
          text: 'Plug the keyboard in again if it was removed. Hold Escape for two seconds, type your PIN, press Enter.',
          picture: 'visit-pin-typing',
          alt: 'The panel for the PIN over the visit: dots for the digits typed.',
        },
        {
          text: 'The visit goes on under your supervision. From here you extend, suspend or end it.',
          picture: 'returned',
          alt: 'The visit and the staff column: time left, extend, suspend, end.',
        },
      ],
    },
    fr: {
      title: 'Revenir au poste',
      lead: 'Le poste ne s’ouvre qu’avec votre NIP.',
      steps: [
        {
          text: 'Rebranchez le clavier s’il a été retiré. Maintenez la touche Échap enfoncée deux secondes, tapez votre NIP, puis appuyez sur Entrée.',
          picture: 'visit-pin-typing',
          alt: 'Le panneau du NIP par-dessus la visite : un point par chiffre tapé.',
        },
        {
          text: 'La visite se poursuit sous votre surveillance. D’ici, vous pouvez la prolonger, la suspendre ou y mettre fin.',
          picture: 'returned',
          alt: 'La visite et la colonne du personnel : temps restant, prolonger, suspendre, terminer.',
        },
      ],
    },
  },
  {
    id: 'during-the-visit',
    en: {
      title: 'When something happens',
      lead: 'A lost connection, a device that goes away, a call for staff: the inmate sees a calm message, you see what to do.',
      steps: [
        {
          text: 'The station reconnects by itself. What happened and for how long is recorded.',
          picture: 'underway-events',
          alt: 'The staff column with a lost connection and a call for assistance.',
        },
        {
          text: 'Extend the visit when there is time: choose the minutes, and give a reason if there is one.',
          picture: 'extend',
          alt: 'The form that extends the visit.',
        },
        {
          text: 'Suspend hides the picture and ends the sound at once; nothing is asked before. She sees that the visit is paused, never why. Authority and reason are asked after the visit. Inform both persons and note that they may make representations (CCRR 91(2)).',
          picture: 'visit-locked-suspended',
          alt: 'The calm cover in both languages, as the mother sees it.',
        },
      ],
    },
    fr: {
      title: 'Lorsqu’il se passe quelque chose',
      lead: 'Communication interrompue, appareil débranché, appel au personnel : la détenue voit un message calme, vous voyez quoi faire.',
      steps: [
        {
          text: 'Le poste rétablit la communication de lui-même. Ce qui s’est passé et la durée sont consignés.',
          picture: 'underway-events',
          alt: 'La colonne du personnel : une communication interrompue et un appel à l’aide.',
        },
        {
          text: 'Prolongez la visite s’il y a du temps : choisissez le nombre de minutes et donnez un motif s’il y en a un.',
          picture: 'extend',
          alt: 'Le formulaire qui prolonge la visite.',
        },
        {
          text: 'Suspendre masque l’image et coupe le son immédiatement; rien n’est demandé avant. Elle voit que la visite est en pause, jamais pourquoi. L’autorité et le motif sont demandés après la visite. Informez les deux personnes et notez qu’elles peuvent présenter des observations (paragraphe 91(2) du RSCMLC).',
          picture: 'visit-locked-suspended',
          alt: 'Le voile calme dans les deux langues, tel que la mère le voit.',
        },
      ],
    },
  },
  {
    id: 'end-and-hand-over',
    en: {
      title: 'End the visit and hand over',
      lead: 'The last words belong to mother and child. Then say how it ended.',
      steps: [
        {
          text: 'When the time is over, press End as completed. Before that, press End the visit and choose the outcome.',
          picture: 'outcome',
          alt: 'The outcomes to choose from.',
        },
        {
          text: 'She sees a quiet closing page with where families find support. When she has left, press the quiet line at the bottom to go on.',
          picture: 'visit-closing',
          alt: 'The closing screen with support resources in both languages.',
        },
        {
          text: 'Note observations, short and factual. Concerns are reported through normal procedures; write only the reference here. Then hand over; if you also keep the tracking sheet, Hand over and complete the entry opens it at once. The schedule then says when the next visit is.',
          picture: 'hand-over',
          alt: 'The form for observations and the hand-over.',
        },
        {
          text: 'After a termination or suspension the duty to inform comes first.',
          picture: 'hand-over-inform',
          alt: 'The hand-over with the duty to inform.',
        },
      ],
    },
    fr: {
      title: 'Terminer la visite et transmettre',
      lead: 'Les derniers mots appartiennent à la mère et à l’enfant. Indiquez ensuite comment la visite a pris fin.',
      steps: [
        {
          text: 'Lorsque l’heure est passée, appuyez sur Terminer comme prévu. Avant, appuyez sur Terminer la visite et choisissez le résultat.',
          picture: 'outcome',
          alt: 'Les résultats au choix.',
        },
        {
          text: 'Elle voit une page de fin tranquille qui indique où les familles trouvent du soutien. Lorsqu’elle est partie, appuyez sur la ligne discrète au bas pour continuer.',
          picture: 'visit-closing',
          alt: 'L’écran de fin avec les ressources de soutien dans les deux langues.',
        },
        {
          text: 'Notez les observations, brièvement et factuellement. Les préoccupations sont signalées selon la procédure habituelle; n’inscrivez ici que la référence. Transmettez ensuite; si vous tenez aussi la feuille de suivi, Transmettre et remplir l’inscription l’ouvre aussitôt. L’horaire indique ensuite la prochaine visite.',
          picture: 'hand-over',
          alt: 'Le formulaire des observations et de la transmission.',
        },
        {
          text: 'Après une cessation ou une suspension, le devoir d’informer passe d’abord.',
          picture: 'hand-over-inform',
          alt: 'La transmission avec le devoir d’informer.',
        },
      ],
    },
  },
  {
    id: 'tracking-sheet',
    en: {
      title: 'Complete the tracking sheet',
      lead: 'Nothing is typed twice: the station proposes the whole row.',
      steps: [
        {
          text: 'Visits that wait are at the top. Open one.',
          picture: 'tracking-queue',
          alt: 'The visits that wait for their entry.',
        },
        {
          text: 'Check the row, correct it, and enter it. What the station recorded is folded below.',
          picture: 'tracking-entry',
          alt: 'The entry of one visit.',
        },
        {
          text: 'To change an entry later, amend it: the former value, your name and the reason stay.',
          picture: 'tracking-amend',
          alt: 'The form that amends an entry, with the former and the new value.',
        },
      ],
    },
    fr: {
      title: 'Remplir la feuille de suivi',
      lead: 'Rien n’est tapé deux fois : le poste propose la ligne entière.',
      steps: [
        {
          text: 'Les visites en attente figurent en haut. Ouvrez-en une.',
          picture: 'tracking-queue',
          alt: 'Les visites qui attendent leur inscription.',
        },
        {
          text: 'Vérifiez la ligne, corrigez-la, puis inscrivez-la. Ce que le poste a consigné est replié au bas.',
          picture: 'tracking-entry',
          alt: 'L’inscription d’une visite.',
        },
        {
          text: 'Pour changer une inscription par la suite, modifiez-la : l’ancienne valeur, votre nom et le motif demeurent.',
          picture: 'tracking-amend',
          alt: 'Le formulaire de modification, avec l’ancienne et la nouvelle valeur.',
        },
      ],
    },
  },
  {
    id: 'period-and-figures',
    en: {
      title: 'Export a period, see its figures',
      lead: 'For the Women Offender Sector: CSV, spreadsheet, or a printable PDF in both languages.',
      steps: [
        {
          text: 'Press This month or Last month, or choose the dates. Then press Export, and choose the kind of file and where it goes. The list below names each file that can still be read, and who wrote it: erase it as soon as it is no longer needed.',
          picture: 'tracking-sheet',
          alt: 'The export of a period, with the files that have not been erased.',
        },
        {
          text: 'Figures name nobody. Counts of one to four are hidden, with others where they could be found by subtraction.',
          picture: 'tracking-figures',
          alt: 'Figures of a period as tables with bars.',
        },
      ],
    },
    fr: {
      title: 'Exporter une période, voir ses statistiques',
      lead: 'Pour le Secteur des délinquantes : CSV, feuille de calcul ou PDF imprimable dans les deux langues.',
      steps: [
        {
          text: 'Appuyez sur Ce mois-ci ou Mois dernier, ou choisissez les dates. Appuyez ensuite sur Exporter, puis choisissez le type de fichier et sa destination. La liste nomme chaque fichier encore lisible et la personne qui l’a écrit : effacez-le dès qu’il ne sert plus.',
          picture: 'tracking-sheet',
          alt: 'L’exportation d’une période, avec les fichiers qui ne sont pas effacés.',
        },
        {
          text: 'Les statistiques ne nomment personne. Les nombres de un à quatre sont masqués, avec d’autres lorsqu’une soustraction permettrait de les trouver.',
          picture: 'tracking-figures',
          alt: 'Les statistiques d’une période en tableaux avec des barres.',
        },
      ],
    },
  },
  {
    id: 'for-it',
    en: {
      title: 'For IT: the state of the station',
      lead: 'Devices, lock, record, lists, keys, certificate, clock, disk, versions and the newest reports.',
      steps: [
        {
          text: 'It opens from the sign-in screen, from a warning, or from the tab of anyone with the role. What needs attention comes first.',
          picture: 'it',
          alt: 'The state of the station with a list of what needs attention.',
        },
        {
          text: 'The diagnostic bundle holds counts and codes only. Read it before you send it. Everything else is in the deployment guide.',
        },
      ],
    },
    fr: {
      title: 'Informatique : l’état du poste',
      lead: 'Appareils, verrouillage, registre, listes, clés, certificat, horloge, disque, versions et derniers messages.',
      steps: [
        {
          text: 'On y accède depuis l’écran de connexion, un avertissement ou l’onglet des personnes qui ont ce rôle. Ce qui demande attention vient en premier.',
          picture: 'it',
          alt: 'L’état du poste avec la liste de ce qui est à vérifier.',
        },
        {
          text: 'Le fichier de diagnostic ne contient que des nombres et des codes. Lisez-le avant de le transmettre. Le reste se trouve dans le guide de déploiement.',
        },
      ],
    },
  },
];
