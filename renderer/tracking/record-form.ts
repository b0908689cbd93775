import { instantOf, isCalendarDate, wallClock } from '../../shared/schedule/local-time.ts';
import type { Column } from '../../shared/tracking/cells.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';

/** Texts as they are; `responsibles` has one name a line, `reference` may be empty. */
export const RECORD_TEXTS = {
  inmateName: 200,
  inmateFps: 40,
  reference: 200,
  siteListDate: 10,
  facilitator: 200,
  responsibles: 1000,
  noticeVersion: 40,
  outcomeReason: 1000,
  outcomeAuthority: 200,
} as const satisfies Partial<Record<Column, number>>;
export const RECORD_NUMBERS = [
  'minutes',
  'supervisedMinutes',
  'unsupervisedMinutes',
  'extensionMinutes',
] as const;
export const RECORD_INSTANTS = ['scheduledStart', 'scheduledEnd', 'actualStart', 'actualEnd'] as const;

type TextField = keyof typeof RECORD_TEXTS;
type NumberField = (typeof RECORD_NUMBERS)[number];
type InstantField = (typeof RECORD_INSTANTS)[number];
type Held = NonNullable<TrackingRow['suspensions']>[number];
type Paused = NonNullable<TrackingRow['pauses']>[number];
/** As typed: the start as `2026-11-22 14:30` on the institution's clock. */
type Typed<T extends { readonly minutes: number }> = Omit<T, 'minutes'> & { readonly minutes: string };
export type TypedSuspension = Typed<Held>;
export type TypedPause = Typed<Paused>;
export type Adult = NonNullable<TrackingRow['accompanyingAdult']>;
export type Informed = NonNullable<TrackingRow['informed']>;
export type Exception = NonNullable<TrackingRow['exception']>;

/** What the station recorded itself, as form values: an amendment reaches it too (R52). */
export interface RecordForm {
  readonly texts: Readonly<Record<TextField, string>>;
  readonly numbers: Readonly<Record<NumberField, string>>;
  /** `2026-11-22 14:30` on the institution's clock; empty where nothing took place. */
  readonly instants: Readonly<Record<InstantField, string>>;
  readonly siteNames: TrackingRow['site'];
  readonly kind: TrackingRow['kind'];
  readonly walkUp: boolean;
  readonly supervision: TrackingRow['supervision'];
  readonly outcome: string;
  /** Empty for nobody. */
  readonly outcomeBy: string;
  readonly notified: readonly string[];
  readonly furtherAdults: readonly Adult[];
  readonly suspensions: readonly TypedSuspension[];
  readonly pauses: readonly TypedPause[];
  /** `at` as typed. */
  readonly informed: Informed | null;
  readonly exception: Exception | null;
  readonly checks: TrackingRow['checks'];
  readonly overrides: Readonly<Record<string, string>>;
}

export function recordOf(row: TrackingRow): RecordForm {
  const local = (instant: string | null) => typedInstant(instant, row.institutionZone);
  const count = (minutes: number | undefined) => (minutes === undefined ? '' : String(minutes));
  return {
    texts: {
      inmateName: row.inmateName,
      inmateFps: row.inmateFps,
      reference: row.reference ?? '',
      siteListDate: row.siteListDate,
      facilitator: row.facilitator,
      responsibles: (row.responsibles ?? []).join('\n'),
      noticeVersion: row.noticeVersion ?? '',
      outcomeReason: row.outcomeReason ?? '',
      outcomeAuthority: row.outcomeAuthority ?? '',
    },
    numbers: {
      minutes: String(row.minutes),
      supervisedMinutes: count(row.supervisedMinutes),
      unsupervisedMinutes: count(row.unsupervisedMinutes),
      extensionMinutes: count(row.extensionMinutes),
    },
    instants: {
      scheduledStart: local(row.scheduledStart),
      scheduledEnd: local(row.scheduledEnd),
      actualStart: local(row.actualStart),
      actualEnd: local(row.actualEnd),
    },
    siteNames: row.site,
    kind: row.kind,
    walkUp: row.walkUp,
    supervision: row.supervision,
    outcome: row.outcome,
    outcomeBy: row.outcomeBy ?? '',
    notified: row.notified ?? [],
    furtherAdults: row.furtherAdults ?? [],
    suspensions: (row.suspensions ?? []).map((one) => ({
      ...one,
      start: local(one.start),
      minutes: String(one.minutes),
    })),
    pauses: (row.pauses ?? []).map((one) => ({
      ...one,
      start: local(one.start),
      minutes: String(one.minutes),
    })),
    informed: row.informed == null ? null : { ...row.informed, at: local(row.informed.at) },
    exception: row.exception ?? null,
    checks: row.checks,
    overrides: row.overrides ?? {},
  };
}

/**
 * The row with what was changed in a valid form. What was not changed stays as it was, to the second: a form shows
 * minutes, and rows of a former version lack some fields.
 */
export function withRecord(row: TrackingRow, form: RecordForm): TrackingRow {
  const before = recordOf(row);
  const zone = row.institutionZone;
  const { texts, numbers, instants } = form;
  const text = (field: TextField) => texts[field].trim();
  const lines = (value: string) =>
    value
      .split('\n')
      .map((name) => name.trim())
      .filter((name) => name !== '');
  const when = (typed: string) => instantText(typed, zone) ?? '';
  const orNull = (value: string) => (value === '' ? null : value);
  const changed = <T>(now: T, was: T, part: Partial<TrackingRow>): Partial<TrackingRow> =>
    JSON.stringify(now) === JSON.stringify(was) ? {} : part;
  const textChange = (field: TextField, part: Partial<TrackingRow>) =>
    changed(texts[field], before.texts[field], part);
  const numberChange = (field: NumberField) =>
    changed(numbers[field], before.numbers[field], { [field]: Number(numbers[field]) });
  const startChange = (field: 'scheduledStart' | 'scheduledEnd') =>
    changed(instants[field], before.instants[field], { [field]: when(instants[field]) });
  const actualChange = (field: 'actualStart' | 'actualEnd') =>
    changed(instants[field], before.instants[field], { [field]: orNull(when(instants[field])) });
  const listed = <T extends { readonly start: string; readonly minutes: string }>(now: readonly T[]) =>
    now.map((one) => ({ ...one, start: when(one.start), minutes: Number(one.minutes) }));
  return {
    ...row,
    ...textChange('inmateName', { inmateName: text('inmateName') }),
    ...textChange('inmateFps', { inmateFps: text('inmateFps') }),
    ...textChange('reference', { reference: orNull(text('reference')) }),
    ...textChange('siteListDate', { siteListDate: text('siteListDate') }),
    ...textChange('facilitator', { facilitator: text('facilitator') }),
    ...textChange('responsibles', { responsibles: lines(texts.responsibles) }),
    ...textChange('noticeVersion', { noticeVersion: orNull(text('noticeVersion')) }),
    ...textChange('outcomeReason', { outcomeReason: text('outcomeReason') }),
    ...textChange('outcomeAuthority', { outcomeAuthority: text('outcomeAuthority') }),
    ...numberChange('minutes'),
    ...numberChange('supervisedMinutes'),
    ...numberChange('unsupervisedMinutes'),
    ...numberChange('extensionMinutes'),
    ...startChange('scheduledStart'),
    ...startChange('scheduledEnd'),
    ...actualChange('actualStart'),
    ...actualChange('actualEnd'),
    site: form.siteNames,
    kind: form.kind,
    walkUp: form.walkUp,
    supervision: form.supervision,
    outcome: form.outcome,
    outcomeBy: orNull(form.outcomeBy),
    checks: form.checks,
    ...changed(form.notified, before.notified, { notified: [...form.notified] }),
    ...changed(form.furtherAdults, before.furtherAdults, { furtherAdults: [...form.furtherAdults] }),
    ...changed(form.suspensions, before.suspensions, { suspensions: listed(form.suspensions) }),
    ...changed(form.pauses, before.pauses, { pauses: listed(form.pauses) }),
    ...changed(form.informed, before.informed, {
      informed: form.informed === null ? null : { ...form.informed, at: when(form.informed.at) },
    }),
    ...changed(form.exception, before.exception, { exception: form.exception }),
    ...changed(form.overrides, before.overrides, { overrides: { ...form.overrides } }),
  };
}

/** An invalid value: its control, what kind of value it should be, and the column that names it. */
export interface RecordError {
  readonly id: string;
  readonly code: 'number' | 'instant' | 'text';
  readonly column: Column;
}

/** The id of a control; `part` for one of a list. */
export function recordId(column: Column, part = ''): string {
  return `record-${column}${part === '' ? '' : `-${part}`}`;
}

/** Everything invalid among the values that were changed, in the order of the screen. */
export function recordErrors(row: TrackingRow, form: RecordForm): readonly RecordError[] {
  const before = recordOf(row);
  const zone = row.institutionZone;
  const isNumber = (text: string) => /^\d{1,4}$/u.test(text.trim());
  const isInstant = (text: string) => instantText(text, zone) !== null;
  const errors: RecordError[] = [];
  if (form.texts.inmateName.trim() === '')
    errors.push({ id: recordId('inmateName'), code: 'text', column: 'inmateName' });
  for (const column of RECORD_INSTANTS) {
    const mayBeEmpty = column === 'actualStart' || column === 'actualEnd';
    const value = form.instants[column];
    if (value === before.instants[column] || (mayBeEmpty && value.trim() === '') || isInstant(value))
      continue;
    errors.push({ id: recordId(column), code: 'instant', column });
  }
  for (const column of RECORD_NUMBERS) {
    const value = form.numbers[column];
    if (value !== before.numbers[column] && !isNumber(value))
      errors.push({ id: recordId(column), code: 'number', column });
  }
  for (const column of ['suspensions', 'pauses'] as const) {
    for (const [index, { start, minutes }] of form[column].entries()) {
      if (!isInstant(start)) errors.push({ id: recordId(column, `${index}-start`), code: 'instant', column });
      if (!isNumber(minutes))
        errors.push({ id: recordId(column, `${index}-minutes`), code: 'number', column });
    }
  }
  if (form.informed !== null && !isInstant(form.informed.at))
    errors.push({ id: recordId('informed', 'at'), code: 'instant', column: 'informed' });
  return errors;
}

function typedInstant(instant: string | null, zone: string): string {
  const clock = instant === null ? null : wallClock(Date.parse(instant), zone);
  return clock === null ? '' : `${clock.date} ${clock.time}`;
}

/** The instant of `2026-11-22 14:30` on a zone's clock; null where there is none. */
function instantText(typed: string, zone: string): string | null {
  const [, date = '', hour = '', minute = ''] = /^(\S+) (\d{2}):(\d{2})$/u.exec(typed.trim()) ?? [];
  if (!isCalendarDate(date) || Number(hour) > 23 || Number(minute) > 59) return null;
  const at = instantOf({ date, hour: Number(hour), minute: Number(minute) }, zone);
  return at === null ? null : new Date(at).toISOString();
}
