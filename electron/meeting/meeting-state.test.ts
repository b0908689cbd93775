import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextMeetingState } from './meeting-state.ts';
import type { MeetingSignal } from './meeting-state.ts';
import type { MeetingState } from './meeting.ts';

const closed: MeetingState = { kind: 'closed' };
const loads = (attempt = 1): MeetingSignal => ({ kind: 'load-started', attempt });
const shown: MeetingSignal = { kind: 'page-shown' };
const flows: MeetingSignal = { kind: 'media', flowing: true };
const stops: MeetingSignal = { kind: 'media', flowing: false };
const crashes: MeetingSignal = { kind: 'page-gone', cause: 'meeting-crashed' };

function after(...signals: readonly MeetingSignal[]): MeetingState {
  return signals.reduce(nextMeetingState, closed);
}

describe('nextMeetingState', () => {
  it.each<[name: string, signals: readonly MeetingSignal[], state: MeetingState]>([
    ['opens', [loads()], { kind: 'opening', attempt: 1 }],
    ['counts its attempts', [loads(), loads(2)], { kind: 'opening', attempt: 2 }],
    ['waits once the page is there', [loads(), shown], { kind: 'waiting' }],
    ['is in the meeting once media flows both ways', [loads(), shown, flows], { kind: 'in-meeting' }],
    ['is not in the meeting before the page is there', [loads(), flows], { kind: 'opening', attempt: 1 }],
    ['waits on while nothing flows', [loads(), shown, stops], { kind: 'waiting' }],
    ['is lost when media stops', [loads(), shown, flows, stops], { kind: 'lost', cause: 'link-lost' }],
    ['is back when media flows again', [loads(), shown, flows, stops, flows], { kind: 'in-meeting' }],
    [
      'is lost when the page crashes',
      [loads(), shown, flows, crashes],
      { kind: 'lost', cause: 'meeting-crashed' },
    ],
    [
      'stays lost, for the same cause, while the page is fetched again',
      [loads(), shown, flows, crashes, loads(2), shown, stops],
      { kind: 'lost', cause: 'meeting-crashed' },
    ],
    [
      'is lost while a rejoin fetches the page',
      [loads(), shown, flows, loads()],
      { kind: 'lost', cause: 'link-lost' },
    ],
    [
      'opens again when the page crashes before anybody was there',
      [loads(), shown, crashes],
      { kind: 'opening', attempt: 1 },
    ],
    ['ends', [loads(), shown, flows, { kind: 'over' }], { kind: 'ended' }],
    [
      'stays ended whatever the page still does',
      [loads(), shown, { kind: 'over' }, flows, crashes, shown],
      { kind: 'ended' },
    ],
    [
      'fails with its code',
      [loads(), { kind: 'failed', code: 'meeting-unreachable' }],
      { kind: 'failed', code: 'meeting-unreachable' },
    ],
    [
      'can be tried again after it failed',
      [loads(), { kind: 'failed', code: 'meeting-unreachable' }, loads()],
      { kind: 'opening', attempt: 1 },
    ],
    ['is closed at any time', [loads(), shown, flows, { kind: 'closed' }], closed],
    ['takes no notice of a page once closed', [shown, flows, crashes, { kind: 'over' }], closed],
  ])('%s', (_name, signals, state) => {
    expect(after(...signals)).toEqual(state);
  });

  it('returns the same object when nothing changes, so that listeners are called once', () => {
    const state = after(loads(), shown, flows);
    expect(nextMeetingState(state, flows)).toBe(state);
    expect(nextMeetingState(state, shown)).toBe(state);
    expect(nextMeetingState(closed, { kind: 'closed' })).toBe(closed);
  });

  it('never says that it is in the meeting while nothing flows', () => {
    const signal = fc.constantFrom<MeetingSignal>(
      loads(),
      loads(2),
      shown,
      stops,
      crashes,
      { kind: 'over' },
      { kind: 'closed' },
    );
    const prefix = fc.array(fc.oneof(signal, fc.constant(flows)), { maxLength: 30 });
    fc.assert(
      fc.property(prefix, (signals) => {
        expect(nextMeetingState(after(...signals), stops).kind).not.toBe('in-meeting');
      }),
    );
  });
});
