import { describe, expect, it } from 'vitest';
import { BOOKING, SITE } from '../session/session.fixture.ts';
import type { Session, WaitingSession } from '../session/state.ts';
import { ageGroupAt } from './age-group.ts';
import { maskFps, proposeRow, type RowFacts } from './propose-row.ts';
import { TrackingRow } from './row.ts';

const START = Date.parse('2026-11-22T18:30:00.000Z');
const MINUTE = 60_000;

const SESSION: Session = {
  id: 'session-1',
  openedAt: START - 20 * MINUTE,
  facilitator: 'staff-1',
  booking: BOOKING,
  site: SITE,
  kind: 'minor-child',
  walkUp: false,
  timing: { minutes: 0, reason: '' },
  adults: [
    {
      name: 'Sample, Cedar',
      majority: 'yes',
      approvedVisitor: true,
      guardianAuthorization: 'yes',
      answers: { majority: 'met', approvedVisitor: 'met', guardianAuthorization: 'met' },
    },
  ],
  children: [],
  exception: null,
  changes: [],
  overrides: {},
  responsible: 'staff-1',
  responsibles: ['staff-1'],
  confirmationLapsed: false,
  supervisedMs: 0,
  unsupervisedMs: 56 * MINUTE,
  modeSince: null,
  suspensions: [],
  pauses: [],
  extensions: [],
  authority: '',
  privileged: null,
  phase: 'ended',
  checks: {
    headset: { verdict: 'pass', detail: 'Example headset' },
    webcam: { verdict: 'not-needed', detail: '' },
  },
  settingsConfirmed: true,
  notice: {
    version: 'n-1',
    privileged: false,
    shownAt: START - 5 * MINUTE,
    seconds: 40,
    readAloud: true,
    questionsAnswered: true,
  },
  attempts: 1,
  connectionFailure: null,
  connectedAt: START + 2 * MINUTE,
  evidence: null,
  devices: null,
  supervision: null,
  supervisedOnce: false,
  unsupervisedOnce: true,
  lock: null,
  lockFailure: null,
  lockWaitsFor: [],
  endsAt: START + 60 * MINUTE,
  endedAt: START + 58 * MINUTE + 20_000,
  informed: null,
  interruptions: {},
  lostMs: 0,
  assistanceSince: null,
  cues: [],
  outcome: { name: 'completed', by: null, reason: '', notified: [] },
  mustInform: false,
};

const FACTS: RowFacts = {
  institution: { en: 'Example Institution', fr: 'Établissement Exemple' },
  institutionZone: 'America/Toronto',
  station: 'station-1',
  staffName: (id) => `Name of ${id}`,
};

function waitingFor(session: Partial<Session>, rest: Partial<WaitingSession> = {}): WaitingSession {
  return {
    session: { ...SESSION, ...session },
    handedOverAt: START + 70 * MINUTE,
    handedOverBy: 'staff-1',
    observations: { source: 'none', text: '', reportReference: '' },
    troubles: '',
    note: '',
    ...rest,
  };
}

const propose = (session: Partial<Session>, rest?: Partial<WaitingSession>) =>
  proposeRow(waitingFor(session, rest), FACTS);

describe('the proposed row', () => {
  it('is a valid first version with everything that the session knows', () => {
    const row = propose({});
    expect(TrackingRow.parse(row)).toEqual(row);
    expect(row).toMatchObject({
      session: 'session-1',
      version: 1,
      actualStart: '2026-11-22T18:32:00.000Z',
      actualEnd: '2026-11-22T19:28:20.000Z',
      minutes: 56,
      inmateFps: '****01A',
      children: [{ name: 'Sample, Birch', ageGroup: '6-11', relationship: 'daughter' }],
      facilitator: 'Name of staff-1',
      completedBy: '',
      checks: { headset: 'pass', webcam: 'not-needed' },
      noticeVersion: 'n-1',
      outcome: 'completed',
      siteListDate: '2026-11-01',
      siteZone: 'America/Halifax',
      language: 'en',
    });
    expect(row.accompanyingAdult).not.toHaveProperty('confirmedByStaff');
  });

  it('has neither times nor minutes when mother and child never saw each other', () => {
    const row = propose({
      connectedAt: null,
      notice: null,
      outcome: { name: 'no-show', by: 'visitor', reason: '', notified: [] },
    });
    expect(row).toMatchObject({
      actualStart: null,
      actualEnd: null,
      minutes: 0,
      noticeVersion: null,
      outcome: 'no-show',
      outcomeBy: 'visitor',
    });
  });

  it('never lasts less than nothing when the clock was set back', () => {
    expect(propose({ endedAt: START - 60 * MINUTE }).minutes).toBe(0);
  });

  it.each([
    [0, 0],
    [1, 1],
    [60_000, 1],
    [60_001, 2],
  ])('rounds %i lost milliseconds up to %i minutes', (lostMs, minutesLost) => {
    expect(propose({ lostMs }).minutesLost).toBe(minutesLost);
  });

  it.each([
    [true, true, 'both'],
    [true, false, 'supervised'],
    [false, true, 'unsupervised'],
    [false, false, 'none'],
  ] as const)('supervised %s and unsupervised %s is %s', (supervisedOnce, unsupervisedOnce, mode) => {
    expect(propose({ supervisedOnce, unsupervisedOnce }).supervision).toBe(mode);
  });

  it('carries what staff wrote at the hand-over, and drops a text that belongs to no source', () => {
    const observations = { source: 'staff', text: 'A calm visit.', reportReference: 'REF-1' } as const;
    expect(propose({}, { observations, troubles: 'Sound was late.' })).toMatchObject({
      observationSource: 'staff',
      observations: 'A calm visit.',
      reportReference: 'REF-1',
      troubles: 'Sound was late.',
    });
    expect(
      propose({}, { observations: { source: 'none', text: 'left over', reportReference: '' } }).observations,
    ).toBe('');
  });

  it('says so when site and adult are not known', () => {
    const row = propose({ site: null, adults: [] });
    expect(row).toMatchObject({
      site: { en: 'site-a', fr: 'site-a' },
      siteListDate: '',
      siteZone: '',
      accompanyingAdult: null,
    });
  });

  it('keeps nothing of the adult that the sheet does not ask for, and no birth date at all', () => {
    expect(JSON.stringify(propose({}))).not.toContain('2019-04-30');
  });
});

describe('a masked FPS number', () => {
  it.each([
    ['000001A', '****01A'],
    ['1234', '*234'],
    ['123', '***'],
    ['', ''],
    ['  123456B ', '****56B'],
    ['12𝒳45', '**𝒳45'],
  ])('%j becomes %j', (fps, masked) => {
    expect(maskFps(fps)).toBe(masked);
  });
});

describe('an age group at the visit', () => {
  const noon = Date.parse('2026-11-22T17:00:00.000Z');
  it.each([
    ['2026-11-22', '0-2'],
    ['2023-11-23', '0-2'],
    ['2023-11-22', '3-5'],
    ['2020-11-23', '3-5'],
    ['2020-11-22', '6-11'],
    ['2014-11-23', '6-11'],
    ['2014-11-22', '12-17'],
    ['2008-11-23', '12-17'],
    ['2008-11-22', 'adult'],
    ['2026-11-23', 'unknown'],
    [null, 'unknown'],
    [undefined, 'unknown'],
  ])('born %s: %s', (birthDate, group) => {
    expect(ageGroupAt(birthDate, noon, 'America/Halifax')).toBe(group);
  });

  it('goes by the day where the child is', () => {
    const halfPastMidnightInStJohns = Date.parse('2026-11-22T04:00:00.000Z');
    expect(ageGroupAt('2020-11-22', halfPastMidnightInStJohns, 'America/St_Johns')).toBe('6-11');
    expect(ageGroupAt('2020-11-22', halfPastMidnightInStJohns, 'America/Vancouver')).toBe('3-5');
  });
});
