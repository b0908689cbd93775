import { describe, expect, it } from 'vitest';
import { CALLS } from '../../shared/ipc/schema.ts';
import { authorize } from './authorize.ts';

const FACILITATOR = ['facilitator'];
const PIN = { staff: 'staff-1', pin: '482913' };

describe('a call of a page is answered', () => {
  it.each([
    ['a snapshot for anyone', 'staff', 'snapshot.staff', null, null],
    ['a sign-in for anyone', 'staff', 'staff.sign-in', PIN, null],
    ['a step of the session for a facilitator', 'staff', 'session.leave', null, FACILITATOR],
    ['the visit page its own snapshot', 'visit', 'snapshot.visit', null, null],
  ] as const)('%s', (_what, page, name, payload, roles) => {
    expect(authorize(page, name, payload, roles)).toMatchObject({ ok: true, value: { name } });
  });
});

describe('a call is refused', () => {
  it.each([
    ['from a page that is not ours', null, 'snapshot.staff', null, FACILITATOR, 'call-not-allowed'],
    ['that is not on the list', 'staff', 'session.open-door', null, FACILITATOR, 'call-not-allowed'],
    ['named like a member of every object', 'staff', 'toString', null, FACILITATOR, 'call-not-allowed'],
    ['whose name is no text', 'staff', { name: 'snapshot.staff' }, null, FACILITATOR, 'call-not-allowed'],
    [
      'of staff, asked for by the visit page',
      'visit',
      'session.leave',
      null,
      FACILITATOR,
      'call-not-allowed',
    ],
    ['of staff, while nobody is signed in', 'staff', 'session.leave', null, null, 'not-signed-in'],
    ['that needs another role', 'staff', 'tracking.complete', null, FACILITATOR, 'role-missing'],
    ['with a PIN that is no PIN', 'staff', 'staff.sign-in', { ...PIN, pin: 'abc' }, null, 'call-malformed'],
    ['with something where nothing belongs', 'staff', 'session.leave', {}, FACILITATOR, 'call-malformed'],
    [
      'with a text too long',
      'staff',
      'session.extend',
      { minutes: 5, reason: 'x'.repeat(301) },
      FACILITATOR,
      'call-malformed',
    ],
  ] as const)('%s', (_what, page, name, payload, roles, code) => {
    expect(authorize(page, name, payload, roles)).toMatchObject({ ok: false, refusal: { code } });
  });

  it('and names the role that is missing', () => {
    const { refusal } = { refusal: null, ...authorize('staff', 'tracking.complete', null, FACILITATOR) };
    expect(refusal).toEqual({ code: 'role-missing', values: { role: 'tracking' } });
  });

  it('that would open the lock: there is none to ask for, from any page (E14)', () => {
    expect(Object.keys(CALLS).filter((name) => /lock|release|return/u.test(name))).toEqual([]);
    for (const name of ['session.unlock', 'lock.release', 'lock.open', 'session.return', 'simulate']) {
      for (const page of ['staff', 'visit', null] as const)
        expect(authorize(page, name, null, FACILITATOR)).toEqual({
          ok: false,
          refusal: { code: 'call-not-allowed', values: {} },
        });
    }
  });

  it('by all but ten calls, while nobody is signed in', () => {
    const open = Object.entries(CALLS)
      .filter(([, call]) => call.roles === 'anyone')
      .map(([name]) => name);
    expect(open.toSorted()).toEqual([
      'institution.call',
      'it.view',
      'language.set',
      'media.report',
      'meeting.place',
      'page.failed',
      'page.shown',
      'snapshot.staff',
      'snapshot.visit',
      'staff.sign-in',
    ]);
  });
});
