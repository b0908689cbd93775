import { describe, expect, it } from 'vitest';
import { DEFAULT_NOTICE } from '../../shared/notice/notice.ts';
import type { GivenDevices } from '../../shared/session/entries.ts';
import { UNTIL_LEFT } from '../../shared/session/session.fixture.ts';
import type { StationState } from '../../shared/session/state.ts';
import { desired } from './desired.ts';
import { given, monitorWorld } from './monitors.fixture.ts';
import { visitSnapshot } from './visit-snapshot.ts';

const ENDS_AT = Date.parse('2026-11-22T19:30:00.000Z');

function visitAt(state: StationState, now: number) {
  return visitSnapshot({
    version: 1,
    mode: desired(state).mode,
    state,
    firstLanguage: 'en',
    notice: DEFAULT_NOTICE,
    zone: 'America/Toronto',
    now,
    panel: null,
    support: [],
    practice: false,
    microphoneOff: false,
    quality: 'good',
  });
}

describe('the monitor of a session', () => {
  it('R44: gives each cue once, five minutes and one minute before the end', () => {
    const world = monitorWorld(UNTIL_LEFT);
    for (const minutes of [6, 4.9, 4.8, 0.9, 0.8]) {
      world.now = ENDS_AT - minutes * 60_000;
      world.tick();
    }
    expect(world.recorded.filter((type) => type === 'cue.shown')).toHaveLength(2);
  });

  it('R44: counts a visit of an hour down to its end: both cues, each for a while, no hard end, and staff are called', () => {
    const world = monitorWorld(UNTIL_LEFT);
    const shown: Record<number, number> = { 5: 0, 1: 0 };
    for (world.now = ENDS_AT - 3_600_000; world.now < ENDS_AT + 60_000; world.now += 1000) {
      world.tick();
      const { cue, messages, mode } = visitAt(world.station.state, world.now);
      const called = world.now > ENDS_AT ? [{ code: 'staff-called', values: {} }] : [];
      if (world.now !== ENDS_AT) expect({ messages, mode }).toEqual({ messages: called, mode: 'locked' });
      if (cue === null) continue;
      shown[cue] = (shown[cue] ?? 0) + 1;
      expect(ENDS_AT - world.now).toBeGreaterThan(cue * 60_000 - 60_000);
      expect(ENDS_AT - world.now).toBeLessThanOrEqual(cue * 60_000);
    }
    expect(shown).toEqual({ 5: 30, 1: 30 });
    expect(world.station.state.session).toMatchObject({
      phase: 'underway',
      cues: [5, 1],
      lostMs: 0,
      assistanceSince: ENDS_AT,
    });
  });

  it('R24: measures the media once a minute, also after the clock was set back', () => {
    const world = monitorWorld(UNTIL_LEFT);
    const measured = () => world.recorded.filter((type) => type === 'media.measured').length;
    world.tick();
    world.now += 59_000;
    world.tick();
    expect(measured()).toBe(1);
    world.now += 1000;
    world.tick();
    expect(measured()).toBe(2);
    world.now -= 30_000;
    world.tick();
    expect(measured()).toBe(3);
  });

  it('R41: records which devices the meeting was given, once it has settled, and again only when that changes', () => {
    const world = monitorWorld(UNTIL_LEFT);
    const verified = () => world.recorded.filter((type) => type === 'devices.verified').length;
    const see = (devices: GivenDevices) => {
      world.given = devices;
      world.tick();
      world.tick();
    };
    see(given('unknown'));
    expect(verified()).toBe(0);
    world.given = given('chosen');
    world.tick();
    expect(verified()).toBe(0);
    world.tick();
    expect(verified()).toBe(1);
    expect(world.station.state.session?.devices?.microphone).toEqual({
      match: 'chosen',
      name: 'Example Microphone',
    });
    see(given('unknown'));
    see(given('chosen'));
    expect(verified()).toBe(1);
    see(given('other'));
    expect(verified()).toBe(2);
  });
});
