import en from '../../shared/language/en.json' with { type: 'json' };
import fr from '../../shared/language/fr.json' with { type: 'json' };
import type { BookingView } from '../../shared/ipc/snapshot.ts';
import { formatCalendarDate } from '../../shared/language/format.ts';
import { wallClock } from '../../shared/schedule/local-time.ts';
import { MARGIN, numberPages, openPdf, type PdfParts, writeText } from './pdf-document.ts';
import { tableHeadings, tableLine, type Cell, type Table } from './pdf-table.ts';
import type { Sink } from './zip.ts';

/** The visits of one day at this station. */
export interface DayList {
  /** `2026-11-30`, in the institution's zone. */
  readonly date: string;
  /** IANA zone of the institution. */
  readonly zone: string;
  readonly bookings: readonly BookingView[];
}

type Words = typeof en;

const SIZE = { title: 17, text: 10, table: 9 } as const;
/** The cell that names the line: the inmate's. */
const NAME = 1;
/** Together as wide as the page between its margins. */
const WIDTHS = [92, 120, 110, 172, 130, 72] as const;

const both = (pick: (words: Words) => string): string => {
  const [first, second] = [pick(en), pick(fr)];
  return first === second ? first : `${first} / ${second}`;
};

/** The day's visits as a bilingual table for staff to carry, one line a visit, with full names. Tagged. */
export async function dayPdf(day: DayList, parts: PdfParts, sink: Sink): Promise<void> {
  const title = both((words) => words.printed.day);
  const { doc, root, close } = openPdf(title, 'landscape', parts, sink);
  numberPages(doc);
  const width = doc.page.width - 2 * MARGIN;
  root.add(
    doc.struct('H1', {}, () => writeText(doc, 'bold', SIZE.title, title, { x: MARGIN, y: MARGIN, width })),
  );
  const dates = [formatCalendarDate(day.date, 'en'), formatCalendarDate(day.date, 'fr')].join(' / ');
  for (const text of [dates, both((words) => words.printed.dayPrivate)]) {
    doc.moveDown(0.3);
    root.add(
      doc.struct('P', {}, () => writeText(doc, 'regular', SIZE.text, text, { x: MARGIN, y: doc.y, width })),
    );
  }
  doc.moveDown(0.6);
  const { time, inmate, kind, people, site, state } = en.printed.column;
  const french = fr.printed.column;
  const headings = cellsOf([
    `${time} / ${french.time}`,
    `${inmate} / ${french.inmate}`,
    `${kind} / ${french.kind}`,
    `${people} / ${french.people}`,
    `${site} / ${french.site}`,
    `${state} / ${french.state}`,
  ]);
  const table: Table = { tag: doc.struct('Table'), headings, size: SIZE.table };
  root.add(table.tag);
  tableHeadings(doc, table);
  for (const booking of day.bookings) tableLine(doc, table, cellsOf(textsOf(booking, day.zone)), NAME);
  table.tag.end();
  await close();
}

function cellsOf(texts: readonly string[]): readonly Cell[] {
  return texts.map((text, index) => ({ text, width: WIDTHS[index] ?? 0 }));
}

function textsOf(booking: BookingView, zone: string): readonly string[] {
  const { site, participants, needs } = booking;
  const span = (at: string) =>
    `${wallClock(booking.startsAt, at)?.time ?? ''}–${wallClock(booking.endsAt, at)?.time ?? ''}`;
  const here = span(zone);
  const there = site === null ? here : span(site.zone);
  return [
    here === there ? here : `${here}\n${there} (${both((words) => words.printed.column.site)})`,
    booking.inmateName,
    both((words) => words.kind[booking.kind]),
    [
      ...participants.map(({ name, role }) => `${name} (${both((words) => words.participant[role])})`),
      ...needs.map((need) => both((words) => knownOr(words.need, need))),
    ].join('; '),
    site === null
      ? ''
      : [...new Set([site.name.en, site.name.fr]), site.telephone ?? ''].filter(Boolean).join('\n'),
    stateOf(booking),
  ];
}

/** What became of the visit; nothing while it is to come, and never why it cannot be opened. */
function stateOf({ done, stop }: BookingView): string {
  if (done?.outcome != null) {
    const { outcome } = done;
    return both((words) => words.outcome[outcome]);
  }
  if (done !== null) return both((words) => words.schedule.stateDone);
  return stop === null ? '' : both((words) => words.schedule.stateStopped);
}

/** The word for a need; a further need as it was written. */
function knownOr(words: Readonly<Record<string, string>>, need: string): string {
  return words[need] ?? need;
}
