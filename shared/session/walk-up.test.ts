import { describe, expect, it } from 'vitest';
import type { Command, DecisionContext } from './commands.ts';
import { WALK_UP_REASONS } from './entries.ts';
import { ALL_MET, BOOKING, CONTEXT, POLICY, run, SESSION_ID, SIGN_IN } from './session.fixture.ts';

const BY_HAND: Command = {
  type: 'open-walk-up',
  id: SESSION_ID,
  booking: { ...BOOKING, id: 'walk-up-1', inmate: { name: 'Example, Maple', fps: ' 000001a ' } },
  privileged: null,
  answers: ALL_MET,
  authority: '',
  reason: '',
  section93: false,
};
const given = (change: Partial<DecisionContext>): DecisionContext => ({ ...CONTEXT, ...change });

describe('R2: a session entered by hand', () => {
  it.each(WALK_UP_REASONS)('is recorded with why it could be entered: %s', (walkUp) => {
    const { entries } = run([SIGN_IN, BY_HAND], given({ policy: { ...POLICY, walkUp }, schedule: [] }));
    expect(entries.at(-1)).toMatchObject({
      type: 'session.opened',
      body: { walkUp: true, walkUpReason: walkUp, timing: { minutes: 0, reason: '' } },
    });
  });

  it('is refused while the schedule holds', () => {
    const { refused } = run([SIGN_IN, BY_HAND], given({ policy: { ...POLICY, walkUp: null } }));
    expect(refused).toEqual(['walk-up-not-allowed']);
  });

  it('R15: does not go round a restriction that the schedule knows', () => {
    const restricted = { ...BOOKING, id: 'other', contactRestricted: true };
    expect(run([SIGN_IN, BY_HAND], given({ schedule: [restricted] })).refused).toEqual([
      'contact-restricted',
    ]);
    const another = { ...restricted, inmate: { name: 'Example, Aspen', fps: '000002B' } };
    expect(run([SIGN_IN, BY_HAND], given({ schedule: [another] })).refused).toEqual([]);
  });

  it('R13: does not go round the list of authorized sites', () => {
    expect(run([SIGN_IN, BY_HAND], given({ sites: [] })).refused).toEqual(['site-unknown']);
  });
});
