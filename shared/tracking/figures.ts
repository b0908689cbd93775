import type { BilingualText } from '../sync/rows.ts';
import type { TrackingRow } from './row.ts';
import { visitDate } from './sheet.ts';

/** A count, or null where it is too small to be shown (docs/figures.md). */
export type Count = number | null;

/** The totals, in the order in which they are shown. */
export const FIGURE_TOTALS = ['sessions', 'minutes', 'children', 'childVisits', 'technical'] as const;

/** What figures are counted by; `institution` only where there are several. */
export const FIGURE_TABLES = [
  'institution',
  'outcome',
  'kind',
  'site',
  'month',
  'ageGroup',
  'cancelledBy',
  'technicalByKind',
  'technicalBySite',
  'technicalByMonth',
] as const;

/** One line of a table of figures. */
export interface FigureLine {
  /** A code of the catalogue, a month such as `2026-11`, or the id of a site's name. */
  readonly code: string;
  /** A name of its own, for sites; null where the catalogue words the code. */
  readonly name: BilingualText | null;
  readonly sessions: Count;
}

/** Figures of a period without names (R54). */
export interface Figures {
  readonly sessions: Count;
  /** Minutes in which mother and child saw each other; null with fewer than five sessions. */
  readonly minutes: Count;
  /** Children who took part, one for each visit of each child. */
  readonly childVisits: Count;
  /** Children who took part, each counted once (R54): the same name of the same inmate is the same child. */
  readonly children: Count;
  /** Sessions that failed or lost minutes for technical reasons. */
  readonly technical: Count;
  readonly tables: readonly {
    readonly by: (typeof FIGURE_TABLES)[number];
    readonly lines: readonly FigureLine[];
  }[];
}

/** The smallest count of people or visits that is shown. */
export const SMALLEST_SHOWN = 5;
const LEAST_HIDDEN_LINES = 2;
const LEAST_HIDDEN_SUM = 2 * SMALLEST_SHOWN;

/** The figures of these rows, each the latest of its session. Pure. */
export function figuresOf(rows: readonly TrackingRow[]): Figures {
  const sum = (of: (row: TrackingRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const technical = rows.filter(isTechnical).length;
  const few = rows.length < SMALLEST_SHOWN;
  // The rest of the sessions must not be few either: the total is shown beside it.
  const technicalShown = few || shown(rows.length - technical) === null ? null : shown(technical);
  const outcomes = lines(rows, (row) => [row.outcome, null]);
  const seen = rows.filter((row) => row.actualStart !== null);
  const failed = rows.filter(isTechnical);
  const cancelled = rows.filter((row) => row.outcome === 'cancelled');
  const children = distinctChildren(seen);
  const ofSite = (row: TrackingRow): Group => [`${row.site.en}\n${row.site.fr}`, row.site];
  const ofInstitution = (row: TrackingRow): Group => [
    `${row.institution.en}\n${row.institution.fr}`,
    row.institution,
  ];
  const ofMonth = (row: TrackingRow): Group => [visitDate(row).slice(0, 7), null];
  const partOf = (groupOf: (row: TrackingRow) => Group) => {
    const wholes = countsBy(rows, groupOf);
    const rest = ([code, count]: readonly [string, number]) => (wholes.get(code)?.count ?? count) - count;
    return within(
      technicalShown,
      lines(failed, groupOf, (line) => shown(rest(line)) === null),
    );
  };
  const childVisits = seen.reduce((total, row) => total + row.children.length, 0);
  return {
    sessions: shown(rows.length),
    minutes: few || shown(seen.length) === null ? null : sum((row) => row.minutes),
    childVisits: few ? null : shown(childVisits),
    children: few ? null : shown(children.length),
    technical: technicalShown,
    tables: [
      ...(new Set(rows.map(({ institution }) => institution.en)).size > 1
        ? [{ by: 'institution' as const, lines: lines(rows, ofInstitution) }]
        : []),
      { by: 'outcome', lines: outcomes },
      { by: 'kind', lines: lines(rows, (row) => [row.kind, null]) },
      { by: 'site', lines: lines(rows, ofSite) },
      { by: 'month', lines: lines(rows, ofMonth) },
      {
        by: 'ageGroup',
        lines: within(
          few ? null : shown(children.length),
          lines(children, (child) => [child.ageGroup, null]),
        ),
      },
      {
        by: 'cancelledBy',
        lines: within(
          outcomes.find(({ code }) => code === 'cancelled')?.sessions ?? null,
          lines(cancelled, (row) => [row.outcomeBy ?? 'staff', null]),
        ),
      },
      { by: 'technicalByKind', lines: partOf((row) => [row.kind, null]) },
      { by: 'technicalBySite', lines: partOf(ofSite) },
      { by: 'technicalByMonth', lines: partOf(ofMonth) },
    ],
  };
}

function isTechnical(row: TrackingRow): boolean {
  return row.minutesLost > 0 || row.outcome === 'not-connected' || row.outcomeBy === 'technical';
}

/** Zero identifies nobody; one to four may. */
function shown(count: number): Count {
  return count === 0 || count >= SMALLEST_SHOWN ? count : null;
}

type Group = readonly [code: string, name: BilingualText | null];
type Child = TrackingRow['children'][number];

/** Each child once, in the age group of the last visit. */
function distinctChildren(rows: readonly TrackingRow[]): readonly Child[] {
  const known = new Map<string, Child>();
  for (const row of rows)
    for (const child of row.children)
      known.set(
        JSON.stringify([row.inmateName, row.inmateFps, child.name.normalize('NFKC').toLowerCase()]),
        child,
      );
  return [...known.values()];
}

/** Hides the lines of a hidden part of the sessions: their sum would reveal it. */
function within(total: Count, parts: readonly FigureLine[]): readonly FigureLine[] {
  return total === null ? parts.map((line) => ({ ...line, sessions: null })) : parts;
}

function countsBy<T>(
  rows: readonly T[],
  groupOf: (row: T) => Group,
): ReadonlyMap<string, { readonly name: BilingualText | null; readonly count: number }> {
  const groups = new Map<string, { readonly name: BilingualText | null; count: number }>();
  for (const row of rows) {
    const [code, name] = groupOf(row);
    const group = groups.get(code) ?? { name, count: 0 };
    group.count += 1;
    groups.set(code, group);
  }
  return groups;
}

/** `alsoHidden`: lines that would reveal a small count shown elsewhere. */
function lines<T>(
  rows: readonly T[],
  groupOf: (row: T) => Group,
  alsoHidden: (line: readonly [code: string, count: number]) => boolean = () => false,
): readonly FigureLine[] {
  const sorted = [...countsBy(rows, groupOf)].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const counts = suppressed(
    sorted.map(([, { count }]) => count),
    sorted.map(([code, { count }]) => alsoHidden([code, count])),
  );
  return sorted.map(([code, { name }], index) => ({ code, name, sessions: counts[index] ?? null }));
}

/**
 * Hides counts of one to four, then, smallest first, enough others that the hidden ones cannot be found by subtracting
 * from the total: at least two lines, which together hold at least ten. Zero stays.
 */
export function suppressed(counts: readonly number[], alsoHidden: readonly boolean[] = []): readonly Count[] {
  const hidden = new Set(
    counts.flatMap((count, index) => (shown(count) === null || alsoHidden[index] === true ? [index] : [])),
  );
  if (hidden.size === 0) return counts;
  const rest = counts
    .map((count, index) => ({ count, index }))
    .filter(({ count, index }) => count > 0 && !hidden.has(index))
    .toSorted((a, b) => a.count - b.count);
  const sum = () => [...hidden].reduce((total, index) => total + (counts[index] ?? 0), 0);
  for (const { index } of rest) {
    if (hidden.size >= LEAST_HIDDEN_LINES && sum() >= LEAST_HIDDEN_SUM) break;
    hidden.add(index);
  }
  return counts.map((count, index) => (hidden.has(index) ? null : count));
}
