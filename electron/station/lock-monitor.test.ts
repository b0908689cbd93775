import { describe, expect, it } from 'vitest';
import { PROOF, UNTIL_LEFT } from '../../shared/session/session.fixture.ts';
import { device, monitorWorld, usualWith, type MonitorWorld } from './monitors.fixture.ts';

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

  const passMinute = (world: MonitorWorld, seconds = 61) => {
    for (let second = 0; second < seconds; second += 1) {
      world.tick();
      world.now += 1000;
    }
    world.tick();
  };

  it('R43: calls staff, once, for a keyboard that was attached and stays for a minute', () => {
    const world = monitorWorld(UNTIL_LEFT);
    world.plug(...usualWith(device('keyboard', 'Another Keyboard')));
    passMinute(world, 58);
    expect(world.recorded).not.toContain('assistance.requested');
    passMinute(world, 120);
    expect(world.recorded.filter((type) => type === 'assistance.requested')).toHaveLength(1);
  });

  it('R43: calls nobody for a keyboard that was unplugged again, or with which staff come back', () => {
    const another = usualWith(device('keyboard', 'Another Keyboard'));
    const unplugged = monitorWorld(UNTIL_LEFT);
    unplugged.plug(...another);
    passMinute(unplugged, 30);
    unplugged.plug(...usualWith());
    passMinute(unplugged);
    const returned = monitorWorld(UNTIL_LEFT);
    returned.plug(...another);
    returned.station.execute({ type: 'pin-accepted', staff: 'staff-1', credential: 'c1', where: 'lock' });
    passMinute(returned);
    for (const { recorded } of [unplugged, returned]) expect(recorded).not.toContain('assistance.requested');
  });

  it('R33, R43: calls staff for a lock that is not proven again within a minute', () => {
    const world = monitorWorld(UNTIL_LEFT);
    world.station.execute({ type: 'lock-failed', code: 'lock-lost', detail: 'keyboard' });
    passMinute(world);
    expect(world.recorded).toContain('assistance.requested');
    const recovered = monitorWorld(UNTIL_LEFT);
    recovered.station.execute({ type: 'lock-failed', code: 'lock-lost', detail: 'keyboard' });
    recovered.station.execute({ type: 'lock-proven', proof: PROOF, gapMs: 3000 });
    passMinute(recovered);
    expect(recovered.recorded).not.toContain('assistance.requested');
  });
});
