import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from '../shared/language/en.json' with { type: 'json' };
import fr from '../shared/language/fr.json' with { type: 'json' };
import type { Language } from '../shared/ipc/snapshot.ts';
import { isolated } from '../shared/language/shown-text.ts';
import { valueFormat } from './value-format.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    nsSeparator: false;
    returnNull: false;
    resources: { translation: typeof en };
  }
}

/** The languages in alphabetical order; each person can switch at any time (R70). */
export const LANGUAGES: readonly Language[] = ['en', 'fr'];

/** Starts i18next synchronously with both catalogues. React escapes text, so i18next only isolates it. */
export function startLanguage(language: Language): void {
  void i18next
    .use(initReactI18next)
    .use(valueFormat)
    .init({
      lng: language,
      fallbackLng: false,
      supportedLngs: LANGUAGES,
      resources: { en: { translation: en }, fr: { translation: fr } },
      nsSeparator: false,
      initAsync: false,
      returnNull: false,
      interpolation: { escapeValue: true, escape: isolated, alwaysFormat: true },
      react: { useSuspense: false },
    });
  document.documentElement.lang = language;
}

/** Follows the viewer's language, which the station keeps (`language.set`). */
export function followLanguage(language: Language): void {
  document.documentElement.lang = language;
  if (i18next.language !== language) void i18next.changeLanguage(language);
}
