import { describe, expect, it } from 'vitest';
import { signedInRoles } from './roles.ts';
import { OPEN, run, SIGN_IN } from './session.fixture.ts';

const IDLE = { signedIn: { staff: 'staff-1', since: 0 }, session: null };
const STAFF = [{ id: 'staff-1', roles: ['tracking', 'it'] }];

describe('the roles of the person who is signed in', () => {
  it('are those of the staff list', () => {
    expect(signedInRoles(IDLE, STAFF)).toEqual(['tracking', 'it']);
  });

  it('R1: are a facilitator’s once the list no longer names them', () => {
    expect(signedInRoles(IDLE, [])).toEqual(['facilitator']);
  });

  it('include a facilitator’s while they have charge of a session, whatever the list says by now', () => {
    expect(signedInRoles(run([SIGN_IN, OPEN]).state, STAFF)).toEqual(['tracking', 'it', 'facilitator']);
  });

  it('are none where nobody is signed in', () => {
    expect(signedInRoles({ signedIn: null, session: null }, STAFF)).toBeNull();
  });
});
