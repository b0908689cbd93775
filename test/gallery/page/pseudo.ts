import i18next from 'i18next';
import type { Language } from '../../../shared/ipc/snapshot.ts';

const ACCENTED: Readonly<Record<string, string>> = { a: 'á', e: 'é', i: 'î', o: 'ø', u: 'ü', c: 'ç', n: 'ñ' };
const LONGER_BY = 0.5;

/** Lengthens a text by half, with accents, between brackets that must both be visible; keeps the placeholders. */
export function pseudo(text: string): string {
  const words = text.replaceAll(/\{\{[^}]*\}\}|\$t\([^)]*\)/gu, '').trim();
  const more = words.slice(0, Math.max(4, Math.ceil(words.length * LONGER_BY)));
  const accented = Array.from(more, (letter) => ACCENTED[letter] ?? letter).join('');
  return `⟦${text} ${accented}⟧`;
}

/** Replaces a language's texts by longer ones, to see that no screen breaks. */
export function speakPseudo(language: Language): void {
  const longer = (value: unknown): unknown => {
    if (typeof value === 'string') return pseudo(value);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, longer(below)]));
  };
  const own: unknown = i18next.getResourceBundle(language, 'translation');
  i18next.addResourceBundle(language, 'translation', longer(own), true, true);
}
