import { fileURLToPath } from 'node:url';
import { extractText, getDocumentProxy } from 'unpdf';
import { describe, expect, it } from 'vitest';
import { DEFAULT_NOTICE, SIGNS } from '../../shared/notice/notice.ts';
import type { PrintedDocument } from '../../shared/notice/printed.ts';
import { printedPdf } from './notice-pdf.ts';
import { readPdfFonts } from './pdf-fonts.ts';

const CREE = {
  language: 'cr',
  name: 'ᓀᐦᐃᔭᐍᐏᐣ',
  strip: 'ᐊᓂᓴ',
  title: 'ᓴᒻᐴᓪ',
  paragraphs: ['ᐊᓂᓴ ᓴᒻᐴᓪ'],
  privileged: 'ᐊᓂᓴ',
};

async function read(document: PrintedDocument, firstLanguage: 'en' | 'fr', notice = DEFAULT_NOTICE) {
  const fonts = await readPdfFonts(fileURLToPath(new URL('../../assets/fonts', import.meta.url)));
  const written: Uint8Array[] = [];
  const parts = { fonts, now: Date.parse('2026-11-30T12:00:00Z'), firstLanguage };
  await printedPdf(document, notice, parts, async (bytes) => void written.push(Uint8Array.from(bytes)));
  const pdf = await getDocumentProxy(new Uint8Array(Buffer.concat(written)));
  const { text } = await extractText(pdf, { mergePages: false });
  return { pdf, pages: text.map((page) => page.replaceAll(/\s+/gu, ' ')) };
}

const plain = (text: string) => text.replaceAll(/\s+/gu, ' ');

describe('R25: the sign', () => {
  it('says all of it in both languages, in the institution’s order, for the station and for the site', async () => {
    const { pages } = await read('sign', 'fr');
    expect(pages).toHaveLength(2);
    const [station = '', site = ''] = pages;
    for (const language of ['en', 'fr'] as const) {
      for (const sentence of SIGNS.station[language]) expect(station).toContain(plain(sentence));
      for (const sentence of SIGNS.communitySite[language]) expect(site).toContain(plain(sentence));
    }
    expect(station.indexOf('peuvent être')).toBeLessThan(station.indexOf('may be intercepted'));
  });

  it('gives both languages the same prominence: the same sizes', async () => {
    const { pdf } = await read('sign', 'en');
    const { items } = await (await pdf.getPage(1)).getTextContent();
    const sizeOf = (part: string) =>
      items.flatMap((item) => ('str' in item && item.str.includes(part) ? [item.height] : []))[0];
    expect(sizeOf('Communications at')).toBeGreaterThan(20);
    expect(sizeOf('Communications at')).toBe(sizeOf('Les communications'));
    expect(sizeOf('Questions?')).toBe(sizeOf('Des questions?'));
  });

  it('is tagged, each language as its own', async () => {
    const { pdf } = await read('sign', 'en');
    expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
    const tree = JSON.stringify(await (await pdf.getPage(1)).getStructTree());
    expect(tree).toMatch(/"role":"Sect".*"role":"H1".*"role":"P".*"role":"Sect".*"role":"H1"/u);
    const { info } = await pdf.getMetadata();
    expect(info).toMatchObject({ Title: 'Child Link sign / Affiche Child Link', Language: 'en-CA' });
  });
});

describe('R25, R26: the leaflet', () => {
  it('is the notice itself on one page, and how to ask for staff', async () => {
    const { pages } = await read('leaflet', 'en');
    expect(pages).toHaveLength(1);
    for (const { en, fr } of DEFAULT_NOTICE.paragraphs) {
      expect(pages[0]).toContain(plain(en));
      expect(pages[0]).toContain(plain(fr));
    }
    expect(pages[0]).toContain('hold the button of the headset');
  });

  it('stays on one page however long an institution’s notice is', async () => {
    const paragraphs = [...DEFAULT_NOTICE.paragraphs, ...DEFAULT_NOTICE.paragraphs];
    const { pages } = await read('leaflet', 'fr', { ...DEFAULT_NOTICE, paragraphs });
    expect(pages).toHaveLength(1);
  });

  it('adds a page for each further language, and the sign a line', async () => {
    const notice = { ...DEFAULT_NOTICE, further: [CREE] };
    const leaflet = await read('leaflet', 'en', notice);
    expect(leaflet.pages).toHaveLength(2);
    expect(leaflet.pages[1]).toContain('ᐊᓂᓴ ᓴᒻᐴᓪ');
    const sign = await read('sign', 'en', notice);
    expect(sign.pages).toHaveLength(2);
    expect(sign.pages[0]).toContain('ᐊᓂᓴ');
  });
});
