import { describe, expect, it } from 'vitest';
import { UNTIL_LEFT } from '../../shared/session/session-fixtures.ts';
import { device, monitorWorld, usualWith } from './monitors.fixture.ts';

describe('the monitor of the lock', () => {
  it('R31: records a keyboard that is attached while locked, once', () => {
    const world = monitorWorld(UNTIL_LEFT);
    const second = usualWith(device('keyboard', 'Another Keyboard'));
    world.plug(...second);
    world.plug(...second);
    expect(world.recorded).toEqual(['input.attached']);
  });

  it('R33: takes a second that took too long for a gap in which nothing is known of the lock', () => {
    const world = monitorWorld(UNTIL_LEFT);
    world.tick();
    world.now += 4000;
    world.tick();
    expect(world.lost).toEqual([]);
    const since = world.now;
    world.now += 40_000;
    world.tick();
    world.now += 1000;
    world.tick();
    expect(world.lost).toEqual([[expect.stringContaining('40 s'), since]]);
  });
});
