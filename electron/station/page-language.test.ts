import { expect, it } from 'vitest';
import { PageLanguage } from './page-language.ts';

it('R70: is the institution’s first language until somebody chooses', () => {
  expect(new PageLanguage().of(null, {}, 'fr')).toBe('fr');
  expect(new PageLanguage().of('hazel', {}, 'en')).toBe('en');
});

it('R73: stays the language of the sign-in screen for a person who never chose', () => {
  const language = new PageLanguage();
  language.choose(null, 'fr');
  expect(language.of('hazel', {}, 'en')).toBe('fr');
});

it('R73: is a person’s own, in this start and in later ones, whatever the sign-in screen shows', () => {
  const language = new PageLanguage();
  language.choose(null, 'fr');
  language.choose('hazel', 'en');
  expect(language.of('hazel', {}, 'fr')).toBe('en');
  expect(language.of('birch', { birch: 'en' }, 'fr')).toBe('en');
  expect(language.of(null, {}, 'en')).toBe('fr');
});
