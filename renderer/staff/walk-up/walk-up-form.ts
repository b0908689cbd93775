import { trimmed, type LocalText } from '../../../shared/language/local-text.ts';
import { isCalendarDate } from '../../../shared/schedule/local-time.ts';
import { KINDS_THAT_ASK_PRIVILEGE, KINDS_WITH_REFERENCE } from '../../../shared/session/commands.ts';
import { isFps } from '../../../shared/session/fps.ts';
import type { PeopleChecks } from '../../../shared/session/people.ts';
import { EMPTY_PEOPLE, type PeopleDraft } from '../people-draft.ts';
import type { Participant, ScheduleRow, SessionKind } from '../../../shared/sync/rows.ts';

export interface WalkUpPerson {
  readonly role: Participant['role'];
  readonly name: string;
  /** `2019-04-30`, or empty when unknown. */
  readonly birthDate: string;
  readonly relationship: LocalText;
  readonly approvedVisitor: boolean;
  readonly guardianAuthorization: boolean;
  /** Of a child: on file. Asked when a visit is booked, not when it is entered by hand. */
  readonly documents: boolean;
}

/** The form of a session that is not on the schedule (R2). */
export interface WalkUpForm {
  readonly kind: SessionKind | null;
  readonly reference: string;
  readonly inmateName: string;
  readonly inmateFps: string;
  readonly people: readonly WalkUpPerson[];
  readonly site: string;
  readonly minutes: string;
  readonly language: 'en' | 'fr' | 'none';
  readonly webcam: boolean;
  readonly url: string;
  readonly password: string;
  readonly privileged: 'yes' | 'no' | null;
  readonly checks: PeopleDraft;
}

export const NOBODY: WalkUpPerson = {
  role: 'child',
  name: '',
  birthDate: '',
  relationship: '',
  approvedVisitor: false,
  guardianAuthorization: false,
  documents: false,
};

export const EMPTY_WALK_UP: WalkUpForm = {
  kind: null,
  reference: '',
  inmateName: '',
  inmateFps: '',
  people: [NOBODY, { ...NOBODY, role: 'accompanying-adult' }],
  site: '',
  minutes: '45',
  language: 'none',
  webcam: true,
  url: '',
  password: '',
  privileged: null,
  checks: EMPTY_PEOPLE,
};

/** The ids of the controls that errors link to. */
export const WALK_UP_IDS = {
  kind: 'walk-up-kind',
  reference: 'walk-up-reference',
  inmateName: 'walk-up-inmate',
  inmateFps: 'walk-up-fps',
  personName: (index: number) => `walk-up-name-${index}`,
  birthDate: (index: number) => `walk-up-born-${index}`,
  people: 'walk-up-people',
  site: 'walk-up-site',
  minutes: 'walk-up-minutes',
  url: 'walk-up-link',
  privileged: 'walk-up-privileged',
} as const;

export type WalkUpErrorCode =
  | 'kind'
  | 'reference'
  | 'inmateName'
  | 'personName'
  | 'birthDate'
  | 'child'
  | 'site'
  | 'minutes'
  | 'url'
  | 'fps'
  | 'privileged';

export interface WalkUpError {
  readonly id: string;
  /** Worded under `walkUp.error`. */
  readonly code: WalkUpErrorCode;
  /** The participant's number, from 1. */
  readonly number: number;
}

export const asksReference = (form: WalkUpForm): boolean =>
  form.kind !== null && KINDS_WITH_REFERENCE.includes(form.kind);
export const asksPrivilege = (form: WalkUpForm): boolean =>
  form.kind !== null && KINDS_THAT_ASK_PRIVILEGE.includes(form.kind);

const MINUTE_MS = 60_000;
const MOST_MINUTES = 240;

/** Missing and invalid answers, in the order of the form. */
export function walkUpErrors(form: WalkUpForm): readonly WalkUpError[] {
  const found: WalkUpError[] = [];
  const wrong = (id: string, code: WalkUpErrorCode, number = 0) => found.push({ id, code, number });
  const has = (role: Participant['role']) => form.people.some((person) => person.role === role);
  if (form.kind === null) wrong(WALK_UP_IDS.kind, 'kind');
  if (asksReference(form) && form.reference.trim() === '') wrong(WALK_UP_IDS.reference, 'reference');
  if (form.inmateName.trim() === '') wrong(WALK_UP_IDS.inmateName, 'inmateName');
  if (!isFps(form.inmateFps)) wrong(WALK_UP_IDS.inmateFps, 'fps');
  for (const [index, person] of form.people.entries()) {
    if (person.name.trim() === '') wrong(WALK_UP_IDS.personName(index), 'personName', index + 1);
    if (person.birthDate !== '' && !isCalendarDate(person.birthDate))
      wrong(WALK_UP_IDS.birthDate(index), 'birthDate', index + 1);
  }
  const withChild = form.kind === 'minor-child' || form.kind === 'adult-child';
  if (withChild && !has('child')) wrong(WALK_UP_IDS.people, 'child');
  if (form.site === '') wrong(WALK_UP_IDS.site, 'site');
  const minutes = Number(form.minutes);
  if (!/^\d+$/u.test(form.minutes.trim()) || minutes < 1 || minutes > MOST_MINUTES)
    wrong(WALK_UP_IDS.minutes, 'minutes');
  if (form.url.trim() === '') wrong(WALK_UP_IDS.url, 'url');
  if (asksPrivilege(form) && form.privileged === null) wrong(WALK_UP_IDS.privileged, 'privileged');
  return found;
}

/** The booking of a complete form, starting now; null while something is missing. The station assigns its id. */
export function walkUpBooking(form: WalkUpForm, now: number): ScheduleRow | null {
  if (form.kind === null || walkUpErrors(form).length > 0) return null;
  return {
    id: 'walk-up',
    kind: form.kind,
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + Number(form.minutes) * MINUTE_MS).toISOString(),
    inmate: { name: form.inmateName.trim(), fps: form.inmateFps.trim() },
    participants: form.people.map((person) => ({
      role: person.role,
      name: person.name.trim(),
      birthDate: person.birthDate === '' ? null : person.birthDate,
      relationship: trimmed(person.relationship) === '' ? null : trimmed(person.relationship),
      approvedVisitor: person.approvedVisitor,
      guardianAuthorization: person.role === 'accompanying-adult' ? person.guardianAuthorization : null,
    })),
    site: form.site,
    meeting: { url: form.url.trim(), password: form.password === '' ? null : form.password },
    webcamRequired: form.webcam,
    language: form.language === 'none' ? null : form.language,
    reference: form.reference.trim() === '' ? null : form.reference.trim(),
    contactRestricted: false,
    status: 'booked',
  };
}

/** The people who were typed, as the checks show them (R11). */
export function typedPeople(form: WalkUpForm): PeopleChecks {
  const named = (role: Participant['role']) =>
    form.people.filter((person) => person.role === role && person.name.trim() !== '');
  return {
    adults: named('accompanying-adult').map((adult) => ({
      name: adult.name,
      majority: 'unknown',
      approvedVisitor: adult.approvedVisitor,
      guardianAuthorization: adult.guardianAuthorization ? 'yes' : 'no',
    })),
    children: named('child').map((child) => ({
      name: child.name,
      approvedVisitor: child.approvedVisitor,
      documents: 'unknown',
    })),
  };
}
