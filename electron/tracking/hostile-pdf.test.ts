import { fileURLToPath } from 'node:url';
import { extractText, getDocumentProxy } from 'unpdf';
import { expect, it } from 'vitest';
import { sampleStaff } from '../../test/gallery/page/samples.ts';
import { DEFAULT_NOTICE } from '../../shared/notice/notice.ts';
import { SAMPLE_ROW } from '../../shared/tracking/tracking.fixture.ts';
import { TrackingRow } from '../../shared/tracking/row.ts';
import { dayPdf } from './day-pdf.ts';
import { printedPdf } from './notice-pdf.ts';
import type { PdfParts } from './pdf-document.ts';
import { readPdfFonts } from './pdf-fonts.ts';
import { readyPdf } from './ready-pdf.ts';
import { trackingPdf } from './tracking-pdf.ts';
import type { Sink } from './zip.ts';

/** What would be an object, an action or a control sequence if it were not text. */
const HOSTILE =
  '\u001b]0;\tow\rned\u0007 \u202e) Tj ET endstream endobj 1 0 obj << /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /Annots [2 0 R] >> \u0000\u009b31m \\) \\051 http://invented.example/ <script>';
const CONTROL = /(?!\n)[\p{Cc}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/u;

/** A sample whose every text is hostile, as far as its shape allows. */
function filled<T>(sample: T, fits: (value: unknown) => boolean): T {
  const whole: { value: unknown } = { value: structuredClone(sample) };
  const fill = (holder: object): void => {
    for (const [key, value] of Object.entries(holder)) {
      if (typeof value === 'object' && value !== null) fill(value);
      if (typeof value !== 'string') continue;
      Reflect.set(holder, key, HOSTILE);
      if (!fits(whole.value)) Reflect.set(holder, key, value);
    }
  };
  fill(whole);
  return whole.value as T;
}

const [booking] = sampleStaff().schedule;
const ROW = filled(SAMPLE_ROW, (value) => TrackingRow.safeParse(value).success);
const SAID = { en: HOSTILE, fr: HOSTILE };

const DOCUMENTS: Readonly<Record<string, (parts: PdfParts, sink: Sink) => Promise<void>>> = {
  'the tracking sheet': (parts, sink) =>
    trackingPdf(
      async function* () {
        yield [ROW];
      },
      { from: '2026-11-01', to: '2026-11-30' },
      parts,
      sink,
    ),
  'the list of the day': (parts, sink) =>
    dayPdf(
      {
        date: '2026-11-30',
        zone: 'America/Toronto',
        bookings: [
          {
            ...booking!,
            inmateName: HOSTILE,
            participants: booking!.participants.map((one) => ({ ...one, name: HOSTILE })),
            needs: [HOSTILE],
            site: { ...booking!.site!, name: SAID, telephone: HOSTILE },
          },
        ],
      },
      parts,
      sink,
    ),
  'the page of readiness': (parts, sink) =>
    readyPdf(
      {
        institution: SAID,
        location: SAID,
        station: HOSTILE,
        zone: 'America/Toronto',
        by: HOSTILE,
        checks: { headset: 'pass' },
      },
      parts,
      sink,
    ),
  'the notice': (parts, sink) =>
    printedPdf(
      'leaflet',
      filled(DEFAULT_NOTICE, () => true),
      parts,
      sink,
    ),
};

it.each(Object.entries(DOCUMENTS))('hostile text in %s is text', async (_name, write) => {
  const fonts = await readPdfFonts(fileURLToPath(new URL('../../assets/fonts', import.meta.url)));
  const written: Uint8Array[] = [];
  const parts: PdfParts = { fonts, now: Date.parse('2026-11-30T12:00:00Z'), firstLanguage: 'en' };
  await write(parts, async (bytes) => void written.push(Uint8Array.from(bytes)));
  const pdf = await getDocumentProxy(new Uint8Array(Buffer.concat(written)));
  expect(await pdf.hasJSActions()).toBe(false);
  expect([await pdf.getJSActions(), await pdf.getOpenAction(), await pdf.getAttachments()]).toEqual([
    null,
    null,
    null,
  ]);
  for (let number = 1; number <= pdf.numPages; number += 1)
    expect(await (await pdf.getPage(number)).getAnnotations()).toEqual([]);
  const { text } = await extractText(pdf, { mergePages: true });
  expect(text.replaceAll(/\s+/gu, '')).toContain('/JS(app.alert\\(1\\))>>/Annots[20R]>>');
  expect(text).not.toMatch(CONTROL);
});
