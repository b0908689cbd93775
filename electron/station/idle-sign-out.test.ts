import { expect, it } from 'vitest';
import { NOW, SIGN_IN, UNTIL_LEFT } from '../../shared/session/session-fixtures.ts';
import { monitorWorld } from './monitors.fixture.ts';

it('R62: signs out an idle person after ten minutes', () => {
  const world = monitorWorld([SIGN_IN]);
  world.now = NOW + 3_600_000;
  world.idleSeconds = 599;
  world.tick();
  expect(world.recorded).toEqual([]);
  world.idleSeconds = 600;
  world.tick();
  expect(world.recorded).toEqual(['staff.signed-out']);
});

it('signs nobody out of a session', () => {
  const world = monitorWorld(UNTIL_LEFT.slice(0, 3));
  world.now = NOW + 3_600_000;
  world.idleSeconds = 6000;
  world.tick();
  expect(world.recorded).toEqual([]);
});
