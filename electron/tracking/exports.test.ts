import { read, utils } from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { extractText, getDocumentProxy } from 'unpdf';
import { describe, expect, it } from 'vitest';
import { cellsOf, columnHeading, COLUMNS } from '../../shared/tracking/cells.ts';
import { trackingCsv } from '../../shared/tracking/csv.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { SAMPLE_ROW } from '../../shared/tracking/tracking.fixture.ts';
import { fileURLToPath } from 'node:url';
import { readPdfFonts } from './pdf-fonts.ts';
import { trackingPdf } from './tracking-pdf.ts';
import { trackingXlsx } from './tracking-xlsx.ts';

const HOSTILE: TrackingRow = {
  ...SAMPLE_ROW,
  session: 'session-2',
  inmateName: '=HYPERLINK("http://invented.example")',
  troubles: '+1+1\u0007 & <b>',
  observations: '@SUM(A1)',
  reportReference: '-2+3',
};
const ROWS = [SAMPLE_ROW, HOSTILE];

async function* inChunks(rows: readonly TrackingRow[]) {
  for (const row of rows) yield [row];
}

/** What a writer gives its sink, whole. */
async function written(write: (sink: (bytes: Uint8Array) => Promise<void>) => Promise<void>) {
  const parts: Uint8Array[] = [];
  await write(async (bytes) => void parts.push(Uint8Array.from(bytes)));
  return new Uint8Array(Buffer.concat(parts));
}

/** The cells of the first sheet as XML says them, read without the library that wrote them. */
async function cells(rows: readonly TrackingRow[], language: 'en' | 'fr') {
  const files = unzipSync(await written((sink) => trackingXlsx(inChunks(rows), language, sink)));
  const text = (name: string) => strFromU8(files[name] ?? new Uint8Array());
  const unescape = (xml: string) =>
    xml
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&apos;', "'")
      .replaceAll('&amp;', '&');
  const shared = [...text('xl/sharedStrings.xml').matchAll(/<si>(.*?)<\/si>/gsu)].map(([, inner]) =>
    unescape([...(inner ?? '').matchAll(/<t[^>]*>(.*?)<\/t>/gsu)].map(([, one]) => one ?? '').join('')),
  );
  const sheet = text('xl/worksheets/sheet1.xml');
  const lines = [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/gsu)].map(([, row]) =>
    [...(row ?? '').matchAll(/<c r="([A-Z]+)\d+"([^>]*?)(?:\/>|>(.*?)<\/c>)/gsu)].map(
      ([, column, attributes, content]) => {
        const value = /<(?:v|t)[^>]*>(.*?)<\/(?:v|t)>/su.exec(content ?? '')?.[1] ?? '';
        return [column, /t="s"/u.test(attributes ?? '') ? (shared[Number(value)] ?? '') : unescape(value)];
      },
    ),
  );
  return { sheet, lines };
}

describe('the spreadsheet', () => {
  it('has a heading and a line a session, every column in its place', async () => {
    const { lines } = await cells(ROWS, 'fr');
    expect(lines).toHaveLength(3);
    expect(lines[0]?.map(([, text]) => text)).toContain('Début réel');
    expect(lines[0]).toHaveLength(COLUMNS.length);
    expect(lines[1]?.map(([, text]) => text)).toContain(
      'Sample, Birch (6 à 11\u00a0ans, fille); Sample, Élise (0 à 2\u00a0ans)',
    );
  });

  it('runs no formula, whatever a text begins with, and loses none of it', async () => {
    const { sheet, lines } = await cells(ROWS, 'en');
    expect(sheet).not.toMatch(/<f[ >]/u);
    const texts = lines[2]?.map(([, text]) => text) ?? [];
    expect(texts).toContain('=HYPERLINK("http://invented.example")');
    expect(texts).toContain('+1+1 & <b>');
    expect(texts).toContain('@SUM(A1)');
    expect(texts).toContain('-2+3');
  });

  it('has its counts as numbers', async () => {
    const { sheet } = await cells([SAMPLE_ROW], 'en');
    expect(sheet).toMatch(/<v>56<\/v>/u);
  });
});

describe('read by libraries that know nothing of the writers', () => {
  const names = [
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\tTab',
    // From the field: a spreadsheet would read a letter from this.
    'OSOR_x0041_7',
    'Élise « O’Exemple », “b”',
    'ᐊᓂᓴ',
    'ليلى',
    '陳 美',
    'a\r\nb;c,"d"',
  ];
  const rows = names.map((inmateName, index) => ({
    ...SAMPLE_ROW,
    session: `session-${index}`,
    inmateName,
    observations: inmateName,
    minutesLost: index,
  }));
  const headings = (language: 'en' | 'fr') => COLUMNS.map((column) => columnHeading(column, language));

  it.each(['en', 'fr'] as const)(
    'the CSV has the same rows, letter by letter, and no formula (%s)',
    (language) => {
      const file = Buffer.from(trackingCsv(rows, language), 'utf8');
      expect(file.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
      const [heading, ...lines] = parse(file, {
        bom: true,
        delimiter: language === 'fr' ? ';' : ',',
        record_delimiter: '\r\n',
      });
      expect(heading).toEqual(headings(language));
      const wanted = rows.map((row) => orderedCells(row, language));
      expect(lines.map((line) => line.map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n])/u, '')))).toEqual(
        wanted,
      );
      for (const cell of lines.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/u);
    },
  );

  it.each(['en', 'fr'] as const)(
    'the spreadsheet has them too, as texts and numbers only (%s)',
    async (language) => {
      const book = read(await written((sink) => trackingXlsx(inChunks(rows), language, sink)), {
        type: 'array',
      });
      const sheet = book.Sheets[book.SheetNames[0] ?? ''] ?? {};
      const [heading, ...lines] = utils.sheet_to_json<readonly string[]>(sheet, {
        header: 1,
        raw: true,
        defval: '',
      });
      expect(heading).toEqual(headings(language));
      // A spreadsheet has one kind of line break.
      const plain = (cell: unknown) => String(cell).replaceAll('\r\n', '\n');
      const wanted = rows.map((row) => orderedCells(row, language).map(plain));
      expect(lines.map((line) => line.map(plain))).toEqual(wanted);
      const cells = Object.entries(sheet).filter(([place]) => /^[A-Z]+\d+$/u.test(place));
      expect(cells.length).toBeGreaterThan(rows.length * 20);
      for (const [, cell] of cells) expect(cell).not.toHaveProperty('f');
    },
  );
});

/** The cells of a row in the order of the file. */
function orderedCells(row: TrackingRow, language: 'en' | 'fr') {
  const cells = cellsOf(row, language);
  return COLUMNS.map((column) => cells[column]);
}

describe('the PDF', () => {
  const made = async (rows: readonly TrackingRow[] = ROWS) => {
    const fonts = await readPdfFonts(fileURLToPath(new URL('../../assets/fonts', import.meta.url)));
    const parts = { fonts, now: Date.parse('2026-11-30T12:00:00Z'), firstLanguage: 'fr' as const };
    return written((sink) =>
      trackingPdf(() => inChunks(rows), { from: '2026-11-01', to: '2026-11-30' }, parts, sink),
    );
  };

  it('says every session in both languages, accents included', async () => {
    const { text } = await extractText(await getDocumentProxy(await made()), { mergePages: true });
    const plain = text.replaceAll(/\s+/gu, ' ');
    expect(plain).toContain('Tracking sheet / Feuille de suivi');
    expect(plain).toContain('2026-11-01 – 2026-11-30');
    expect(plain).toContain('Example, Maple – 2026-11-22 13:32');
    expect(plain).toContain('Établissement Exemple');
    expect(plain).toContain('Sample, Élise');
    expect(plain).toContain('=HYPERLINK("http://invented.example")');
  });

  it('is tagged, has its language and its title, and carries its fonts', async () => {
    const document = await getDocumentProxy(await made());
    const { info } = await document.getMetadata();
    expect(info).toMatchObject({ Title: 'Tracking sheet / Feuille de suivi', Language: 'fr-CA' });
    expect(await document.getMarkInfo()).toMatchObject({ Marked: true });
    const tree = await (await document.getPage(1)).getStructTree();
    const details = await (await document.getPage(2)).getStructTree();
    expect(JSON.stringify(details)).toMatch(/"role":"H2".*"role":"H3".*"role":"LI"/u);
    expect(JSON.stringify(tree)).toMatch(/"role":"H1".*"role":"Table".*"role":"TR".*"role":"TH"/u);
  });

  it('sets names in their own scripts, and writes a letter that no font has as its number', async () => {
    const names = [
      'ᐊᓂᓴ ᓴᒻᐴᓪ',
      'Łı̨́ Sample',
      'Олена Зразок',
      'Σοφία Δείγμα',
      'ਨਵਰਾਜ',
      'அமுதா',
      'ሰላም',
      'דנה',
      'Thị Mẫu',
    ];
    const rows = [...names, '陳 Sample'].map((inmateName) => ({ ...SAMPLE_ROW, inmateName }));
    const { text } = await extractText(await getDocumentProxy(await made(rows)), { mergePages: true });
    const plain = (one: string) => one.normalize('NFC').replaceAll(/\s+/gu, ' ');
    for (const name of names) expect(plain(text)).toContain(plain(name));
    expect(text).toContain('[U+9673] Sample');
    expect(text).toContain('A letter that these fonts lack');
  });

  it('From the field: sets a line on one baseline whatever its scripts', async () => {
    const names = ['ᐊᓂᓴ', 'ሰላም', 'ਨਵਰਾਜ', 'Олена'];
    const inmateName = `Sample ${names.join(' ')}`;
    const document = await getDocumentProxy(await made([{ ...SAMPLE_ROW, inmateName }]));
    const { items } = await (await document.getPage(2)).getTextContent();
    const texts = items.flatMap((item) => ('str' in item ? [item] : []));
    // The heading is set larger than the fields below it.
    const size = Math.max(
      ...texts.filter(({ str }) => str.includes(names[0] ?? '')).map(({ height }) => height),
    );
    const baselines = names.map(
      (name) => texts.find(({ str, height }) => str.includes(name) && height === size)?.transform[5],
    );
    expect(new Set(baselines).size).toBe(1);
    expect(baselines[0]).toBeTypeOf('number');
  });

  it('R53: begins with one line a visit, and speaks of fonts only where a letter is lacking', async () => {
    const many = Array.from({ length: 24 }, (_, index) => ({
      ...SAMPLE_ROW,
      session: `session-${index}`,
      inmateName: `Example, Maple ${index}`,
    }));
    const document = await getDocumentProxy(await made(many));
    const { text } = await extractText(document, { mergePages: false });
    const first = text[0]?.replaceAll(/\s+/gu, ' ') ?? '';
    expect(first).toMatch(/2026-11-22 13:32 Example, Maple 0 Minor child .* 56 Completed/u);
    // A month of visits fits on two pages before any detail.
    const tables = text.slice(0, 2).join(' ');
    for (const { inmateName } of many) expect(tables.replaceAll(/\s+/gu, ' ')).toContain(inmateName);
    expect(text[2]).toContain('Details / Détails');
    expect(text.join(' ')).not.toContain('Unicode');
  });

  it('goes on over pages, each with its number', async () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ ...SAMPLE_ROW, session: `session-${index}` }));
    const document = await getDocumentProxy(await made(many));
    expect(document.numPages).toBeGreaterThan(5);
    const { text } = await extractText(document, { mergePages: false });
    expect(text[3]).toMatch(/\b4\b/u);
  });
});
