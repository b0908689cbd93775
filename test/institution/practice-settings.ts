import type { Json } from '../../shared/sync/wire.ts';

/** The settings of the practice institution, key → value (SYNC.md, Feeds). */
export const PRACTICE_SETTINGS: ReadonlyMap<string, Json> = new Map<string, Json>([
  [
    'notice',
    {
      id: 'practice-notice',
      version: '2026-11-01',
      strip: {
        en: 'Communications at this station may be intercepted.',
        fr: 'Les communications effectuées à ce poste peuvent être interceptées.',
      },
      title: { en: 'Notice', fr: 'Avis' },
      minimumSeconds: 5,
      paragraphs: [
        {
          en: 'Communications at this Child Link station may be intercepted in accordance with section 94 of the Corrections and Conditional Release Regulations.',
          fr: 'Les communications effectuées à ce poste de visite Child Link peuvent être interceptées conformément à l’article 94 du Règlement sur le système correctionnel et la mise en liberté sous condition.',
        },
        {
          en: '“Intercepted” means opened, read, listened to or otherwise intercepted by a staff member or a mechanical device.',
          fr: '«\u00a0Interceptées\u00a0» signifie ouvertes, lues, écoutées ou interceptées de quelque autre manière par un agent ou avec un moyen technique.',
        },
        {
          en: 'Exceptions apply to privileged communications with the persons listed in the Schedule to the Regulations, such as legal counsel.',
          fr: 'Des exceptions s’appliquent aux communications privilégiées avec les personnes désignées à l’annexe du Règlement, notamment les avocats.',
        },
        {
          en: 'Your privacy during this visit cannot be guaranteed. Visual supervision of this area may be authorized under subsection 90(2) of the Regulations.',
          fr: 'La confidentialité de cette visite ne peut être garantie. Une surveillance du secteur des visites peut être autorisée en vertu du paragraphe 90(2) du Règlement.',
        },
        {
          en: 'If you have questions, ask a staff member before the visit begins.',
          fr: 'Si vous avez des questions, adressez-vous à un membre du personnel avant le début de la visite.',
        },
      ],
      privileged: {
        en: 'A person listed in the Schedule to the Regulations takes part in this communication.',
        fr: 'Une personne désignée à l’annexe du Règlement participe à cette communication.',
      },
    },
  ],
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
  ['cues', { minutes: [5, 1] }],
  ['retention', { hours: 24 }],
  ['lockdown', { require: 'removed-or-blocked' }],
  ['visits-suspended', { suspended: false }],
]);
