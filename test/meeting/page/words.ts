/** The practice page's texts, in the language of `?lang=` or of the browser. */
const WORDS = {
  en: {
    title: 'Practice meeting',
    joining: 'Joining the meeting…',
    waiting: 'Waiting for the community site',
    waitingMore: 'They will appear here as soon as they join.',
    connecting: 'Connecting…',
    reconnecting: 'The picture will be back in a moment.',
    there: 'Community site',
    you: 'You',
    noCamera: 'Camera off',
    ended: 'The meeting has ended.',
    replaced: 'This meeting was opened in another place.',
    removed: 'The host has removed you from this meeting.',
    lobby: 'You are in the lobby',
    lobbyMore: 'The host will let you in.',
    chooser: 'How would you like to join?',
    joinByApp: 'Open the app',
    joinByBrowser: 'Join from this browser',
    name: 'Name (required)',
    join: 'Join meeting',
    banner: 'Practice meeting: nobody outside this station takes part.',
  },
  fr: {
    title: 'Rencontre d’exercice',
    joining: 'Connexion à la rencontre…',
    waiting: 'En attente de l’installation dans la collectivité',
    waitingMore: 'L’image apparaîtra ici dès que la connexion sera établie.',
    connecting: 'Connexion en cours…',
    reconnecting: 'L’image reviendra dans un instant.',
    there: 'Installation dans la collectivité',
    you: 'Vous',
    noCamera: 'Caméra éteinte',
    ended: 'La rencontre est terminée.',
    replaced: 'Cette rencontre a été ouverte ailleurs.',
    removed: 'L’hôte vous a retirée de cette rencontre.',
    lobby: 'Vous êtes dans la salle d’attente',
    lobbyMore: 'L’hôte vous fera entrer.',
    chooser: 'Comment voulez-vous participer?',
    joinByApp: 'Ouvrir l’application',
    joinByBrowser: 'Participer à partir de ce navigateur',
    name: 'Nom (obligatoire)',
    join: 'Participer à la rencontre',
    banner: 'Rencontre d’exercice\u00a0: personne à l’extérieur de ce poste n’y participe.',
  },
} as const;

export type Words = { readonly [Key in keyof (typeof WORDS)['en']]: string };

export function pickLanguage(asked: string | null, browser: string): 'en' | 'fr' {
  const wanted = asked ?? browser;
  return wanted.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}

export function wordsIn(language: 'en' | 'fr'): Words {
  return WORDS[language];
}
