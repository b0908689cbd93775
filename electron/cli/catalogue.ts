import en from '../../shared/language/en.json' with { type: 'json' };
import fr from '../../shared/language/fr.json' with { type: 'json' };
import type { Language } from '../../shared/ipc/snapshot.ts';

const CATALOGUES: Readonly<Record<Language, object>> = { en, fr };

/** Values for a sentence's placeholders. */
export type Values = object;

/**
 * A sentence of the screens' catalogue, or null for an unknown key. `count` among the
 * values chooses between `_one` and `_other`, and `$t(section.{{code}})` stands for another sentence.
 */
export function sentence(language: Language, key: string, values: Values = {}): string | null {
  const text = plural(language, key, values) ?? lookUp(language, key);
  if (text === null) return null;
  const valueOf = (name: string) => String(Reflect.get(values, name) ?? '');
  // In one pass, so that nothing within a value is taken for a placeholder.
  return text.replaceAll(
    /\$t\(([\w.-]+)\{\{(\w+)\}\}\)|\{\{(\w+)\}\}/gu,
    (_place, section: string | undefined, code: string, name: string) =>
      section === undefined
        ? valueOf(name)
        : (sentence(language, `${section}${valueOf(code)}`, values) ?? ''),
  );
}

/** As {@link sentence} for a code, with the section's default for codes without a sentence. */
export function codeSentence(language: Language, section: string, code: string, values: Values = {}): string {
  return (
    sentence(language, `${section}.${code}`, values) ??
    sentence(language, `${section}.other`, { ...values, code }) ??
    code
  );
}

function plural(language: Language, key: string, values: Values): string | null {
  const count: unknown = Reflect.get(values, 'count');
  if (typeof count !== 'number') return null;
  const form = new Intl.PluralRules(language).select(count) === 'one' ? 'one' : 'other';
  return lookUp(language, `${key}_${form}`);
}

function lookUp(language: Language, key: string): string | null {
  let here: unknown = CATALOGUES[language];
  for (const step of key.split('.')) {
    if (typeof here !== 'object' || here === null) return null;
    here = Reflect.get(here, step);
  }
  return typeof here === 'string' ? here : null;
}
