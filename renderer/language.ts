import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from '../shared/language/en.json' with { type: 'json' };
import fr from '../shared/language/fr.json' with { type: 'json' };
import type { Language } from '../shared/ipc/snapshot.ts';
import { numberFormat } from './number-format.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    nsSeparator: false;
    returnNull: false;
    resources: { translation: typeof en };
  }
}

/** The languages in the order of the alphabet; each person chooses at any time (R70). */
export const LANGUAGES: readonly Language[] = ['en', 'fr'];

/**
 * Starts i18next with both catalogues in memory; no request, no waiting.
 * React escapes what it shows, so that i18next must not do it a second time.
 */
export function startLanguage(language: Language): void {
  void i18next
    .use(initReactI18next)
    .use(numberFormat)
    .init({
      lng: language,
      fallbackLng: false,
      supportedLngs: LANGUAGES,
      resources: { en: { translation: en }, fr: { translation: fr } },
      nsSeparator: false,
      initAsync: false,
      returnNull: false,
      interpolation: { escapeValue: false, alwaysFormat: true },
      react: { useSuspense: false },
    });
  document.documentElement.lang = language;
}

/** Changes the viewer's language; the station remembers it by `language.set`, this only follows. */
export function followLanguage(language: Language): void {
  document.documentElement.lang = language;
  if (i18next.language !== language) void i18next.changeLanguage(language);
}
