import type { FormatterModule } from 'i18next';
import { formatCalendarDate } from '../shared/language/format.ts';

const NUMBERS = { en: new Intl.NumberFormat('en-CA'), fr: new Intl.NumberFormat('fr-CA') };
const CALENDAR_DATE = /^\d{4}-\d{2}-\d{2}$/u;

/**
 * Formats numbers and calendar dates in sentences by the sentence's language: 1,200 and 1 200, November 2, 2026 and
 * 2 novembre 2026. Leaves other texts alone.
 */
export const valueFormat: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format: (value: unknown, _format, lng) => {
    const language = lng === 'fr' ? 'fr' : 'en';
    if (typeof value === 'number') return NUMBERS[language].format(value);
    const text = String(value);
    return CALENDAR_DATE.test(text) ? formatCalendarDate(text, language) : text;
  },
};
