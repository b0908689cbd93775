import en from '../../shared/language/en.json' with { type: 'json' };
import fr from '../../shared/language/fr.json' with { type: 'json' };
import { textIn, type LocalText } from '../../shared/language/local-text.ts';
import { wallClock } from '../../shared/schedule/local-time.ts';
import { CHECK_NAMES, type CheckName, type Verdict } from '../../shared/session/entries.ts';
import type { BilingualText } from '../../shared/sync/rows.ts';
import { MARGIN, openPdf, type PdfParts, writeText } from './pdf-document.ts';
import { tableHeadings, tableLine, type Table } from './pdf-table.ts';
import type { Sink } from './zip.ts';

/** What was tried at the station before a visit, and by whom. */
export interface Readiness {
  readonly institution: BilingualText;
  readonly location: LocalText;
  readonly station: string;
  /** IANA zone of the institution. */
  readonly zone: string;
  readonly by: string;
  readonly checks: Readonly<Partial<Record<CheckName, Verdict>>>;
}

const SIZE = { title: 20, text: 11, table: 11 } as const;
const WIDTHS = [320, 196] as const;

/** “Station ready, checked at…” on one page, in both languages; says so plainly when it is not ready. Tagged. */
export async function readyPdf(ready: Readiness, parts: PdfParts, sink: Sink): Promise<void> {
  const isReady = Object.values(ready.checks).every((verdict) => verdict !== 'fail');
  const key = isReady ? 'ready' : 'notReady';
  const title = `${en.printed[key]} / ${fr.printed[key]}`;
  const { doc, root, close } = openPdf(title, 'portrait', parts, sink);
  const width = doc.page.width - 2 * MARGIN;
  root.add(
    doc.struct('H1', {}, () => writeText(doc, 'bold', SIZE.title, title, { x: MARGIN, y: MARGIN, width })),
  );
  const clock = wallClock(parts.now, ready.zone);
  const at = `${clock?.date ?? ''} ${clock?.time ?? ''}`;
  const lines = [
    ...(['en', 'fr'] as const).map((language) =>
      [ready.institution[language], textIn(ready.location, language), ready.station].join(' · '),
    ),
    `${en.printed.checkedAt} / ${fr.printed.checkedAt} ${at}`,
    ready.by,
  ];
  for (const text of lines) {
    doc.moveDown(0.3);
    root.add(
      doc.struct('P', {}, () => writeText(doc, 'regular', SIZE.text, text, { x: MARGIN, y: doc.y, width })),
    );
  }
  doc.moveDown(1);
  const line = (...texts: readonly string[]) =>
    texts.map((text, index) => ({ text, width: WIDTHS[index] ?? 0 }));
  const table: Table = {
    tag: doc.struct('Table'),
    headings: line(
      `${en.printed.column.check} / ${fr.printed.column.check}`,
      `${en.printed.column.result} / ${fr.printed.column.result}`,
    ),
    size: SIZE.table,
  };
  root.add(table.tag);
  tableHeadings(doc, table);
  for (const check of CHECK_NAMES) {
    const verdict = ready.checks[check];
    if (verdict === undefined) continue;
    const texts = line(
      `${en.check[check]} / ${fr.check[check]}`,
      `${en.verdict[verdict]} / ${fr.verdict[verdict]}`,
    );
    tableLine(doc, table, texts, 0);
  }
  table.tag.end();
  await close();
}
