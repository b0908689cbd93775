import type { PeopleAnswers } from '../../shared/session/entries.ts';
import type { PeopleChecks } from '../../shared/session/people.ts';

/** What staff have ticked so far and, where a check is not met, on whose authority the session goes on (R11). */
export interface PeopleDraft {
  readonly met: Readonly<Record<string, boolean>>;
  readonly authority: string;
  readonly exceptionReason: string;
}

export const EMPTY_PEOPLE: PeopleDraft = { met: {}, authority: '', exceptionReason: '' };

/** The answers as the station takes them: what is not ticked is not met. */
export function answersOf(people: PeopleChecks, { met }: PeopleDraft): PeopleAnswers {
  const isMet = (key: string): boolean => met[key] === true;
  return {
    adults: people.adults.map((_, index) => ({
      majority: isMet(`adult-${index}-majority`),
      approvedVisitor: isMet(`adult-${index}-approvedVisitor`),
      guardianAuthorization: isMet(`adult-${index}-guardianAuthorization`),
    })),
    children: people.children.map((_, index) => ({
      approvedVisitor: isMet(`child-${index}-approvedVisitor`),
      documents: isMet(`child-${index}-documents`),
    })),
  };
}
