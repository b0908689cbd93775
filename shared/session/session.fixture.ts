import type { ScheduleRow, SiteRow } from '../sync/rows.ts';
import type { Command, DecisionContext, SessionPolicy } from './commands.ts';
import { decide } from './decide.ts';
import type { CheckName, EntryDraft, LockProof } from './entries.ts';
import { CHECK_NAMES } from './entries.ts';
import { evolve } from './evolve.ts';
import { INITIAL_STATE, type StationState } from './state.ts';

/** Invented values and a small driver for tests. */

export const NOW = Date.parse('2026-11-22T18:30:00.000Z');
export const SESSION_ID = '0199a000-0000-7000-8000-00000000000a';

export const SITE: SiteRow = {
  id: 'site-a',
  name: { en: 'Example House', fr: 'Maison Exemple' },
  city: 'Halifax',
  province: 'NS',
  zone: 'America/Halifax',
  authorized: true,
  listDate: '2026-11-01',
};

export const BOOKING: ScheduleRow = {
  id: 'booking-1',
  kind: 'minor-child',
  startsAt: '2026-11-22T18:30:00.000Z',
  endsAt: '2026-11-22T19:30:00.000Z',
  inmate: { name: 'Example, Maple', fps: '000001A' },
  participants: [
    {
      role: 'child',
      name: 'Sample, Birch',
      birthDate: '2019-04-30',
      relationship: 'daughter',
      approvedVisitor: true,
    },
    {
      role: 'accompanying-adult',
      name: 'Sample, Cedar',
      birthDate: '1980-01-01',
      approvedVisitor: true,
      guardianAuthorization: true,
    },
  ],
  site: 'site-a',
  meeting: { url: 'https://example.webex.com/meet/room' },
  webcamRequired: true,
  language: 'en',
  reference: null,
  contactRestricted: false,
  status: 'booked',
};

export const POLICY: SessionPolicy = {
  visitsSuspended: false,
  cues: [5, 1],
  signInDays: 7,
  timingToleranceMinutes: 15,
  lockdownRequire: 'removed-or-blocked',
  walkUp: 'never-received',
  webcamRequired: false,
  noticeVersion: 'n-1',
  noticeMinimumSeconds: 0,
  noticeFurther: [],
  noticeOrder: ['en', 'fr'],
  maximumExtensionMinutes: 60,
  checkChildIsMinor: true,
};

export const CONTEXT: DecisionContext = {
  now: NOW,
  staff: [
    { id: 'staff-1', roles: ['facilitator', 'tracking'], validUntil: NOW + 1e9, credential: 'c1' },
    { id: 'staff-2', roles: ['tracking'], validUntil: NOW + 1e9, credential: 'c2' },
    { id: 'staff-3', roles: ['facilitator'], validUntil: NOW + 1e9, credential: 'c3' },
  ],
  staffListAt: NOW,
  schedule: [BOOKING],
  scheduleAt: null,
  sites: [SITE],
  policy: POLICY,
  attachedInput: ['Example Keyboard'],
  headsetPresent: true,
  webcamPresent: true,
  lockSupported: true,
  link: { accepted: true, host: 'example.webex.com', code: '' },
  evidence: { audioIn: 10, audioOut: 11, videoIn: 12, videoOut: 13 },
  linkUp: true,
  zone: 'America/Toronto',
};

export const PROOF: LockProof = {
  kind: 'simulated',
  how: 'probe-swallowed',
  verifiedAt: '2026-11-22T18:31:00.000Z',
  attached: ['Example Keyboard'],
};

export const SIGN_IN: Command = {
  type: 'pin-accepted',
  staff: 'staff-1',
  credential: 'c1',
  where: 'sign-in',
};
/** All checks of {@link BOOKING}'s adult and child, answered and met. */
export const ALL_MET = {
  adults: [{ majority: true, approvedVisitor: true, guardianAuthorization: true }],
  children: [{ approvedVisitor: true, documents: true }],
} as const;
export const NOBODY_CHECKED = { adults: [], children: [] } as const;
export const OPEN: Command = {
  type: 'open-session',
  id: SESSION_ID,
  booking: 'booking-1',
  timingReason: '',
  privileged: null,
  answers: ALL_MET,
  authority: '',
  reason: '',
  section93: false,
  otherDay: false,
};
const PASS = { verdict: 'pass', detail: 'seen' } as const;
export const CHECKS: readonly Command[] = CHECK_NAMES.map((check: CheckName) => ({
  type: 'record-check',
  check,
  result: PASS,
}));
export const CONFIRM: Command = {
  type: 'confirm-connection',
  siteSeenAndHeard: true,
  bookedSite: true,
  adultPresent: true,
  identityChecked: true,
  earlyEndExplained: true,
};

/** The commands of an undisturbed visit, up to the facilitator's leaving. */
export const UNTIL_LEFT: readonly Command[] = [
  { type: 'start-station', appVersion: '0.0.0', platform: 'linux', build: 'development' },
  SIGN_IN,
  OPEN,
  ...CHECKS,
  { type: 'confirm-settings' },
  { type: 'show-notice' },
  { type: 'finish-notice', readAloud: true, questionsAnswered: true },
  { type: 'connect' },
  CONFIRM,
  { type: 'leave' },
  { type: 'lock-proven', proof: PROOF, gapMs: null },
];

export interface Run {
  readonly state: StationState;
  readonly entries: readonly EntryDraft[];
  /** The refusal code of each refused command, in order. */
  readonly refused: readonly string[];
}

/** Folds commands one after the other, a minute apart, going on after a refusal. */
export function run(
  commands: readonly Command[],
  context: DecisionContext = CONTEXT,
  from: StationState = INITIAL_STATE,
): Run {
  let state = from;
  const entries: EntryDraft[] = [];
  const refused: string[] = [];
  for (const [index, command] of commands.entries()) {
    const now = context.now + index * 1000;
    const decision = decide(state, command, { ...context, now });
    if (!decision.ok) {
      refused.push(decision.refusal.code);
      continue;
    }
    for (const draft of decision.value) {
      entries.push(draft);
      state = evolve(state, { ...draft, at: now });
    }
  }
  return { state, entries, refused };
}
