import { describe, expect, it } from 'vitest';
import { readSiteList } from './site-list.ts';

const ENGLISH = [
  'Number,Name (English),Name (French),City,Province,Time zone,Telephone,Contact',
  'S-1,Sample Centre,Centre Échantillon,Halifax,NS,,555-010-0101,Example',
  'S-2,"Second, Centre",,Montréal,QC,America/Toronto,,',
].join('\r\n');
const FRENCH = [
  'Numéro;Nom français;Ville;Province;Fuseau horaire;Téléphone',
  'S-1;Centre « Échantillon », annexe;Gatineau;qc;America/Toronto;555-010-0101',
].join('\n');

const read = (source: string | Uint8Array) =>
  readSiteList(typeof source === 'string' ? Buffer.from(source) : source);
const problems = (source: string | Uint8Array) => {
  const done = read(source);
  return done.ok ? [] : done.refusal;
};

describe('A list of sites is read', () => {
  it('with English columns and commas, a zone filled in where the province has one', () => {
    expect(read(ENGLISH)).toMatchObject({
      value: [
        { id: 'S-1', name: { en: 'Sample Centre', fr: 'Centre Échantillon' }, zone: 'America/Halifax' },
        { id: 'S-2', name: { en: 'Second, Centre', fr: 'Second, Centre' }, telephone: null },
      ],
    });
  });

  it('with French columns, semicolons, and a comma inside a cell', () => {
    expect(read(FRENCH)).toMatchObject({
      value: [{ name: { fr: 'Centre « Échantillon », annexe' }, province: 'QC', city: 'Gatineau' }],
    });
  });

  it.each([
    ['with tabs', FRENCH.replaceAll(';', '\t')],
    ['with a byte order mark', `\ufeff${FRENCH}`],
    ['as UTF-16', Buffer.from(`\ufeff${FRENCH}`, 'utf16le')],
    ['as Windows-1252', Buffer.from(FRENCH, 'latin1')],
    ['with an empty last line', `${FRENCH}\n;;;;;\n\n`],
  ])('%s', (_name, source) => {
    expect(read(source)).toMatchObject({
      ok: true,
      value: [{ name: { fr: 'Centre « Échantillon », annexe' } }],
    });
  });
});

describe('A list of sites is refused with the line and the reason', () => {
  const row = (line: string) => `${ENGLISH.split('\r\n', 1).join('')}\n${line}`;
  it.each([
    ['nothing in it', '', { code: 'list-empty', line: null }],
    ['a header alone', ENGLISH.split('\r\n', 1).join(''), { code: 'list-empty', line: null }],
    ['a program', Buffer.from([0x4d, 0x5a, 0, 0]), { code: 'list-not-text', line: null }],
    ['an open quote', `${ENGLISH}\n"S-3,x`, { code: 'list-not-csv', line: null }],
    [
      'a missing column',
      ENGLISH.replace('Province', 'Region'),
      { code: 'list-column-missing', found: 'province' },
    ],
    [
      'no name column',
      FRENCH.replace('Nom français', 'Titre'),
      { code: 'list-column-missing', found: 'name' },
    ],
    [
      'a column twice',
      ENGLISH.replace('Contact', 'City'),
      { code: 'list-column-twice', line: 1, found: 'City' },
    ],
    ['a site twice', ENGLISH.replace('S-2', 'S-1'), { code: 'list-id-twice', line: 3, found: 'S-1' }],
    ['no number', ENGLISH.replace('S-2', ''), { code: 'list-id-missing', line: 3 }],
    ['no name', row('S-3,,,Halifax,NS,,,'), { code: 'list-name-missing', line: 2, found: 'S-3' }],
    ['an unknown province', ENGLISH.replace(',NS,', ',XX,'), { code: 'list-province-unknown', found: 'XX' }],
    ['an unknown zone', ENGLISH.replace('America/Toronto', 'Mars/Base'), { code: 'list-zone-unknown' }],
    [
      'no zone in a province of several',
      ENGLISH.replace('America/Toronto', ''),
      { code: 'list-zone-missing', found: 'QC' },
    ],
    ['a row of another length', `${ENGLISH}\nS-3,x`, { code: 'list-cells', line: 4, found: '2 / 8' }],
    [
      'a contact that no page could show',
      row(`S-3,x,,Halifax,NS,,,${'x'.repeat(201)}`),
      { code: 'list-cell-long', line: 2 },
    ],
    ['too many bytes', 'x'.repeat(6_000_000), { code: 'list-too-large' }],
  ])('%s', (_name, source, problem) => {
    expect(problems(source)[0]).toMatchObject(problem);
  });

  it('names every mistake at once', () => {
    expect(
      problems(ENGLISH.replace(',NS,', ',XX,').replace('America/Toronto', '')).map(({ line }) => line),
    ).toEqual([2, 3]);
  });
});

it('reads 1,000 sites at once', () => {
  const rows = Array.from({ length: 1000 }, (_, index) => `S-${index},Centre,,Halifax,NS,,,`);
  const done = read([ENGLISH.split('\r\n', 1).join(''), ...rows].join('\n'));
  expect(done.ok ? done.value.length : 0).toBe(1000);
});
