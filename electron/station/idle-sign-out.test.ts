import { expect, it } from 'vitest';
import { NOW, SIGN_IN, UNTIL_LEFT } from '../../shared/session/session.fixture.ts';
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

it('R73: warns a minute ahead, and not after input', () => {
  const world = monitorWorld([SIGN_IN]);
  const { idleSignOut } = world.monitors;
  world.now = NOW + 3_600_000;
  world.idleSeconds = 539;
  expect(idleSignOut.signOutAt).toBeNull();
  world.idleSeconds = 540;
  expect(idleSignOut.signOutAt).toBe(world.now + 60_000);
  world.idleSeconds = 590;
  expect(idleSignOut.signOutAt).toBe(world.now + 10_000);
  world.idleSeconds = 0;
  expect(idleSignOut.signOutAt).toBeNull();
});

it('R73: can be put off, even where the system notices no input', () => {
  const world = monitorWorld([SIGN_IN]);
  const { idleSignOut } = world.monitors;
  world.now = NOW + 3_600_000;
  world.idleSeconds = 595;
  idleSignOut.putOff();
  expect(idleSignOut.signOutAt).toBeNull();
  world.now += 10_000;
  world.idleSeconds = 605;
  world.tick();
  expect(world.recorded).toEqual([]);
  world.now += 590_000;
  world.idleSeconds = 1195;
  world.tick();
  expect(world.recorded).toEqual(['staff.signed-out']);
});

it('signs nobody out of a session, and warns nobody in it', () => {
  const world = monitorWorld(UNTIL_LEFT.slice(0, 3));
  world.now = NOW + 3_600_000;
  world.idleSeconds = 6000;
  world.tick();
  expect(world.recorded).toEqual([]);
  expect(world.monitors.idleSignOut.signOutAt).toBeNull();
});
