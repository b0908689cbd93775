import type { Json } from '../../shared/sync/wire.ts';
import type { SheetRow } from './server.ts';

/** The columns of the sheet, in order (R53): the names of the row's members. */
export const COLUMNS = [
  'session',
  'version',
  'institution',
  'station',
  'kind',
  'walkUp',
  'scheduledStart',
  'scheduledEnd',
  'actualStart',
  'actualEnd',
  'minutes',
  'institutionZone',
  'siteZone',
  'inmateName',
  'inmateFps',
  'children',
  'accompanyingAdult',
  'contacts',
  'site',
  'siteListDate',
  'facilitator',
  'completedBy',
  'supervision',
  'checks',
  'noticeVersion',
  'outcome',
  'outcomeBy',
  'troubles',
  'minutesLost',
  'observationSource',
  'observations',
  'reportReference',
  'language',
] as const;

/** RFC 4180 with a byte order mark, so that a spreadsheet reads the accents; no cell can be a formula. */
export function trackingCsv(rows: readonly SheetRow[]): string {
  const lines = [
    COLUMNS.join(','),
    ...rows.map((row) => COLUMNS.map((column) => csvCell(row[column])).join(',')),
  ];
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function csvCell(value: Json | undefined): string {
  const text = cellText(value);
  // Formula starts in a spreadsheet: these characters, their full-width forms, or a control character.
  const isFormula = typeof value !== 'number' && /^[\t\r\n]|^\s*[=+\-@＝＋－＠]/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A member as readable text: both languages side by side, lists with semicolons. */
export function cellText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(cellText).join('; ');
  const members = Object.entries(value);
  const { en, fr } = Object.fromEntries(members);
  if (members.length === 2 && typeof en === 'string' && typeof fr === 'string') {
    return en === fr ? en : `${en} / ${fr}`;
  }
  return members.map(([name, member]) => `${name}: ${cellText(member)}`).join(', ');
}
