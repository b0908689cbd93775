import en from '../language/en.json' with { type: 'json' };
import fr from '../language/fr.json' with { type: 'json' };
import { csvOf, separatorOf } from './csv.ts';
import { FIGURE_TOTALS, type Count, type FigureLine, type Figures } from './figures.ts';
import type { Period } from './sheet.ts';

const WORDS = { en, fr } as const;

/**
 * The figures of a period as CSV (R54), one count a line: what is counted, of what, how many. A count that is hidden on
 * the screen is hidden here, by the same words.
 */
export function figuresCsv(figures: Figures, period: Period, language: 'en' | 'fr'): string {
  const words = WORDS[language];
  const said = (count: Count): string => (count === null ? words.figures.hidden : String(count));
  const totals = FIGURE_TOTALS.map((name) => [words.figures[name], '', said(figures[name])]);
  const tables = figures.tables.flatMap(({ by, lines }) =>
    lines.map((line) => [words.figures.by[by], figureName(line, by, language), said(line.sessions)]),
  );
  const heading = [words.figures.title, `${period.from} – ${period.to}`, words.figures.count];
  return csvOf([heading, ...totals, ...tables], separatorOf(language));
}

/** The name of a line: its own, or the catalogue's word for its code; the code itself if a newer station wrote it. */
export function figureName(
  { code, name }: FigureLine,
  by: Figures['tables'][number]['by'],
  language: 'en' | 'fr',
): string {
  if (name !== null) return name[language];
  const { outcome, kind, party, tracking } = WORDS[language];
  const known: Readonly<Record<typeof by, Readonly<Record<string, string>>>> = {
    outcome,
    kind,
    technicalByKind: kind,
    cancelledBy: party,
    ageGroup: tracking.value.ageGroup,
    institution: {},
    site: {},
    technicalBySite: {},
    month: {},
    technicalByMonth: {},
  };
  return known[by][code] ?? code;
}
