import { followLanguage } from '../../renderer/language.ts';
import type { Language } from '../../shared/ipc/snapshot.ts';

const KEY = 'child-link-language';

/** As chosen in this browser before (R73), or as the browser is set. */
export function chosenLanguage(): Language {
  const kept = read();
  if (kept === 'en' || kept === 'fr') return kept;
  return navigator.language.startsWith('fr') ? 'fr' : 'en';
}

export function chooseLanguage(language: Language): void {
  followLanguage(language);
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // A browser that keeps nothing asks again the next time.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
