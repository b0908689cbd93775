import { describe, expect, it } from 'vitest';
import { CONFIRM, UNTIL_LEFT } from '../../shared/session/session.fixture.ts';
import { device, monitorWorld, usualWith, usualWithout } from './monitors.fixture.ts';

const BEFORE_CONFIRMED = UNTIL_LEFT.slice(
  0,
  UNTIL_LEFT.findIndex((command) => command.type === 'confirm-connection'),
);

describe('the interruptions of a visit', () => {
  it('R43: begin and end with the link, with the time that was lost', () => {
    const world = monitorWorld(UNTIL_LEFT);
    world.become({ kind: 'lost', cause: 'link-lost' });
    world.become({ kind: 'lost', cause: 'link-lost' });
    world.now += 7000;
    world.become({ kind: 'in-meeting' });
    expect(world.recorded).toEqual(['visit.interrupted', 'visit.resumed']);
    expect(world.station.state.session?.lostMs).toBe(7000);
  });

  it('name a crash of the page and a meeting that was ended', () => {
    for (const [meeting, cause] of [
      [{ kind: 'lost', cause: 'meeting-crashed' }, 'meeting-crashed'],
      [{ kind: 'ended' }, 'meeting-ended'],
    ] as const) {
      const world = monitorWorld(UNTIL_LEFT);
      world.become(meeting);
      expect(Object.keys(world.station.state.session?.interruptions ?? {})).toEqual([cause]);
    }
  });

  it('include a meeting that is given up, which is recorded once', () => {
    const world = monitorWorld(UNTIL_LEFT);
    world.become({ kind: 'failed', code: 'meeting-unreachable' });
    world.become({ kind: 'failed', code: 'meeting-unreachable' });
    expect(world.recorded).toEqual(['connection.failed', 'visit.interrupted']);
  });

  it('do not exist before the connection is confirmed: only the failure is recorded', () => {
    const world = monitorWorld(BEFORE_CONFIRMED);
    world.become({ kind: 'failed', code: 'meeting-unreachable' });
    world.become({ kind: 'lost', cause: 'link-lost' });
    expect(world.recorded).toEqual(['connection.failed']);
  });

  it('begin and end with the headset, and with a second display', () => {
    const world = monitorWorld(UNTIL_LEFT);
    world.plug(...usualWithout('headset'), device('display', 'Second Display'));
    world.plug(...usualWith());
    expect(world.recorded).toEqual([
      'visit.interrupted',
      'visit.interrupted',
      'visit.resumed',
      'visit.resumed',
    ]);
  });

  it('R43: begin when the connection is confirmed, for a headset that went before', () => {
    const world = monitorWorld(BEFORE_CONFIRMED);
    world.plug(...usualWithout('headset'));
    expect(world.recorded).toEqual([]);
    world.station.execute(CONFIRM);
    expect(world.recorded).toEqual(['connection.confirmed', 'visit.interrupted']);
  });

  it('R43: call staff once when nobody is there and one lasts for a minute', () => {
    const world = monitorWorld(UNTIL_LEFT);
    const asked = () => world.recorded.filter((type) => type === 'assistance.requested').length;
    world.become({ kind: 'lost', cause: 'link-lost' });
    world.now += 59_000;
    world.tick();
    expect(asked()).toBe(0);
    world.now += 1000;
    world.tick();
    world.tick();
    expect(asked()).toBe(1);
    expect(world.station.state.session?.assistanceSince).toBe(world.now);
  });
});
