import { describe, expect, it } from 'vitest';
import { ScheduleRow, SESSION_KINDS } from '../../../shared/sync/rows.ts';
import { EMPTY_WALK_UP, walkUpBooking, walkUpErrors, type WalkUpForm } from './walk-up-form.ts';

const NOW = Date.parse('2026-11-22T14:00:00Z');
const FILLED: WalkUpForm = {
  ...EMPTY_WALK_UP,
  kind: 'minor-child',
  inmateName: 'Example, Maple',
  inmateFps: '000001A',
  people: [
    {
      role: 'child',
      name: 'ᐃᓄᒃ Sample',
      birthDate: '2020-02-29',
      relationship: 'son',
      approvedVisitor: true,
      guardianAuthorization: false,
      documents: false,
    },
    {
      role: 'accompanying-adult',
      name: 'Cedar Placeholder',
      birthDate: '',
      relationship: '',
      approvedVisitor: true,
      guardianAuthorization: true,
      documents: false,
    },
  ],
  site: 'site-1',
  url: ' https://invented.webex.com/meet/sample ',
};
const codes = (change: Partial<WalkUpForm>) => walkUpErrors({ ...FILLED, ...change }).map(({ code }) => code);

describe('a session entered by hand', () => {
  it('becomes a booking that the station’s own schema accepts, beginning now', () => {
    const booking = walkUpBooking(FILLED, NOW);
    expect(ScheduleRow.parse(booking)).toMatchObject({
      kind: 'minor-child',
      startsAt: '2026-11-22T14:00:00.000Z',
      endsAt: '2026-11-22T14:45:00.000Z',
      meeting: { url: 'https://invented.webex.com/meet/sample', password: null },
      participants: [{ birthDate: '2020-02-29' }, { birthDate: null, guardianAuthorization: true }],
    });
  });

  it('asks a reference of the kinds that need one, and of no other', () => {
    const asking = SESSION_KINDS.filter((kind) => codes({ kind, privileged: 'no' }).includes('reference'));
    expect(asking).toEqual(['adult-child', 'correctional-plan', 'community-contact']);
    expect(codes({ kind: 'adult-child', reference: 'VRB-1' })).toEqual([]);
  });

  it('asks about privilege where no child need take part', () => {
    expect(codes({ kind: 'section-81-84' })).toEqual(['privileged']);
    expect(codes({ kind: 'minor-child' })).toEqual([]);
  });

  it('needs a child for a minor child; without an adult the station asks for authority and reason', () => {
    expect(codes({ people: [] })).toEqual(['child']);
    expect(codes({ kind: 'child-welfare', people: [], privileged: 'no' })).toEqual([]);
  });

  it('needs the three checks to have been looked at when an adult accompanies', () => {
    expect(codes({ inmateFps: '123456' })).toEqual(['fps']);
  });

  it('refuses a birth date that does not exist and says whose', () => {
    const people = FILLED.people.map((person) => ({ ...person, birthDate: '2019-02-29' }));
    expect(walkUpErrors({ ...FILLED, people })).toEqual([
      { id: 'walk-up-born-0', code: 'birthDate', number: 1 },
      { id: 'walk-up-born-1', code: 'birthDate', number: 2 },
    ]);
  });

  it.each(['', '0', '241', '-5', '4.5', 'an hour'])('refuses “%s” as a length', (minutes) => {
    expect(codes({ minutes })).toEqual(['minutes']);
  });

  it('gives no booking while anything is missing', () => {
    expect(walkUpBooking(EMPTY_WALK_UP, NOW)).toBeNull();
    expect(walkUpErrors(EMPTY_WALK_UP).map(({ code }) => code)).toEqual([
      'kind',
      'inmateName',
      'fps',
      'personName',
      'personName',
      'site',
      'url',
    ]);
  });
});
