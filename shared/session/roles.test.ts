import { describe, expect, it } from 'vitest';
import { signedInRoles } from './roles.ts';
import { CONTEXT, OPEN, run, SIGN_IN } from './session.fixture.ts';

const IDLE = { signedIn: { staff: 'staff-1', since: 0 }, session: null };
const LISTED = { ...CONTEXT, staff: [{ id: 'staff-1', roles: ['tracking', 'it'] }] };
const DAY_MS = 24 * 3_600_000;

describe('the roles of the person who is signed in', () => {
  it('are those of the staff list', () => {
    expect(signedInRoles(IDLE, LISTED)).toEqual(['tracking', 'it']);
  });

  it('R1: are a facilitator’s once the list no longer names them', () => {
    expect(signedInRoles(IDLE, { ...CONTEXT, staff: [] })).toEqual(['facilitator']);
  });

  it('include a facilitator’s while they have charge of a session, whatever the list says by now', () => {
    expect(signedInRoles(run([SIGN_IN, OPEN]).state, LISTED)).toEqual(['tracking', 'it', 'facilitator']);
  });

  it('R1: are IT’s alone for a person who signed in with a list that had become too old', () => {
    const signedIn = (since: number) => ({ signedIn: { staff: 'staff-1', since }, session: null });
    const until = (LISTED.staffListAt ?? 0) + LISTED.policy.signInDays * DAY_MS;
    expect(signedInRoles(signedIn(until + 1), LISTED)).toEqual(['it']);
    expect(signedInRoles(signedIn(until), LISTED)).toEqual(['tracking', 'it']);
    expect(signedInRoles(signedIn(until + 1), { ...LISTED, staffListAt: until })).toEqual(['tracking', 'it']);
    const inCharge = { ...run([SIGN_IN, OPEN]).state, ...{ signedIn: signedIn(until + 1).signedIn } };
    expect(signedInRoles(inCharge, LISTED)).toEqual(['it', 'facilitator']);
  });

  it('are none where nobody is signed in', () => {
    expect(signedInRoles({ signedIn: null, session: null }, LISTED)).toBeNull();
  });
});
