import { describe, expect, it } from 'vitest';
import { EVERY_DEVICE } from '../../shared/hardware/usb-identity.ts';
import type { VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { DEFAULT_NOTICE } from '../../shared/notice/notice.ts';
import type { Command, DecisionContext } from '../../shared/session/commands.ts';
import type { MediaQuality } from '../../shared/session/entries.ts';
import {
  BOOKING,
  CONTEXT,
  NOW,
  run,
  SIGN_IN,
  SITE,
  UNTIL_LEFT,
} from '../../shared/session/session.fixture.ts';
import type { StationState } from '../../shared/session/state.ts';
import { desired } from './desired.ts';
import { staffSnapshot } from './staff-snapshot.ts';
import { visitSnapshot } from './visit-snapshot.ts';

const NAMES = [BOOKING.inmate.name, BOOKING.inmate.fps, ...BOOKING.participants.map((person) => person.name)];
const RETURN: Command = { type: 'pin-accepted', staff: 'staff-1', credential: 'c1', where: 'lock' };

function visit(state: StationState, now = NOW, quality: MediaQuality = 'good'): VisitPageSnapshot {
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
    quality,
  });
}

function staff(state: StationState, context: DecisionContext = CONTEXT) {
  return staffSnapshot({
    version: 1,
    fault: null,
    state,
    context,
    staff: [
      {
        id: 'staff-1',
        name: 'Sample, Juniper',
        roles: ['facilitator', 'tracking'],
        verifier: { algorithm: 'scrypt', N: 1024, r: 8, p: 1, salt: 'AAAAAAAAAAA', hash: 'A'.repeat(43) },
        validUntil: '2036-01-01T00:00:00.000Z',
      },
    ],
    station: {
      enrolment: null,
      embedded: null,
      appVersion: '0.0.0',
      build: 'development',
      practice: null,
      sync: {
        state: 'not-enrolled',
        total: 0,
        waiting: 0,
        oldestWaitingAt: null,
        lastReachedAt: null,
        nextTryAt: null,
        receiptAt: null,
        code: null,
      },
      alarms: [],
      firstLanguage: 'en',
      zone: 'America/Toronto',
      now: NOW,
    },
    attached: [],
    chosen: { microphone: null, speaker: null, camera: null },
    microphoneOff: false,
    troubles: [],
    allowed: EVERY_DEVICE,
    simulatedHardware: false,
    support: [],
    telephones: { it: null, visitsAndCorrespondence: null },
    meeting: {
      state: 'closed',
      failure: null,
      evidence: CONTEXT.evidence,
      flowing: { in: false, out: false },
      quality: 'unknown',
      otherDevices: [],
    },
    trialMeeting: 'none',
    typedPassword: null,
    lock: { state: 'open', kind: 'simulated', proof: null, detail: '' },
    notice: DEFAULT_NOTICE,
    language: 'en',
    meetingBounds: null,
    signOutAt: null,
    exporting: null,
    directives: [],
    rowFacts: {
      institution: { en: 'Example', fr: 'Exemple' },
      institutionZone: 'America/Toronto',
      station: 'st_0001',
      staffName: (id) => id,
    },
  });
}

/** Every state of an undisturbed visit, in order. */
const STATES = UNTIL_LEFT.map((_, index) => run(UNTIL_LEFT.slice(0, index + 1)).state);

describe('what mother and child may see', () => {
  it('R62: carries no name and no number of anyone, in any phase', () => {
    for (const state of STATES) {
      const text = JSON.stringify(visit(state));
      for (const name of [...NAMES, 'staff-1']) expect(text).not.toContain(name);
    }
  });

  it('tells the facilitator for a while that she may leave, then leaves the picture to the child', () => {
    const { state } = run(UNTIL_LEFT);
    const provenAt = Date.parse(state.session?.lock?.verifiedAt ?? '');
    expect(visit(state, provenAt + 1000).locking).toEqual({ waitsFor: ['Example Keyboard'], mayLeave: true });
    expect(visit(state, provenAt + 60_000).locking).toBeNull();
  });

  it('says one calm thing for several causes of one trouble', () => {
    const { state } = run([
      ...UNTIL_LEFT,
      { type: 'interrupt', cause: 'link-lost' },
      { type: 'interrupt', cause: 'meeting-crashed' },
      { type: 'ask-assistance', how: 'headset' },
    ]);
    expect(visit(state).messages.map((message) => message.code)).toEqual(['link-lost', 'staff-called']);
  });

  it('says that the connection is weak where nothing worse is to be said', () => {
    const codes = (commands: readonly Command[]) =>
      visit(run(commands).state, NOW, 'poor').messages.map((message) => message.code);
    expect(codes(UNTIL_LEFT)).toEqual(['link-weak']);
    expect(codes([...UNTIL_LEFT, { type: 'interrupt', cause: 'headset-gone' }])).toEqual(['headset-gone']);
  });

  it('shows a cue while it is new', () => {
    const endsAt = Date.parse(BOOKING.endsAt);
    const context = { ...CONTEXT, now: endsAt - 5 * 60_000 };
    const { state } = run([{ type: 'show-cue', minutesLeft: 5 }], context, run(UNTIL_LEFT).state);
    expect(visit(state, endsAt - 5 * 60_000 + 1000).cue).toBe(5);
    expect(visit(state, endsAt - 4 * 60_000).cue).toBeNull();
  });
});

describe('what the staff page may see', () => {
  it('R62: has no inmate, child or visitor on it while nobody is signed in', () => {
    const signedOut = STATES.filter((state) => state.signedIn === null);
    expect(signedOut.length).toBeGreaterThan(1);
    for (const state of signedOut) {
      const text = JSON.stringify(staff(state));
      for (const name of NAMES) expect(text).not.toContain(name);
    }
  });

  it('never has a PIN verifier on it', () => {
    expect(JSON.stringify(staff(run([SIGN_IN]).state))).not.toContain('verifier');
  });

  it('has the schedule with what stands in the way of each booking', () => {
    const { schedule } = staff(run([SIGN_IN]).state);
    expect(schedule).toMatchObject([{ id: 'booking-1', stop: null, done: null, reasonNeeded: false }]);
  });

  it('proposes the tracking row of a session that was handed over', () => {
    const { state } = run([
      ...UNTIL_LEFT,
      RETURN,
      { type: 'end', outcome: { name: 'completed', by: null, reason: '', notified: [] } },
      {
        type: 'hand-over',
        observations: { source: 'none', text: '', reportReference: '' },
        troubles: '',
        note: '',
      },
    ]);
    const { waiting } = staff(state);
    expect(waiting).toHaveLength(1);
    expect(waiting[0]?.proposed).toMatchObject({
      outcome: 'completed',
      supervision: 'unsupervised',
      version: 1,
    });
  });

  const password = 'invented-secret';
  const withPassword = {
    ...CONTEXT,
    schedule: [{ ...BOOKING, meeting: { ...BOOKING.meeting, password } }],
  };

  it('R14: has the meeting password while staff connect, and neither link nor password anywhere else', () => {
    for (const [index] of UNTIL_LEFT.entries()) {
      const { state } = run(UNTIL_LEFT.slice(0, index + 1), withPassword);
      const { session } = staff(state, withPassword);
      const shows = ['notice-shown', 'connecting', 'connected', 'underway'];
      const phase = session?.session.phase ?? '';
      expect(session?.meetingPassword ?? null).toBe(shows.includes(phase) ? password : null);
      expect(JSON.stringify(staff(state, withPassword))).not.toContain(BOOKING.meeting.url);
      expect(JSON.stringify(visit(state))).not.toContain(password);
    }
  });

  it('R36: the first minute tells her of the headset’s button', () => {
    const { state } = run(UNTIL_LEFT);
    const since = state.session?.connectedAt ?? 0;
    expect(visit(state, since + 59_000).buttonHint).toBe(true);
    expect(visit(state, since + 60_000).buttonHint).toBe(false);
  });

  it('R72: shows what the people of a booking need', () => {
    const needs = ['interpreter'];
    const context = { ...CONTEXT, schedule: [{ ...BOOKING, needs }] };
    expect(staff(run([SIGN_IN], context).state, context).schedule[0]?.needs).toEqual(needs);
  });

  it('R13: shows the telephone of the site on the booking and during the visit', () => {
    const context = { ...CONTEXT, sites: [{ ...SITE, telephone: '555-0100', contact: 'Invented, Sorrel' }] };
    const view = staff(run(UNTIL_LEFT.slice(0, 3), context).state, context);
    expect(view.schedule[0]?.site).toMatchObject({ telephone: '555-0100', contact: 'Invented, Sorrel' });
    expect(view.session?.site?.telephone).toBe('555-0100');
  });

  it('R15: says what has changed, and offers the booking as it is now', () => {
    const { state } = run(UNTIL_LEFT.slice(0, 3));
    const context = { ...CONTEXT, schedule: [{ ...BOOKING, endsAt: '2026-11-22T20:00:00.000Z' }] };
    expect(staff(state, context).session).toMatchObject({
      changes: [{ name: 'time-moved', effect: 'accept' }],
      current: { endsAt: Date.parse('2026-11-22T20:00:00.000Z') },
    });
    expect(staff(state).session).toMatchObject({ changes: [], current: null });
  });

  it('R45: a paused visit covers her screen with a calm word', () => {
    const { state } = run([...UNTIL_LEFT, RETURN, { type: 'pause', cause: 'count', note: '' }]);
    expect(visit(state).messages).toEqual([{ code: 'paused', values: {} }]);
  });
});
