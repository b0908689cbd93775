import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { strFromU8, unzipSync } from 'fflate';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SAMPLE_ROW } from '../../shared/tracking/tracking.fixture.ts';
import { Exporter, MOST_PDF_ROWS } from './export-sheet.ts';
import type { IndexedRow } from './tracking-index.ts';

const NOVEMBER = { from: '2026-11-01', to: '2026-11-30' };
let folder = '';
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'child-link-export-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An exporter of so many invented rows; `seen` takes the progress whenever it changed. */
function exporterOf(count: number, to = folder, pdfRows = MOST_PDF_ROWS) {
  const rows: readonly IndexedRow[] = Array.from({ length: count }, (_, index) => ({
    session: `session-${index}`,
    version: 1,
    at: index,
    instant: index,
    date: '2026-11-22',
  }));
  const seen: ({ readonly done: number; readonly total: number } | null)[] = [];
  const real: Exporter = new Exporter({
    index: {
      of: () => Promise.resolve(rows),
      read: (wanted) => wanted.map(({ session }) => ({ ...SAMPLE_ROW, session })),
    },
    pdfRows,
    fonts: fileURLToPath(new URL('../../assets/fonts', import.meta.url)),
    now: () => Date.parse('2026-11-30T12:00:00Z'),
    firstLanguage: () => 'fr',
    changed: () => seen.push(real.progress),
  });
  const exporter = {
    export: (wanted: Parameters<Exporter['export']>[0], language: 'en' | 'fr') =>
      real.export(wanted, language, to),
    cancel: () => real.cancel(),
  };
  return { exporter, seen };
}

describe('an export', () => {
  it('writes every row and tells how far it is, then that it is over', async () => {
    const { exporter, seen } = exporterOf(250);
    const done = await exporter.export({ ...NOVEMBER, format: 'csv' }, 'fr');
    expect(done).toMatchObject({ ok: true, value: { rows: 250 } });
    const [name = ''] = readdirSync(folder);
    expect(name).toBe('child-link-tracking_2026-11-01_2026-11-30_fr.csv');
    expect(readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\r\n')).toHaveLength(251);
    expect(seen).toContainEqual({ done: 100, total: 250 });
    expect(seen.at(-1)).toBeNull();
  });

  it('gives a spreadsheet that another reader opens, with every row in it', async () => {
    const { exporter } = exporterOf(250);
    await exporter.export({ ...NOVEMBER, format: 'xlsx' }, 'en');
    const [name = ''] = readdirSync(folder);
    const files = unzipSync(readFileSync(path.join(folder, name)));
    const sheet = strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect([...sheet.matchAll(/<row /gu)]).toHaveLength(251);
    expect(sheet).toContain('session-249');
  });

  it('leaves no file when it is cancelled, and can be asked for again', async () => {
    const { exporter, seen } = exporterOf(1000);
    const running = exporter.export({ ...NOVEMBER, format: 'csv' }, 'en');
    while (!seen.some((progress) => (progress?.done ?? 0) > 0)) await new Promise(setImmediate);
    exporter.cancel();
    expect(await running).toMatchObject({ ok: false, refusal: { code: 'export-cancelled' } });
    expect(readdirSync(folder)).toEqual([]);
    expect(await exporter.export({ ...NOVEMBER, format: 'csv' }, 'en')).toMatchObject({ ok: true });
  });

  it('is one at a time', async () => {
    const { exporter } = exporterOf(300);
    const first = exporter.export({ ...NOVEMBER, format: 'csv' }, 'en');
    expect(await exporter.export({ ...NOVEMBER, format: 'xlsx' }, 'en')).toMatchObject({
      ok: false,
      refusal: { code: 'export-underway' },
    });
    expect(await first).toMatchObject({ ok: true });
  });

  it('gives a long PDF as several, with every session once and in order, and none of them when cancelled', async () => {
    const { exporter, seen } = exporterOf(3, folder, 2);
    const done = await exporter.export({ ...NOVEMBER, format: 'pdf' }, 'en');
    const names = [1, 2].map((n) => `child-link-tracking_2026-11-01_2026-11-30_en-fr_${n}-2.pdf`);
    expect(done).toMatchObject({ ok: true, value: { rows: 3 } });
    expect(readdirSync(folder).toSorted()).toEqual(names);
    expect(seen).toContainEqual({ done: 3, total: 3 });
    const sessions: string[] = [];
    for (const name of names) {
      const bytes = new Uint8Array(readFileSync(path.join(folder, name)));
      const { text } = await extractText(await getDocumentProxy(bytes), { mergePages: true });
      sessions.push(...[...text.matchAll(/session-\d+/gu)].map(([one]) => one));
      rmSync(path.join(folder, name));
    }
    expect(sessions).toEqual(['session-0', 'session-1', 'session-2']);

    seen.length = 0;
    const running = exporter.export({ ...NOVEMBER, format: 'pdf' }, 'en');
    while (!seen.some((progress) => (progress?.done ?? 0) > 1)) await new Promise(setImmediate);
    exporter.cancel();
    expect(await running).toMatchObject({ refusal: { code: 'export-cancelled' } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('replaces no other file of the same period', async () => {
    const { exporter } = exporterOf(1);
    for (const rows of [1, 1])
      expect(await exporter.export({ ...NOVEMBER, format: 'csv' }, 'en')).toMatchObject({ value: { rows } });
    const stem = 'child-link-tracking_2026-11-01_2026-11-30_en';
    expect(readdirSync(folder).toSorted()).toEqual([`${stem}(2).csv`, `${stem}.csv`]);
  });

  it('R54: writes the figures as they are suppressed on the screen, without a name', async () => {
    const { exporter } = exporterOf(7);
    await exporter.export({ ...NOVEMBER, format: 'figures' }, 'en');
    const [name = ''] = readdirSync(folder);
    expect(name).toBe('child-link-figures_2026-11-01_2026-11-30_en.csv');
    const lines = readFileSync(path.join(folder, name), 'utf8').split('\r\n');
    expect(lines).toContain('Visits,,7');
    expect(lines).toContain('Visits by kind,Minor child,7');
    expect(lines).toContain('Children,,"fewer than 5, or hidden with it"');
    expect(lines.join()).not.toContain('Maple');
  });

  it('is refused where there is nothing', async () => {
    const { exporter, seen } = exporterOf(0);
    expect(await exporter.export({ ...NOVEMBER, format: 'csv' }, 'en')).toMatchObject({
      refusal: { code: 'nothing-to-export' },
    });
    expect(seen.at(-1)).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says which file the disk refused', async () => {
    const taken = path.join(folder, 'taken');
    writeFileSync(taken, '');
    const { exporter } = exporterOf(3, taken);
    expect(await exporter.export({ ...NOVEMBER, format: 'csv' }, 'en')).toMatchObject({
      ok: false,
      refusal: {
        code: 'export-failed',
        values: { fault: expect.stringMatching(/^E(?:NOTDIR|NOENT|EXIST)$/u) },
      },
    });
  });
});
