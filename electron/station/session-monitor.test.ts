import { describe, expect, it } from 'vitest';
import { DEFAULT_NOTICE } from '../../shared/notice/notice.ts';
import type { Command, DecisionContext } from '../../shared/session/commands.ts';
import type { EntryDraft, GivenDevices } from '../../shared/session/entries.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { CONFIRM, CONTEXT, NOW, run, SIGN_IN, UNTIL_LEFT } from '../../shared/session/session-fixtures.ts';
import type { StationState } from '../../shared/session/state.ts';
import { desired } from './desired.ts';
import { Station } from './station.ts';
import { visitSnapshot } from './visit-snapshot.ts';
import { Watch, type WatchParts } from './watch.ts';

const given = (microphone: GivenDevices['microphone']['match']): GivenDevices => ({
  microphone: { match: microphone, name: microphone === 'chosen' ? 'Example Microphone' : null },
  speaker: { match: 'unknown', name: null },
  camera: { match: 'unknown', name: null },
});

const visitAt = (state: StationState, now: number) =>
  visitSnapshot({
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

/** A real station over a journal that forgets, and a world that the test turns. */
function world(commands: readonly Command[]) {
  let state: StationState = run(commands).state;
  const recorded: EntryDraft['type'][] = [];
  const lost: (readonly [detail: string, sinceMs: number])[] = [];
  const now = {
    now: NOW + 60_000,
    idle: 0,
    meeting: 'in-meeting',
    headset: true,
    displays: 1,
    input: ['Example Keyboard'],
    devices: given('unknown'),
  };
  const context = (): DecisionContext => ({ ...CONTEXT, now: now.now });
  const station = new Station({
    record: {
      get state() {
        return state;
      },
      append: (drafts) => {
        for (const draft of drafts) {
          recorded.push(draft.type);
          state = evolve(state, { ...draft, at: now.now });
        }
        return [];
      },
      entriesOfType: () => [],
    },
    clock: { now: () => now.now, monotonicMs: () => 0, status: () => 'synced' },
    context,
    report: () => undefined,
  });
  const parts: WatchParts = {
    station,
    reconciler: {
      reconcile: () => undefined,
      proveAgain: () => Promise.resolve(),
      lockLost: (detail, since) => void lost.push([detail, since]),
    },
    feeds: { directives: () => [] },
    meeting: () => ({
      state: now.meeting === 'lost' ? 'lost' : 'in-meeting',
      cause: now.meeting === 'lost' ? 'link-lost' : null,
      failure: null,
      quality: 'good',
      devices: now.devices,
    }),
    hardware: () => ({
      devices: Array.from({ length: now.displays }, (_, index) => ({
        kind: 'display' as const,
        id: String(index),
        name: 'Example Display',
        vendor: null,
        product: null,
      })),
      attachedInput: now.input,
    }),
    headsetPresent: () => now.headset,
    webcamPresent: () => true,
    idleSeconds: () => now.idle,
  };
  const watch = new Watch(parts);
  watch.recorded();
  return { watch, now, recorded, lost, station, state: () => state };
}

describe('what the station notices by itself', () => {
  it('gives each cue once, five minutes and one minute before the end (R44)', () => {
    const { watch, now, recorded } = world(UNTIL_LEFT);
    const endsAt = Date.parse('2026-11-22T19:30:00.000Z');
    for (const minutes of [6, 4.9, 4.8, 0.9, 0.8]) {
      now.now = endsAt - minutes * 60_000;
      watch.tick();
    }
    expect(recorded.filter((type) => type === 'cue.shown')).toHaveLength(2);
  });

  it('counts a visit of an hour down to its end: both cues, each for a while, no hard end, and staff are called (R44)', () => {
    const { watch, now, state } = world(UNTIL_LEFT);
    const endsAt = Date.parse('2026-11-22T19:30:00.000Z');
    const shown: Record<number, number> = { 5: 0, 1: 0 };
    for (now.now = endsAt - 3_600_000; now.now < endsAt + 60_000; now.now += 1000) {
      watch.tick();
      const { cue, messages, mode } = visitAt(state(), now.now);
      const called = now.now > endsAt ? [{ code: 'staff-called', values: {} }] : [];
      if (now.now !== endsAt) expect({ messages, mode }).toEqual({ messages: called, mode: 'locked' });
      if (cue === null) continue;
      shown[cue] = (shown[cue] ?? 0) + 1;
      expect(endsAt - now.now).toBeGreaterThan(cue * 60_000 - 60_000);
      expect(endsAt - now.now).toBeLessThanOrEqual(cue * 60_000);
    }
    expect(shown).toEqual({ 5: 30, 1: 30 });
    expect(state().session).toMatchObject({
      phase: 'underway',
      cues: [5, 1],
      lostMs: 0,
      assistanceSince: endsAt,
    });
  });

  it('records a lost link and its return, with the time that was lost (R43)', () => {
    const { watch, now, recorded, state } = world(UNTIL_LEFT);
    now.meeting = 'lost';
    watch.meetingChanged();
    watch.meetingChanged();
    now.now += 7000;
    now.meeting = 'in-meeting';
    watch.meetingChanged();
    expect(recorded).toEqual(['visit.interrupted', 'visit.resumed']);
    expect(state().session?.lostMs).toBe(7000);
  });

  it('calls staff once when nobody is there and a trouble lasts for a minute (R43)', () => {
    const { watch, now, recorded, state } = world(UNTIL_LEFT);
    const asked = () => recorded.filter((type) => type === 'assistance.requested').length;
    now.meeting = 'lost';
    watch.meetingChanged();
    now.now += 59_000;
    watch.tick();
    expect(asked()).toBe(0);
    now.now += 1000;
    watch.tick();
    watch.tick();
    expect(asked()).toBe(1);
    expect(state().session?.assistanceSince).toBe(now.now);
  });

  it('records which devices the meeting was given, once it has settled, and again only when that changes (R41)', () => {
    const { watch, now, recorded, state } = world(UNTIL_LEFT);
    const verified = () => recorded.filter((type) => type === 'devices.verified').length;
    const see = (devices: GivenDevices) => {
      now.devices = devices;
      watch.tick();
      watch.tick();
    };
    see(given('unknown'));
    expect(verified()).toBe(0);
    now.devices = given('chosen');
    watch.tick();
    expect(verified()).toBe(0);
    watch.tick();
    expect(verified()).toBe(1);
    expect(state().session?.devices?.microphone).toEqual({ match: 'chosen', name: 'Example Microphone' });
    see(given('unknown'));
    see(given('chosen'));
    expect(verified()).toBe(1);
    see(given('other'));
    expect(verified()).toBe(2);
  });

  it('records a headset that goes and comes, and a second display', () => {
    const { watch, now, recorded } = world(UNTIL_LEFT);
    now.headset = false;
    now.displays = 2;
    watch.hardwareChanged();
    now.headset = true;
    now.displays = 1;
    watch.hardwareChanged();
    expect(recorded).toEqual(['visit.interrupted', 'visit.interrupted', 'visit.resumed', 'visit.resumed']);
  });

  it('records a headset that went before the connection was confirmed, once it is (R43)', () => {
    const until = UNTIL_LEFT.findIndex((command) => command.type === 'confirm-connection');
    const { watch, now, recorded, station } = world(UNTIL_LEFT.slice(0, until));
    now.headset = false;
    watch.hardwareChanged();
    expect(recorded).toEqual([]);
    station.execute(CONFIRM);
    watch.recorded();
    watch.recorded();
    expect(recorded).toEqual(['connection.confirmed', 'visit.interrupted']);
  });

  it('records a keyboard that is attached while locked, once (R31)', () => {
    const { watch, now, recorded } = world(UNTIL_LEFT);
    now.input = ['Example Keyboard', 'Another Keyboard'];
    watch.hardwareChanged();
    watch.hardwareChanged();
    expect(recorded).toEqual(['input.attached']);
  });

  it('a second that took too long is a gap in which nothing is known of the lock (R33)', () => {
    const { watch, now, lost } = world(UNTIL_LEFT);
    watch.tick();
    now.now += 4000;
    watch.tick();
    expect(lost).toEqual([]);
    const since = now.now;
    now.now += 40_000;
    watch.tick();
    now.now += 1000;
    watch.tick();
    expect(lost).toEqual([[expect.stringContaining('40 s'), since]]);
  });

  it('signs out a chair that nobody sits on, never one with a visit', () => {
    const empty = world([SIGN_IN]);
    empty.now.now = NOW + 3_600_000;
    empty.now.idle = 599;
    empty.watch.tick();
    expect(empty.recorded).toEqual([]);
    empty.now.idle = 600;
    empty.watch.tick();
    expect(empty.recorded).toEqual(['staff.signed-out']);

    const visit = world(UNTIL_LEFT.slice(0, 3));
    visit.now.now = NOW + 3_600_000;
    visit.now.idle = 6000;
    visit.watch.tick();
    expect(visit.recorded).toEqual([]);
  });
});
