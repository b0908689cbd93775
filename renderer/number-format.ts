import type { FormatterModule } from 'i18next';

const NUMBERS = { en: new Intl.NumberFormat('en-CA'), fr: new Intl.NumberFormat('fr-CA') };

/** Formats numbers in sentences by the sentence's language: 1,200 and 1 200. Leaves texts alone. */
export const numberFormat: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format: (value: unknown, _format, language) =>
    typeof value === 'number' ? NUMBERS[language === 'fr' ? 'fr' : 'en'].format(value) : String(value),
};
