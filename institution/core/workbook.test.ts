import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readSiteList } from './site-list.ts';

const HEADER = ['Number', 'Name', 'Nom', 'City', 'Province', 'Hours', 'Heures'];
const SITE = ['S-1', 'Sample & Centre', 'Centre Échantillon', 'Halifax', 'NS', '9 to 5', '9 h à 17 h'];

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const inline = (text: string) => `<c t="inlineStr"><is><t>${escaped(text)}</t></is></c>`;
const rowOf = (cells: readonly string[], number: number) =>
  `<row r="${number}">${cells.map(inline).join('')}</row>`;
const sheetOf = (rows: readonly (readonly string[])[]) =>
  `<?xml version="1.0"?><worksheet><sheetData>${rows.map((cells, index) => rowOf(cells, index + 1)).join('')}</sheetData></worksheet>`;

const WORKBOOK = `<workbook xmlns:r="r"><sheets><sheet name="Sites" r:id="rId7"/><sheet name="Notes" r:id="rId1"/></sheets></workbook>`;
const RELATIONS = `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId7" Target="worksheets/sheet2.xml"/></Relationships>`;

function workbook(parts: Readonly<Record<string, string>>): Uint8Array {
  const all = { 'xl/workbook.xml': WORKBOOK, 'xl/_rels/workbook.xml.rels': RELATIONS, ...parts };
  return zipSync(Object.fromEntries(Object.entries(all).map(([name, text]) => [name, strToU8(text)])));
}
const withSheet = (xml: string, more: Readonly<Record<string, string>> = {}) =>
  readSiteList(workbook({ 'xl/worksheets/sheet2.xml': xml, ...more }));

describe('A workbook with the list of sites', () => {
  it('is read from the sheet that comes first, whatever its file is called', () => {
    const done = withSheet(sheetOf([HEADER, SITE]), { 'xl/worksheets/sheet1.xml': sheetOf([['Notes']]) });
    expect(done).toMatchObject({
      value: [
        {
          id: 'S-1',
          name: { en: 'Sample & Centre', fr: 'Centre Échantillon' },
          hours: { en: '9 to 5', fr: '9 h à 17 h' },
        },
      ],
    });
  });

  it('is read with shared texts, numbers, gaps and cells left out at the end', () => {
    const xml = `<worksheet><sheetData>${rowOf(['Number', 'City', 'Province', 'Name', 'Telephone'], 1)}
      <row r="5"><c r="A5"><v>17</v></c><c r="C5" t="s"><v>1</v></c><c r="B5" t="s"><v>0</v></c><c r="D5" t="s"><v>2</v></c></row>
    </sheetData></worksheet>`;
    const strings = `<sst><si><t>Hali</t><r><t>fax</t></r></si><si><t>NS</t></si><si><t>Centre</t><rPh><t>spoken</t></rPh></si></sst>`;
    expect(withSheet(xml, { 'xl/sharedStrings.xml': strings })).toMatchObject({
      value: [{ id: '17', city: 'Halifax', province: 'NS', name: { en: 'Centre' }, telephone: null }],
    });
  });

  it('is refused with the number of the row that is wrong', () => {
    const xml = sheetOf([HEADER, SITE, ['S-2', 'Centre', '', 'Halifax', 'XX', '', '']]);
    expect(withSheet(xml)).toMatchObject({
      refusal: [{ code: 'list-province-unknown', line: 3, found: 'XX' }],
    });
  });

  it.each([
    ['an old workbook', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), 'list-old-workbook'],
    ['a zip that is none', strToU8('PK\u0003\u0004 and nothing'), 'list-not-workbook'],
    ['a zip without a workbook', zipSync({ 'a.txt': strToU8('x') }), 'list-not-workbook'],
    ['a workbook without its sheet', workbook({}), 'list-not-workbook'],
    [
      'a document type',
      workbook({
        'xl/worksheets/sheet2.xml': `<!DOCTYPE x [<!ENTITY a "b">]>${sheetOf([HEADER, SITE]).replace('<?xml version="1.0"?>', '')}`,
      }),
      'list-not-workbook',
    ],
    [
      'XML that is cut off',
      workbook({ 'xl/worksheets/sheet2.xml': '<worksheet><sheetData>' }),
      'list-not-workbook',
    ],
    [
      'a sheet that unfolds to more than a list',
      workbook({ 'xl/worksheets/sheet2.xml': ' '.repeat(50 * 1024 * 1024) }),
      'list-too-large',
    ],
    [
      'more rows than a list has',
      workbook({
        'xl/worksheets/sheet2.xml': sheetOf([HEADER, ...Array<string[]>(20_002).fill(['S', 'x'])]),
      }),
      'list-too-large',
    ],
    ['a heading alone', workbook({ 'xl/worksheets/sheet2.xml': sheetOf([HEADER]) }), 'list-empty'],
  ])('is refused when it is %s', (_name, file, code) => {
    expect(readSiteList(file)).toMatchObject({ refusal: [{ code }] });
  });

  it('is cut off where a part claims to end, so that a false size unfolds to nothing more', () => {
    const file = workbook({ 'xl/worksheets/sheet2.xml': sheetOf([HEADER, SITE]) + ' '.repeat(4_000_000) });
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    // The central directory's record of the sheet: its uncompressed size is at offset 24.
    for (let at = 0; at < file.length - 46; at += 1)
      if (view.getUint32(at, true) === 0x02014b50 && view.getUint32(at + 24, true) > 4_000_000)
        view.setUint32(at + 24, 200, true);
    expect(readSiteList(file)).toMatchObject({ refusal: [{ code: 'list-not-workbook' }] });
  });
});
