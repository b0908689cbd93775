import shipped from '../../shared/notice/notice.json' with { type: 'json' };
import type { Json } from '../../shared/sync/wire.ts';

/** The settings of the practice institution, key → value (SYNC.md, Feeds). */
export const PRACTICE_SETTINGS: ReadonlyMap<string, Json> = new Map<string, Json>([
  // The text of the recordings, so that practice can play them.
  ['notice', { id: 'practice-notice', minimumSeconds: 5, ...shipped }],
  [
    'support',
    [
      {
        name: { en: 'Visits and Correspondence', fr: 'Visites et correspondance' },
        detail: {
          en: 'To book the next visit or to ask about this one.',
          fr: 'Pour réserver la prochaine visite ou poser une question sur celle-ci.',
        },
      },
      {
        name: { en: 'The community site', fr: 'L’installation dans la collectivité' },
        detail: {
          en: 'The staff there can talk with your family about how the visit felt.',
          fr: 'Le personnel sur place peut parler avec votre famille de la façon dont la visite s’est passée.',
        },
      },
      {
        name: { en: 'Maple Leaf Family Circle (invented)', fr: 'Cercle familial Feuille d’érable (inventé)' },
        detail: {
          en: 'Conversation groups for children and those who care for them.',
          fr: 'Groupes de discussion pour les enfants et les personnes qui en prennent soin.',
        },
      },
    ],
  ],
  ['telephones', { it: '555-0120', visitsAndCorrespondence: '555-0110' }],
  ['cues', { minutes: [5, 1] }],
  ['retention', { hours: 24 }],
  ['lockdown', { require: 'removed-or-blocked' }],
  ['visits-suspended', { suspended: false }],
]);
