import en from '../language/en.json' with { type: 'json' };
import fr from '../language/fr.json' with { type: 'json' };
import { clocksGoBack, utcOffset } from '../language/format.ts';
import { relationshipIn } from '../language/relationship.ts';
import { wallClock } from '../schedule/local-time.ts';
import type { TrackingRow } from './row.ts';

/** The columns of the tracking sheet, in their order: every field of R53. */
export const COLUMNS = [
  'institution',
  'station',
  'site',
  'siteListDate',
  'kind',
  'walkUp',
  'reference',
  'scheduledStart',
  'scheduledEnd',
  'actualStart',
  'actualEnd',
  'minutes',
  'institutionZone',
  'siteScheduledStart',
  'siteActualStart',
  'siteZone',
  'inmateName',
  'inmateFps',
  'children',
  'accompanyingAdult',
  'majority',
  'approvedVisitor',
  'guardianAuthorization',
  'furtherAdults',
  'exception',
  'contacts',
  'facilitator',
  'responsibles',
  'completedBy',
  'supervision',
  'supervisedMinutes',
  'unsupervisedMinutes',
  'checks',
  'overrides',
  'noticeVersion',
  'outcome',
  'outcomeBy',
  'outcomeReason',
  'outcomeAuthority',
  'notified',
  'informed',
  'minutesLost',
  'extensionMinutes',
  'suspensions',
  'pauses',
  'troubles',
  'observationSource',
  'observations',
  'staffObservations',
  'reportReference',
  'language',
  'session',
  'version',
] as const;
export type Column = (typeof COLUMNS)[number];

/** The language of a sheet; `both` writes every word in both, as an e-mail to the Women Offender Sector needs it. */
export type SheetLanguage = 'en' | 'fr' | 'both';

type Words = typeof en;
const WORDS: Readonly<Record<'en' | 'fr', Words>> = { en, fr };
const BOTH_SEPARATOR = ' / ';

/** Picks a wording: one language, or both when they differ (`Halifax`, not `Halifax / Halifax`). */
function worded(language: SheetLanguage, pick: (words: Words, own: 'en' | 'fr') => string): string {
  if (language !== 'both') return pick(WORDS[language], language);
  const texts = [pick(WORDS.en, 'en'), pick(WORDS.fr, 'fr')] as const;
  return texts[0] === texts[1] ? texts[0] : texts.join(BOTH_SEPARATOR);
}

/** The heading of a column. */
export function columnHeading(column: Column, language: SheetLanguage): string {
  return worded(language, (words) => words.tracking.column[column]);
}

/** The text of each cell of a row: words for codes, wall-clock times for instants. */
export function cellsOf(row: TrackingRow, language: SheetLanguage): Readonly<Record<Column, string>> {
  const word = (pick: (words: Words, own: 'en' | 'fr') => string) => worded(language, pick);
  const yesNo = (value: boolean) => word((words) => (value ? words.common.yes : words.common.no));
  const local = (instant: string | null, zone: string) => localTime(instant, zone);
  const { institutionZone, siteZone, accompanyingAdult: adult } = row;
  const scheduled = offsetsAcrossFold(row.scheduledStart, row.scheduledEnd, institutionZone);
  const actual = offsetsAcrossFold(row.actualStart, row.actualEnd, institutionZone);
  return {
    institution: word((_, own) => row.institution[own]),
    station: row.station,
    site: word((_, own) => row.site[own]),
    siteListDate: row.siteListDate,
    kind: word((words) => words.kind[row.kind]),
    walkUp: yesNo(row.walkUp),
    reference: row.reference ?? '',
    scheduledStart: local(row.scheduledStart, institutionZone) + scheduled.start,
    scheduledEnd: local(row.scheduledEnd, institutionZone) + scheduled.end,
    actualStart: local(row.actualStart, institutionZone) + actual.start,
    actualEnd: local(row.actualEnd, institutionZone) + actual.end,
    minutes: String(row.minutes),
    institutionZone,
    siteScheduledStart: local(row.scheduledStart, siteZone),
    siteActualStart: local(row.actualStart, siteZone),
    siteZone,
    inmateName: row.inmateName,
    inmateFps: row.inmateFps,
    children: row.children.map((child) => childText(child, language)).join('; '),
    accompanyingAdult: adult?.name ?? '',
    majority: adult === null ? '' : word((words) => words.majority[adult.majority]),
    approvedVisitor: adult === null ? '' : yesNo(adult.approvedVisitor),
    guardianAuthorization:
      adult === null ? '' : word((words) => words.tracking.value.guardian[adult.guardianAuthorization]),
    furtherAdults: (row.furtherAdults ?? []).map((further) => furtherAdultText(further, language)).join('; '),
    exception: exceptionText(row.exception ?? null, language),
    contacts: row.contacts.join('; '),
    facilitator: row.facilitator,
    responsibles: (row.responsibles ?? [row.facilitator]).join('; '),
    completedBy: row.completedBy,
    supervision: word((words) => words.supervision[row.supervision]),
    supervisedMinutes: count(row.supervisedMinutes),
    unsupervisedMinutes: count(row.unsupervisedMinutes),
    overrides: Object.entries(row.overrides ?? {})
      .map(([check, reason]) =>
        pair(
          word((words) => known(words.check, check)),
          reason,
          language,
        ),
      )
      .join('; '),
    checks: checksText(row.checks, language),
    noticeVersion: row.noticeVersion ?? '',
    outcome: word((words) => known(words.outcome, row.outcome)),
    outcomeBy: row.outcomeBy === null ? '' : word((words) => known(words.party, row.outcomeBy ?? '')),
    outcomeReason: row.outcomeReason ?? '',
    outcomeAuthority: row.outcomeAuthority ?? '',
    notified: (row.notified ?? []).map((who) => word((words) => known(words.notified, who))).join('; '),
    informed: informedText(row.informed ?? null, institutionZone, language),
    minutesLost: String(row.minutesLost),
    extensionMinutes: count(row.extensionMinutes),
    suspensions: (row.suspensions ?? [])
      .map(({ start, minutes, authority, reason }) =>
        [local(start, institutionZone), `${minutes} min`, authority, reason].filter(Boolean).join(', '),
      )
      .join('; '),
    pauses: (row.pauses ?? [])
      .map(({ start, minutes, cause }) =>
        [local(start, institutionZone), `${minutes} min`, word((words) => known(words.pause, cause))].join(
          ', ',
        ),
      )
      .join('; '),
    troubles: row.troubles,
    observationSource: word((words) => words.tracking.value.source[row.observationSource]),
    observations: row.observations,
    staffObservations: row.staffObservations ?? '',
    reportReference: row.reportReference,
    language:
      row.language === null ? '' : word((words) => words.tracking.value.language[row.language ?? 'en']),
    session: row.session,
    version: String(row.version),
  };
}

/**
 * What follows the two times of a span when the clocks go back between them, ` UTC−4` and ` UTC−5`; otherwise nothing.
 * Without it the end could read earlier than the start.
 */
export function offsetsAcrossFold(
  start: string | null,
  end: string | null,
  zone: string,
): { readonly start: string; readonly end: string } {
  const [from, to] = [Date.parse(start ?? ''), Date.parse(end ?? '')];
  if (wallClock(from, zone) === null || wallClock(to, zone) === null) return { start: '', end: '' };
  return clocksGoBack(from, to, zone)
    ? { start: ` ${utcOffset(from, zone)}`, end: ` ${utcOffset(to, zone)}` }
    : { start: '', end: '' };
}

/** `2026-11-22 14:30` in a zone: ISO 8601 as the Canadian standard writes it, which a spreadsheet reads as a time. */
function localTime(instant: string | null, zone: string): string {
  if (instant === null) return '';
  const clock = wallClock(Date.parse(instant), zone);
  return clock === null ? '' : `${clock.date} ${clock.time}`;
}

function childText(child: TrackingRow['children'][number], language: SheetLanguage): string {
  const group = worded(language, (words) => words.tracking.value.ageGroup[child.ageGroup]);
  const relationship = worded(language, (_, own) => relationshipIn(child.relationship, own));
  return `${child.name} (${[group, relationship].filter((text) => text !== '').join(', ')})`;
}

function checksText(checks: TrackingRow['checks'], language: SheetLanguage): string {
  return Object.entries(checks)
    .map(([name, verdict]) =>
      worded(language, ({ check, verdict: verdicts, tracking }) =>
        tracking.pair.replace('{{name}}', known(check, name)).replace('{{value}}', verdicts[verdict]),
      ),
    )
    .join('; ');
}

/** The word for a code; the code itself if a newer station wrote it. */
function known(words: Readonly<Record<string, string>>, code: string): string {
  return words[code] ?? code;
}

/** A number of minutes; empty in rows from before it was counted. */
function count(minutes: number | undefined): string {
  return minutes === undefined ? '' : String(minutes);
}

function pair(name: string, value: string, language: SheetLanguage): string {
  const own = language === 'fr' ? 'fr' : 'en';
  return WORDS[own].tracking.pair.replace('{{name}}', name).replace('{{value}}', value);
}

function furtherAdultText(
  { name, majority, approvedVisitor, guardianAuthorization }: NonNullable<TrackingRow['accompanyingAdult']>,
  language: SheetLanguage,
): string {
  const says = worded(language, (words) =>
    [
      words.majority[majority],
      approvedVisitor ? words.adult.approvedYes : words.adult.approvedNo,
      words.tracking.value.guardian[guardianAuthorization],
    ].join(', '),
  );
  return `${name} (${says})`;
}

function exceptionText(
  exception: NonNullable<TrackingRow['exception']> | null,
  language: SheetLanguage,
): string {
  if (exception === null) return '';
  const names = exception.names.map((name) => worded(language, (words) => known(words.exception, name)));
  return [names.join(', '), exception.authority, exception.reason].join('; ');
}

function informedText(
  informed: NonNullable<TrackingRow['informed']> | null,
  zone: string,
  language: SheetLanguage,
): string {
  if (informed === null) return '';
  const who = [
    ...(informed.inmate ? [worded(language, (words) => words.notified.inmate)] : []),
    ...(informed.visitor ? [worded(language, (words) => words.notified.visitor)] : []),
    ...(informed.representations ? [worded(language, (words) => words.inform.offered)] : []),
  ].join(', ');
  return [who, localTime(informed.at, zone), informed.by, informed.note].filter(Boolean).join('; ');
}
