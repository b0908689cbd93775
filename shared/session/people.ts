import { majority } from '../majority/majority.ts';
import type { Participant, ScheduleRow, SiteRow } from '../sync/rows.ts';
import type { AdultChecks, Answer, ChildChecks, ExceptionName, PeopleAnswers } from './entries.ts';

/** The people of a booking who are checked before the session opens (R11). */
export interface PeopleChecks {
  readonly adults: readonly AdultChecks[];
  readonly children: readonly ChildChecks[];
}

type Site = Pick<SiteRow, 'province' | 'zone'> | null;

export function withRole(booking: ScheduleRow, role: Participant['role']): readonly Participant[] {
  return booking.participants.filter((person) => person.role === role);
}

/** What the institution's records say of every accompanying adult and every child. Pure; approves nobody. */
export function peopleChecks(booking: ScheduleRow, site: Site, now: number): PeopleChecks {
  const children = withRole(booking, 'child');
  return {
    adults: withRole(booking, 'accompanying-adult').map((adult) => ({
      name: adult.name,
      majority: site === null ? 'unknown' : majority(adult.birthDate, site, now),
      approvedVisitor: adult.approvedVisitor,
      guardianAuthorization:
        adult.guardianAuthorization === true ? 'yes' : children.length > 0 ? 'no' : 'not-needed',
    })),
    children: children.map((child) => ({
      name: child.name,
      approvedVisitor: child.approvedVisitor,
      documents: child.documents == null ? 'unknown' : child.documents ? 'yes' : 'no',
    })),
  };
}

/** The same with staff's answers; null while a check has none (R11: each is answered separately). */
export function answeredChecks(checks: PeopleChecks, answers: PeopleAnswers): PeopleChecks | null {
  const adults: AdultChecks[] = [];
  for (const [index, adult] of checks.adults.entries()) {
    const given = answers.adults[index];
    const notNeeded = adult.guardianAuthorization === 'not-needed';
    if (given?.majority == null || given.approvedVisitor == null) return null;
    if (!notNeeded && given.guardianAuthorization === null) return null;
    adults.push({
      ...adult,
      answers: {
        majority: answer(given.majority),
        approvedVisitor: answer(given.approvedVisitor),
        guardianAuthorization: notNeeded ? 'not-needed' : answer(given.guardianAuthorization === true),
      },
    });
  }
  const children: ChildChecks[] = [];
  for (const [index, child] of checks.children.entries()) {
    const given = answers.children[index];
    if (given?.approvedVisitor == null || given.documents === null) return null;
    children.push({
      ...child,
      answers: { approvedVisitor: answer(given.approvedVisitor), documents: answer(given.documents) },
    });
  }
  return { adults, children };
}

function answer(met: boolean): Answer {
  return met ? 'met' : 'not-met';
}

/**
 * What is missing: checks that the records or the staff member report as not met, and minors without an
 * accompanying adult (R10, R11). Each requires an authority and a reason.
 */
export function missingConditions(
  booking: ScheduleRow,
  site: Site,
  { adults, children }: PeopleChecks,
  now: number,
): readonly ExceptionName[] {
  const found = new Set<ExceptionName>();
  for (const { majority: age, approvedVisitor, guardianAuthorization, answers } of adults) {
    if (age === 'no' || answers?.majority === 'not-met') found.add('adult-majority');
    if (!approvedVisitor || answers?.approvedVisitor === 'not-met') found.add('adult-approval');
    if (guardianAuthorization === 'no' || answers?.guardianAuthorization === 'not-met')
      found.add('guardian-authorization');
  }
  for (const { approvedVisitor, documents, answers } of children) {
    if (!approvedVisitor || answers?.approvedVisitor === 'not-met') found.add('child-approval');
    if (documents === 'no' || answers?.documents === 'not-met') found.add('child-documents');
  }
  if (adults.length === 0 && hasMinor(booking, site, now)) found.add('minor-without-adult');
  return [...found];
}

/** A child whose age is not known counts as a minor, except where the kind says otherwise. */
function hasMinor(booking: ScheduleRow, site: Site, now: number): boolean {
  return withRole(booking, 'child').some((child) => {
    const age = site === null ? 'unknown' : majority(child.birthDate, site, now);
    return age === 'no' || (age === 'unknown' && booking.kind !== 'adult-child');
  });
}

/** Whether an approval, an authorization or a document has been withdrawn. */
export function isApprovalWithdrawn(before: ScheduleRow, now: ScheduleRow): boolean {
  return before.participants.some((person) => {
    const same = now.participants.find((other) => other.role === person.role && other.name === person.name);
    if (same === undefined) return false;
    return (
      (person.approvedVisitor && !same.approvedVisitor) ||
      (person.guardianAuthorization === true && same.guardianAuthorization !== true) ||
      (person.documents === true && same.documents === false)
    );
  });
}
