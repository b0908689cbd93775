import { expect, it } from 'vitest';
import type { Command } from '../../shared/session/commands.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { BOOKING, CONTEXT, NOW, OPEN, SIGN_IN } from '../../shared/session/session.fixture.ts';
import { INITIAL_STATE, type StationState } from '../../shared/session/state.ts';
import { Station } from './station.ts';

it('R14: the password of a visit entered by hand is there for staff, in no entry, and gone with the session', () => {
  let state: StationState = INITIAL_STATE;
  const written: unknown[] = [];
  const station = new Station({
    journal: {
      get state() {
        return state;
      },
      append: (drafts) => {
        for (const draft of drafts) state = evolve(state, { ...draft, at: NOW });
        written.push(...drafts);
        return [];
      },
    },
    context: () => ({ ...CONTEXT, schedule: [] }),
    report: () => undefined,
  });
  const booking = {
    ...BOOKING,
    id: 'walk-up-1',
    meeting: { ...BOOKING.meeting, password: 'invented-secret' },
  };
  expect(station.execute(SIGN_IN).ok).toBe(true);
  expect(station.execute({ ...OPEN, type: 'open-walk-up', booking } as Command)).toMatchObject({ ok: true });
  expect(station.typedPassword).toBe('invented-secret');
  expect(JSON.stringify(written)).not.toContain('invented-secret');
  expect(station.execute({ type: 'close-mistaken' })).toMatchObject({ ok: true });
  expect(station.typedPassword).toBeNull();
});
