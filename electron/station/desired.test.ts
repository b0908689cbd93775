import { describe, expect, it } from 'vitest';
import type { Command } from '../../shared/session/commands.ts';
import { CONTEXT, run, UNTIL_LEFT } from '../../shared/session/session.fixture.ts';
import { desired } from './desired.ts';

const upTo = (type: Command['type']): readonly Command[] =>
  UNTIL_LEFT.slice(0, UNTIL_LEFT.findIndex((command) => command.type === type) + 1);
const START = UNTIL_LEFT[0] as Command;

describe('what should be on the screen and in the lock', () => {
  it.each([
    ['sign-in', 'start-station', 'open', 'closed', 'hidden'],
    ['the notice', 'show-notice', 'open', 'closed', 'hidden'],
    ['connecting', 'connect', 'open', 'kept', 'strip'],
    ['the confirmed connection', 'confirm-connection', 'open', 'kept', 'strip'],
    ['leaving', 'leave', 'engaged', 'kept', 'locking'],
    ['the proven lock', 'lock-proven', 'engaged', 'kept', 'locked'],
  ] as const)('at %s', (_name, last, lock, meeting, mode) => {
    expect(desired(run(upTo(last)).state)).toMatchObject({ lock, meeting: { name: meeting }, mode });
  });

  it('R33: is the same after a restart as before it', () => {
    for (let length = 1; length <= UNTIL_LEFT.length; length += 1) {
      const { state } = run(UNTIL_LEFT.slice(0, length));
      expect(desired(run([START], CONTEXT, state).state)).toEqual(desired(state));
    }
  });

  it('stays locked, quiet and closed after the server terminates', () => {
    const { state } = run(UNTIL_LEFT);
    const directive = {
      id: 'd-1',
      session: null,
      action: 'terminate',
      reason: { code: 'x', text: '' },
      authority: 'Institutional Head',
      issuedAt: '2026-11-22T18:40:00.000Z',
      expiresAt: '2026-11-22T20:00:00.000Z',
    } as const;
    const after = run([{ type: 'obey', directive }], CONTEXT, state).state;
    expect(desired(after)).toMatchObject({ lock: 'engaged', meeting: { name: 'closed' }, mode: 'closing' });
  });

  it.each([{ type: 'suspend' }, { type: 'pause', cause: 'count', note: '' }] as const)(
    'R45: hides, silences and drops the link at once for $type',
    (command) => {
      const { state } = run([...upTo('confirm-connection'), command]);
      expect(desired(state)).toMatchObject({ suspended: true, meeting: { name: 'closed' } });
    },
  );
});
