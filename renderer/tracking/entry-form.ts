import type { TrackingRow } from '../../shared/tracking/row.ts';

/** The part of a row that people can correct (R52), as form values; everything else comes from the record. */
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
  readonly reportReference: string;
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
    reportReference: row.reportReference,
  };
}

/** The row with the values of a valid form. An untouched form returns the same values. */
export function rowOf(row: TrackingRow, form: EntryForm): TrackingRow {
  const { adult } = form;
  return {
    ...row,
    children: form.children.map((child) => ({
      ...child,
      name: child.name.trim(),
      relationship: child.relationship.trim(),
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
    reportReference: form.reportReference.trim(),
  };
}

/** A missing or invalid answer: its control, and its sentence under `tracking.error`. */
export interface EntryError {
  readonly id: string;
  readonly code: 'childName' | 'adultName' | 'minutesLost' | 'observations';
  /** The child's number, from 1; 0 for other controls. */
  readonly number: number;
}

/** The ids of the controls that errors link to. */
export const FIELD_IDS = {
  childName: (index: number) => `entry-child-${index}`,
  adultName: 'entry-adult-name',
  minutesLost: 'entry-minutes-lost',
  observations: 'entry-observations',
} as const;

/** Everything that prevents saving, in the order of the screen. */
export function errorsOf(form: EntryForm): readonly EntryError[] {
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
  return errors;
}
