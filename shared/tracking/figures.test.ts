import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figuresOf, suppressed } from './figures.ts';
import type { TrackingRow } from './row.ts';
import { SAMPLE_ROW } from './tracking.fixture.ts';

const rows = (count: number, change: Partial<TrackingRow> = {}): readonly TrackingRow[] =>
  Array.from({ length: count }, (_, index) => ({ ...SAMPLE_ROW, session: `${index}`, ...change }));

describe('small counts', () => {
  it.each([
    [
      [20, 30],
      [20, 30],
    ],
    [
      [0, 12],
      [0, 12],
    ],
    [
      [3, 20, 7],
      [null, 20, null],
    ],
    [
      [1, 1, 20, 8],
      [null, null, 20, null],
    ],
    [
      [4, 50],
      [null, null],
    ],
    [[2], [null]],
    [[], []],
  ])('%j are shown as %j', (counts, expected) => {
    expect(suppressed(counts)).toEqual(expected);
  });

  it('are never shown, nor left alone, nor found by subtraction', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 12 }), (counts) => {
        const result = suppressed(counts);
        const hidden = counts.filter((_, index) => result[index] === null);
        expect(result.some((count) => count !== null && count > 0 && count < 5)).toBe(false);
        expect(result.every((count, index) => count === null || count === counts[index])).toBe(true);
        if (hidden.length === 0) return;
        const rest = counts.filter((count, index) => count > 0 && result[index] !== null);
        // Either enough is hidden, or there was nothing left to hide.
        expect(rest.length === 0 || (hidden.length >= 2 && hidden.reduce((a, b) => a + b, 0) >= 10)).toBe(
          true,
        );
      }),
    );
  });
});

describe('figures of a period', () => {
  it('count sessions, minutes and children, by outcome, kind, site and month', () => {
    const figures = figuresOf(rows(6));
    expect(figures).toMatchObject({ sessions: 6, minutes: 6 * 56, childVisits: 12, technical: 6 });
    const of = (by: string) => figures.tables.find((table) => table.by === by)?.lines;
    expect(of('outcome')).toEqual([{ code: 'completed', name: null, sessions: 6 }]);
    expect(of('month')).toEqual([{ code: '2026-11', name: null, sessions: 6 }]);
    expect(of('site')?.[0]?.name).toEqual({ en: 'Example House', fr: 'Maison Exemple' });
  });

  it('say nothing of four visits but that they were few', () => {
    expect(figuresOf(rows(4))).toMatchObject({
      sessions: null,
      minutes: null,
      childVisits: null,
      technical: null,
    });
  });

  it('hide technical failures when those without are few', () => {
    const mixed = [...rows(6), ...rows(2, { minutesLost: 0 })];
    expect(figuresOf(mixed)).toMatchObject({ sessions: 8, technical: null });
  });

  it('carry no name of a person', () => {
    const text = JSON.stringify(figuresOf(rows(20)));
    for (const name of ['Example, Maple', 'Birch', 'Élise', 'Cedar', 'Alder', 'Willow', '01A'])
      expect(text).not.toContain(name);
  });

  it('are empty and say so for a period without visits', () => {
    expect(figuresOf([])).toMatchObject({ sessions: 0, children: null });
    expect(figuresOf([]).tables.every(({ lines }) => lines.length === 0)).toBe(true);
  });

  it('R54: counts children and their visits apart, by age group', () => {
    const figures = figuresOf(
      Array.from({ length: 12 }, (_, index) => ({
        ...SAMPLE_ROW,
        session: `${index}`,
        children: [{ name: `Sample ${index % 6}`, ageGroup: '6-11', relationship: '' }],
      })),
    );
    expect(figures).toMatchObject({ childVisits: 12, children: 6 });
    expect(figures.tables.find(({ by }) => by === 'ageGroup')?.lines).toEqual([
      { code: '6-11', name: null, sessions: 6 },
    ]);
  });

  it('R54: says who cancelled, and technical problems by kind, and hides what a total would betray', () => {
    const cancelled = rows(10, { outcome: 'cancelled', outcomeBy: 'visitor', minutesLost: 0 });
    const lost = rows(10, { minutesLost: 3 }).map((row) => ({ ...row, session: `lost-${row.session}` }));
    const figures = figuresOf([...cancelled, ...lost]);
    const lines = (by: string) => figures.tables.find((table) => table.by === by)?.lines;
    expect(lines('cancelledBy')).toEqual([{ code: 'visitor', name: null, sessions: 10 }]);
    expect(lines('technicalByKind')).toMatchObject([{ sessions: 10 }]);
    const few = figuresOf([...cancelled.slice(0, 3), ...lost]);
    expect(few.tables.find(({ by }) => by === 'cancelledBy')?.lines).toMatchObject([{ sessions: null }]);
  });

  it('R54: no line of a part can be subtracted from its whole to a count below five', () => {
    const row = fc.record({
      kind: fc.constantFrom('minor-child', 'adult-child', 'child-welfare'),
      minutesLost: fc.constantFrom(0, 0, 3),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (changes) => {
        const figures = figuresOf(
          changes.map((change, index) => ({ ...SAMPLE_ROW, ...change, session: `${index}` })),
        );
        const lines = (by: string) => figures.tables.find((table) => table.by === by)?.lines ?? [];
        for (const part of lines('technicalByKind')) {
          const whole = lines('kind').find(({ code }) => code === part.code)?.sessions ?? null;
          if (part.sessions === null || whole === null) continue;
          const rest = whole - part.sessions;
          expect(rest === 0 || rest >= 5).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
