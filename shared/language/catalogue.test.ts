import { describe, expect, it } from 'vitest';
import type { ApiRefusal } from '../../institution/api/refusal.ts';
import type { ListProblem } from '../../institution/core/site-list.ts';
import { LINK_REFUSALS } from '../meeting-link/meeting-link.ts';
import { CHANGE_EFFECTS } from '../session/changes.ts';
import { CHANGES, OUTCOMES, PARTIES, CHECK_NAMES } from '../session/entries.ts';
import { REFUSALS } from '../session/refusals.ts';
import { SESSION_KINDS, STAFF_ROLES } from '../sync/rows.ts';
import { PROBLEMS } from '../sync/problem.ts';
import en from './en.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };

type Leaves = ReadonlyMap<string, string>;

function leaves(value: unknown, path: string, found = new Map<string, string>()): Leaves {
  if (typeof value === 'string') found.set(path, value);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, below] of Object.entries(value)) {
      leaves(below, path === '' ? key : `${path}.${key}`, found);
    }
  }
  return found;
}

const english = leaves(en, '');
const french = leaves(fr, '');
const PLACEHOLDERS = /\{\{(\w+)\}\}|\$t\(([^)]*)\)/gu;
const placeholders = (text: string) => new Set([...text.matchAll(PLACEHOLDERS)].map((match) => match[0]));

describe('the two catalogues', () => {
  it('have the same keys in the same order, but for the plural of millions, which is French alone', () => {
    const shared = [...french.keys()].filter((key) => !key.endsWith('_many'));
    expect(shared).toEqual([...english.keys()]);
  });

  it('say something under every key', () => {
    const empty = [...english, ...french].filter(([, text]) => text.trim() === '').map(([key]) => key);
    expect(empty).toEqual([]);
  });

  it('take the same values in both languages, but for the number that a singular may spell out', () => {
    const different = [...english.keys()].filter((key) => {
      const [one, other] = [placeholders(english.get(key) ?? ''), placeholders(french.get(key) ?? '')];
      if (key.endsWith('_one')) {
        one.delete('{{count}}');
        other.delete('{{count}}');
      }
      return [...one].sort().join() !== [...other].sort().join();
    });
    expect(different).toEqual([]);
  });

  it('have both plurals wherever they have one', () => {
    const lonely = [...english.keys()].filter((key) => {
      const twin = key.endsWith('_one') ? key.replace(/_one$/u, '_other') : key.replace(/_other$/u, '_one');
      return twin !== key && !english.has(twin);
    });
    expect(lonely).toEqual([]);
  });
});

describe('R70: French typography in Canada', () => {
  const offenders = (wrong: RegExp) =>
    [...french].filter(([, text]) => wrong.test(text.replaceAll(PLACEHOLDERS, 'x'))).map(([key]) => key);

  it('has a no-break space before a colon', () => {
    expect(offenders(/[^\u00a0\d]:|\d:(?!\d)/u)).toEqual([]);
  });

  it('has no space before a semicolon, a question mark or an exclamation mark', () => {
    expect(offenders(/[\s\u00a0][;?!]/u)).toEqual([]);
  });

  it('has no-break spaces inside guillemets and no straight quotation marks or apostrophes', () => {
    expect(offenders(/«(?!\u00a0)|(?<!\u00a0)»|["']/u)).toEqual([]);
  });

  it('has a no-break space between a number and its unit', () => {
    expect(offenders(/(?:\d|\}\}) (?:h|min|s|%|\$|ko|Mo|Go)\b/u)).toEqual([]);
    expect([...french].filter(([, text]) => /\}\} (?:h|min|s)\b/u.test(text)).map(([key]) => key)).toEqual(
      [],
    );
  });

  it('writes an ellipsis as one character', () => {
    expect(offenders(/\.\.\./u)).toEqual([]);
  });
});

describe('English typography', () => {
  it('has curly apostrophes and quotation marks', () => {
    const straight = [...english].filter(([, text]) => /["']/u.test(text)).map(([key]) => key);
    expect(straight).toEqual([]);
  });
});

describe('sentences that end with a time of day', () => {
  it('have no period of their own: “a.m.” brings it', () => {
    const doubled = [...english].filter(([, text]) => /\{\{(?:when|since|time)\}\}\.$/u.test(text));
    expect(doubled.map(([key]) => key)).toEqual(['signIn.wait']);
  });
});

describe('what must never be said', () => {
  it('does not say that a visit is recorded or intercepted on any screen', () => {
    const said = [...english, ...french].filter(([, text]) =>
      /(?:visit|conversation|visite) (?:is|was|est|a été) (?:being )?(?:recorded|intercepted|enregistrée|interceptée)/iu.test(
        text,
      ),
    );
    expect(said).toEqual([]);
  });
});

describe('codes', () => {
  const worded = (section: string, codes: readonly string[]) =>
    codes.filter((code) => !english.has(`${section}.${code}`));

  it('words every refusal', () => {
    expect(worded('refusal', REFUSALS)).toEqual([]);
  });

  it('words no refusal that does not exist', () => {
    const known = new Set<string>([...REFUSALS, 'other']);
    expect(Object.keys(en.refusal).filter((code) => !known.has(code))).toEqual([]);
  });

  it('words every reason against a meeting link', () => {
    expect(worded('link', LINK_REFUSALS)).toEqual([]);
  });

  it('words every refusal of the institution, and every mistake of a list', () => {
    // The types are the test: a code without a text does not compile.
    const refusals: Readonly<Record<Exclude<ApiRefusal['code'], `link-${string}`>, string>> =
      en.institution.refusal;
    const problems: Readonly<Record<ListProblem['code'], string>> = en.institution.list;
    expect([...Object.values(refusals), ...Object.values(problems)]).not.toContain('');
  });

  it('words every problem that the institution’s server may answer', () => {
    expect(worded('sync.code', Object.keys(PROBLEMS))).toEqual([]);
  });

  it('words kinds, outcomes, parties, checks and roles', () => {
    expect(worded('kind', SESSION_KINDS)).toEqual([]);
    expect(worded('reference', SESSION_KINDS)).toEqual([]);
    expect(worded('outcome', OUTCOMES)).toEqual([]);
    expect(worded('outcomeHint', OUTCOMES)).toEqual([]);
    expect(worded('party', PARTIES)).toEqual([]);
    expect(worded('check', CHECK_NAMES)).toEqual([]);
    expect(worded('checkHelp', CHECK_NAMES)).toEqual([]);
    expect(worded('role', STAFF_ROLES)).toEqual([]);
  });

  it('says of every refusal, change, failure and alarm what is wrong and what to do', () => {
    const sentences = (text: string) =>
      text.split(/[.!?:;)](?:\s|$)/u).filter((part) => part.trim() !== '').length;
    const all = ['refusal', 'interruption', 'lock', 'failure', 'alarm', 'hardwareTrouble'].flatMap(
      (section) => [...english.keys()].filter((key) => key.startsWith(`${section}.`)),
    );
    // A change that staff accept is followed by what the booking is now, and by the button that accepts it.
    const changes = CHANGES.filter((name) => CHANGE_EFFECTS[name] !== 'accept').map(
      (name) => `change.${name}`,
    );
    const short = [...all, ...changes].flatMap((key) =>
      [english, french].filter((texts) => sentences(texts.get(key) ?? '') < 2).map(() => key),
    );
    expect(short).toEqual([]);
  });
});
