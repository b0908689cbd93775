import { describe, expect, it } from 'vitest';
import en from './en.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import glossary from './glossary.json' with { type: 'json' };

/** Names and terms of the Service that contain a noun which is otherwise avoided. */
const NAMES = [/Women Offender Sector/gu, /Secteur des délinquantes/gu];

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [NAMES.reduce((text, name) => text.replaceAll(name, ''), value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

const wholeWords = (noun: string) => new RegExp(`(?<![\\p{L}])${noun}s?(?![\\p{L}])`, 'iu');

describe.each([
  ['English', textsOf(en), glossary.map((term) => ({ noun: term.en, avoided: term.notEn }))],
  ['French', textsOf(fr), glossary.map((term) => ({ noun: term.fr, avoided: term.notFr }))],
])('the nouns of the screens in %s', (_, texts, terms) => {
  it.each(terms)('says $noun, and no other noun for the same thing', ({ noun, avoided }) => {
    expect(texts.some((text) => wholeWords(noun).test(text))).toBe(true);
    const wrong = avoided.flatMap((other) => texts.filter((text) => wholeWords(other).test(text)));
    expect(wrong).toEqual([]);
  });
});
