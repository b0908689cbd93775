import { fileURLToPath } from 'node:url';
import { extractText, getDocumentProxy } from 'unpdf';
import { describe, expect, it } from 'vitest';
import { sampleStaff } from '../../test/gallery/page/samples.ts';
import { dayPdf } from './day-pdf.ts';
import type { PdfParts } from './pdf-document.ts';
import { readPdfFonts } from './pdf-fonts.ts';
import { readyPdf, type Readiness } from './ready-pdf.ts';
import type { Sink } from './zip.ts';

async function read(write: (parts: PdfParts, sink: Sink) => Promise<void>) {
  const fonts = await readPdfFonts(fileURLToPath(new URL('../../assets/fonts', import.meta.url)));
  const written: Uint8Array[] = [];
  const parts: PdfParts = { fonts, now: Date.parse('2026-11-30T12:00:00Z'), firstLanguage: 'en' };
  await write(parts, async (bytes) => void written.push(Uint8Array.from(bytes)));
  const pdf = await getDocumentProxy(new Uint8Array(Buffer.concat(written)));
  const { text } = await extractText(pdf, { mergePages: true });
  const tree = JSON.stringify(await (await pdf.getPage(1)).getStructTree());
  return { text: text.replaceAll(/\s+/gu, ' '), tree, isMarked: (await pdf.getMarkInfo())?.['Marked'] };
}

describe('R56: the list of a day, to print', () => {
  it('has a line for each visit, in both languages, with what staff need to fetch and call', async () => {
    const [booking] = sampleStaff().schedule;
    if (booking === undefined) throw new Error('the sample has no booking');
    const named = { ...booking, stop: null, done: null, needs: ['interpreter', 'a large screen'] };
    const bookings = [named, { ...named, id: 'other', done: { outcome: 'completed' as const } }];
    const day = { date: '2026-11-30', zone: 'America/Toronto', bookings };
    const { text, tree, isMarked } = await read((parts, sink) => dayPdf(day, parts, sink));
    expect(isMarked).toBe(true);
    expect(tree.match(/"role":"TR"/gu)).toHaveLength(3);
    for (const part of [
      'Visits of the day / Visites du jour',
      'November 30, 2026 / 30 novembre 2026',
      'leave it neither at the station nor in sight',
      booking.inmateName,
      'interpreter / interprète',
      'a large screen',
      booking.site?.telephone ?? '',
      'Completed / Menée à terme',
    ])
      expect(text).toContain(part);
  });

  it('says that a visit cannot be opened, and never why', async () => {
    const [booking] = sampleStaff().schedule;
    if (booking === undefined) throw new Error('the sample has no booking');
    const stop = { code: 'contact-restricted' as const, values: {} };
    const bookings = [{ ...booking, done: null, stop }];
    const day = { date: '2026-11-30', zone: 'America/Toronto', bookings };
    const { text } = await read((parts, sink) => dayPdf(day, parts, sink));
    expect(text).toContain('Cannot be opened');
    expect(text.toLowerCase()).not.toContain('restrict');
  });
});

describe('R4: the page that says whether the station is ready', () => {
  const READY: Readiness = {
    institution: { en: 'Sample Institution', fr: 'Établissement Échantillon' },
    location: { en: 'Visiting room 2', fr: 'Salle de visite 2' },
    station: 'station-1',
    zone: 'America/Toronto',
    by: 'Sample, Fern',
    checks: { headset: 'pass', network: 'pass', clock: 'not-needed' },
  };

  it('names station, person, time and every result, in both languages', async () => {
    const { text, isMarked } = await read((parts, sink) => readyPdf(READY, parts, sink));
    expect(isMarked).toBe(true);
    for (const part of [
      'Station ready / Poste prêt',
      'Sample Institution · Visiting room 2 · station-1',
      'Établissement Échantillon · Salle de visite 2 · station-1',
      '2026-11-30 07:00',
      'Sample, Fern',
      'Passed / Conforme',
    ])
      expect(text).toContain(part);
  });

  it('does not call a station ready where one check failed', async () => {
    const checks = { ...READY.checks, network: 'fail' as const };
    const { text } = await read((parts, sink) => readyPdf({ ...READY, checks }, parts, sink));
    expect(text).toContain('Station not ready / Poste non prêt');
  });
});
