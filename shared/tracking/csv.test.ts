import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf, columnHeading, COLUMNS } from './cells.ts';
import { csvOf, neutralised, trackingCsv } from './csv.ts';
import { SAMPLE_ROW } from './tracking.fixture.ts';

/** A reader of RFC 4180 that knows nothing of the writer. */
function parseCsv(text: string, separator = ','): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  let cell = '';
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    if (text[at] === '"') {
      at += 1;
      while (text[at] !== '"' || text[at + 1] === '"') {
        cell += text[at];
        at += text[at] === '"' ? 2 : 1;
      }
      at += 1;
    } else if (text[at] === separator) {
      line.push(cell);
      cell = '';
      at += 1;
    } else if (text[at] === '\r' && text[at + 1] === '\n') {
      lines.push([...line, cell]);
      line = [];
      cell = '';
      at += 2;
    } else {
      cell += text[at];
      at += 1;
    }
  }
  return lines;
}

const anyCell = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('"', ',', ';', '\r', '\n', '\t', ' ', '=', '+', '-', '@', '＝', 'é', 'a'),
  }),
);

describe('any table as CSV', () => {
  it('is read back cell by cell by another reader', () => {
    const tables = fc
      .integer({ min: 1, max: 5 })
      .chain((width) =>
        fc.array(fc.array(anyCell, { minLength: width, maxLength: width }), { minLength: 1 }),
      );
    fc.assert(
      fc.property(tables, (table) => {
        expect(parseCsv(csvOf(table))).toEqual(table.map((line) => line.map(neutralised)));
      }),
    );
  });

  it('holds no cell that a spreadsheet would run', () => {
    fc.assert(
      fc.property(anyCell, (cell) => {
        const [[read = ''] = []] = parseCsv(csvOf([[cell]]));
        expect(read).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/u);
        expect(read.replaceAll("'", '')).toBe(cell.replaceAll("'", ''));
      }),
    );
  });

  it.each([',', ';', '\t'])(
    'From the field: read with %j between cells, it runs nothing either',
    (delimiter) => {
      fc.assert(
        fc.property(fc.array(anyCell, { minLength: 1, maxLength: 3 }), (cells) => {
          for (const separator of [',', ';'] as const) {
            const file = csvOf([cells], separator).replace('\uFEFF', '');
            for (const cell of file.split(/[\r\n]/u).flatMap((line) => line.split(delimiter)))
              expect(cell.replace(/^"+/u, '')).not.toMatch(/^[=+\-@＝＋－＠]/u);
          }
        }),
      );
    },
  );

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\ta', '\ra', '\na', '＝1'])('neutralises %j', (cell) => {
    expect(neutralised(cell)).toBe(`'${cell}`);
  });

  it.each(['', 'Sample, Birch', '*001', "'=1", 'a=b', '12'])('leaves %j as it is', (cell) => {
    expect(neutralised(cell)).toBe(cell);
  });
});

describe('the sheet as CSV', () => {
  it('begins with a byte order mark and ends every line with CRLF', () => {
    const csv = trackingCsv([SAMPLE_ROW], 'en');
    expect(csv.startsWith('\uFEFF')).toBe(true);
    expect(csv.endsWith('\r\n')).toBe(true);
    expect(csv.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/u);
  });

  it('From the field: has 38 columns in a French-Canadian Excel and in an English one', () => {
    for (const [language, delimiter] of [
      ['fr', ';'],
      ['en', ','],
    ] as const)
      for (const line of parse(trackingCsv([SAMPLE_ROW], language), { bom: true, delimiter }))
        expect(line).toHaveLength(COLUMNS.length);
  });

  it('is a heading line when there is no row', () => {
    expect(parseCsv(trackingCsv([], 'fr'), ';')).toEqual([
      COLUMNS.map((column) => columnHeading(column, 'fr')),
    ]);
  });

  it.each(['en', 'fr', 'both'] as const)('has as many cells in every line as columns (%s)', (language) => {
    for (const line of parseCsv(
      trackingCsv([SAMPLE_ROW, SAMPLE_ROW], language),
      language === 'fr' ? ';' : ',',
    ))
      expect(line).toHaveLength(COLUMNS.length);
  });

  it('writes a hostile name so that it cannot run', () => {
    const csv = trackingCsv([{ ...SAMPLE_ROW, inmateName: '=HYPERLINK("https://evil.example","x")' }], 'en');
    const [, line = []] = parseCsv(csv);
    expect(line[COLUMNS.indexOf('inmateName')]).toBe(`'=HYPERLINK("https://evil.example","x")`);
  });
});

describe('the cells of a row', () => {
  it('are words and wall-clock times, not codes and instants', () => {
    const cells = cellsOf(SAMPLE_ROW, 'en');
    expect(cells.scheduledStart).toBe('2026-11-22 13:30');
    expect(cells.siteScheduledStart).toBe('2026-11-22 14:30');
    expect(cells.children).toBe('Sample, Birch (6 to 11 years, daughter); Sample, Élise (0 to 2 years)');
    expect(cells.checks).toBe('Headset: Passed; Microphone: Passed; Camera: Not needed');
    expect(cells.institution).toBe('Example Institution');
  });

  it('follow the French typography', () => {
    const cells = cellsOf(SAMPLE_ROW, 'fr');
    expect(cells.checks).toContain('Microphone\u00A0: ');
    expect(cells.institution).toBe('Établissement Exemple');
  });

  it('say a word once when both languages have the same', () => {
    const cells = cellsOf({ ...SAMPLE_ROW, site: { en: 'Maison Exemple', fr: 'Maison Exemple' } }, 'both');
    expect(cells.site).toBe('Maison Exemple');
    expect(cells.institution).toBe('Example Institution / Établissement Exemple');
  });

  it('stay empty where nothing is known', () => {
    const bare = { ...SAMPLE_ROW, accompanyingAdult: null, actualStart: null, language: null, siteZone: '' };
    expect(cellsOf(bare, 'en')).toMatchObject({
      accompanyingAdult: '',
      majority: '',
      actualStart: '',
      siteActualStart: '',
      language: '',
    });
  });

  it('show a code that this station does not know as it is', () => {
    expect(cellsOf({ ...SAMPLE_ROW, outcome: 'postponed' }, 'both').outcome).toBe('postponed');
  });
});
