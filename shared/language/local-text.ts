import { z } from 'zod';

const line = z.string().max(200);

/** A text in both official languages; or one text for both, as older servers and stations wrote it (R70). */
export const LocalText = z.union([line, z.object({ en: line, fr: line })]);
export type LocalText = string | { readonly en: string; readonly fr: string };

export function textIn(text: LocalText, language: 'en' | 'fr'): string {
  return typeof text === 'string' ? text : text[language];
}

/** Without outer blanks; one text where the other language is missing; '' when both are. */
export function trimmed(text: LocalText): LocalText {
  if (typeof text === 'string') return text.trim();
  const [en, fr] = [text.en.trim(), text.fr.trim()];
  return en === '' || fr === '' ? en + fr : { en, fr };
}
