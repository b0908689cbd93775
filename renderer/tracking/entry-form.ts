import { trimmed } from '../../shared/language/local-text.ts';
import type { Column } from '../../shared/tracking/cells.ts';
import type { TrackingRow } from '../../shared/tracking/row.ts';
import { recordErrors, recordOf, withRecord, type RecordError, type RecordForm } from './record-form.ts';

/** A row as form values (R52): every field but those that name the entry can be corrected. */
export interface EntryForm {
  readonly children: TrackingRow['children'];
  readonly hasAdult: boolean;
  readonly adult: NonNullable<TrackingRow['accompanyingAdult']>;
  /** One name a line. */
  readonly contacts: string;
  readonly language: 'en' | 'fr' | 'none';
  readonly troubles: string;
  readonly minutesLost: string;
  readonly source: TrackingRow['observationSource'];
  readonly observations: string;
  /** With `source: both`: what staff observed themselves (R51). */
  readonly staffObservations: string;
  readonly reportReference: string;
  /** What the station recorded itself (R52). */
  readonly record: RecordForm;
}

/** The form filled in from the proposed row, so that nothing is typed twice. */
export function formOf(row: TrackingRow): EntryForm {
  return {
    children: row.children,
    hasAdult: row.accompanyingAdult !== null,
    adult: row.accompanyingAdult ?? {
      name: '',
      majority: 'unknown',
      approvedVisitor: false,
      guardianAuthorization: 'not-needed',
    },
    contacts: row.contacts.join('\n'),
    language: row.language ?? 'none',
    troubles: row.troubles,
    minutesLost: String(row.minutesLost),
    source: row.observationSource,
    observations: row.observations,
    staffObservations: row.staffObservations ?? '',
    reportReference: row.reportReference,
    record: recordOf(row),
  };
}

/** The row with the values of a valid form. An untouched form returns the same values. */
export function rowOf(row: TrackingRow, form: EntryForm): TrackingRow {
  const { adult } = form;
  const isBoth = form.source === 'both';
  const staffText = isBoth ? form.staffObservations.trim() : '';
  return {
    ...withRecord(row, form.record),
    children: form.children.map((child) => ({
      ...child,
      name: child.name.trim(),
      relationship: trimmed(child.relationship),
    })),
    accompanyingAdult: form.hasAdult ? { ...adult, name: adult.name.trim() } : null,
    contacts: form.contacts
      .split('\n')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    language: form.language === 'none' ? null : form.language,
    troubles: form.troubles.trim(),
    minutesLost: Number(form.minutesLost),
    observationSource: form.source,
    observations: form.source === 'none' ? '' : form.observations.trim(),
    // Rows of a former version lack the field.
    ...(isBoth || row.staffObservations !== undefined ? { staffObservations: staffText } : {}),
    reportReference: form.reportReference.trim(),
  };
}

/** A missing or invalid answer: its control, and its sentence under `tracking.error`. */
export interface EntryError {
  readonly id: string;
  readonly code:
    'childName' | 'adultName' | 'minutesLost' | 'observations' | 'staffObservations' | RecordError['code'];
  /** The column that names the control, where its sentence needs it. */
  readonly column?: Column;
  /** The child's number, from 1; 0 for other controls. */
  readonly number: number;
}

/** The ids of the controls that errors link to. */
export const FIELD_IDS = {
  childName: (index: number) => `entry-child-${index}`,
  adultName: 'entry-adult-name',
  minutesLost: 'entry-minutes-lost',
  observations: 'entry-observations',
  staffObservations: 'entry-staff-observations',
} as const;

/** Everything that prevents saving, in the order of the screen. */
export function errorsOf(row: TrackingRow, form: EntryForm): readonly EntryError[] {
  const errors: EntryError[] = form.children.flatMap((child, index) =>
    child.name.trim() === ''
      ? [{ id: FIELD_IDS.childName(index), code: 'childName' as const, number: index + 1 }]
      : [],
  );
  if (form.hasAdult && form.adult.name.trim() === '')
    errors.push({ id: FIELD_IDS.adultName, code: 'adultName', number: 0 });
  if (!/^\d{1,4}$/u.test(form.minutesLost.trim()))
    errors.push({ id: FIELD_IDS.minutesLost, code: 'minutesLost', number: 0 });
  if (form.source !== 'none' && form.observations.trim() === '')
    errors.push({ id: FIELD_IDS.observations, code: 'observations', number: 0 });
  if (form.source === 'both' && form.staffObservations.trim() === '')
    errors.push({ id: FIELD_IDS.staffObservations, code: 'staffObservations', number: 0 });
  errors.push(...recordErrors(row, form.record).map((error) => ({ ...error, number: 0 })));
  return errors;
}
