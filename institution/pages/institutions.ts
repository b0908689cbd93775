import type { SetUpForm } from '../core/set-up-form.ts';

type Institution = SetUpForm['institution'];

/** The institutions for women offenders, so that nobody types a name with its accents. */
export const INSTITUTIONS: Readonly<Record<string, Institution>> = {
  'fraser-valley': {
    name: {
      en: 'Fraser Valley Institution for Women',
      fr: 'Établissement de la vallée du Fraser pour femmes',
    },
    province: 'BC',
    zone: 'America/Vancouver',
    firstLanguage: 'en',
  },
  edmonton: {
    name: { en: 'Edmonton Institution for Women', fr: 'Établissement d’Edmonton pour femmes' },
    province: 'AB',
    zone: 'America/Edmonton',
    firstLanguage: 'en',
  },
  'okimaw-ohci': {
    name: { en: 'Okimaw Ohci Healing Lodge', fr: 'Pavillon de ressourcement Okimaw Ohci' },
    province: 'SK',
    zone: 'America/Regina',
    firstLanguage: 'en',
  },
  'grand-valley': {
    name: { en: 'Grand Valley Institution for Women', fr: 'Établissement pour femmes Grand Valley' },
    province: 'ON',
    zone: 'America/Toronto',
    firstLanguage: 'en',
  },
  joliette: {
    name: { en: 'Joliette Institution for Women', fr: 'Établissement Joliette pour femmes' },
    province: 'QC',
    zone: 'America/Toronto',
    firstLanguage: 'fr',
  },
  nova: {
    name: { en: 'Nova Institution for Women', fr: 'Établissement Nova pour femmes' },
    province: 'NS',
    zone: 'America/Halifax',
    firstLanguage: 'en',
  },
};
