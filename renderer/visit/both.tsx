import i18next from 'i18next';
import type { ReactNode } from 'react';
import type { Language } from '../../shared/ipc/snapshot.ts';
import type { BilingualText } from '../../shared/sync/rows.ts';

/** Both languages, the institution's first language first (R20). */
export function inOrder(first: Language): readonly [Language, Language] {
  return first === 'fr' ? ['fr', 'en'] : ['en', 'fr'];
}

/** The catalogue in one language: these pages show both, whatever the viewer's choice is. */
export function wordsOf(language: Language) {
  return i18next.getFixedT(language);
}
export type Words = ReturnType<typeof wordsOf>;

interface BothProps {
  readonly first: Language;
  readonly className: string | undefined;
  readonly children: (words: Words, language: Language) => ReactNode;
}

/** The same content in both languages with the same element and class, so that neither is more prominent (R20). */
export function Both({ first, className, children }: BothProps) {
  return inOrder(first).map((language) => (
    <div key={language} lang={language} className={className}>
      {children(wordsOf(language), language)}
    </div>
  ));
}

/** A text that exists in both languages. */
export function bothTexts(text: BilingualText): (words: Words, language: Language) => string {
  return (_words, language) => text[language];
}
