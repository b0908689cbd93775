import type {
  BookingView,
  SiteView,
  SessionSnapshot,
  StaffPageSnapshot,
  VisitPageSnapshot,
  WaitingView,
} from '../../../shared/ipc/snapshot.ts';
import type { CheckName, CheckResult } from '../../../shared/session/entries.ts';
import type { RefusalCode } from '../../../shared/session/refusals.ts';
import type { Phase, Session } from '../../../shared/session/state.ts';
import type { Participant, ScheduleRow, SiteRow } from '../../../shared/sync/rows.ts';
import type { TrackingRow } from '../../../shared/tracking/row.ts';
import notice from '../../../shared/notice/notice.json' with { type: 'json' };

/** Invented people, places and times for looking at the screens without a station. */

const MINUTE = 60_000;
/** A Saturday in November, 14:22 in Toronto, 15:52 in St. John's. */
export const NOW = Date.parse('2026-11-21T19:22:00Z');
const at = (minutes: number) => NOW + minutes * MINUTE;
const instant = (minutes: number) => new Date(at(minutes)).toISOString();

export const SITE: SiteRow = {
  id: 'site-gull-harbour',
  name: { en: 'Gull Harbour Family Centre (invented)', fr: 'Centre familial de Gull Harbour (inventé)' },
  city: 'Gull Harbour',
  province: 'NL',
  zone: 'America/St_Johns',
  authorized: true,
  listDate: '2026-11-02',
};

const CHILD: Participant = {
  role: 'child',
  name: 'Pixel Sample',
  birthDate: '2019-04-30',
  relationship: 'daughter',
  approvedVisitor: true,
  guardianAuthorization: null,
};
const CHILD_TWO: Participant = {
  ...CHILD,
  name: 'Comet Sample',
  birthDate: '2022-02-01',
  relationship: 'son',
};
const ADULT: Participant = {
  role: 'accompanying-adult',
  name: 'Juniper Placeholder',
  birthDate: '1971-08-09',
  relationship: 'grandmother',
  approvedVisitor: true,
  guardianAuthorization: true,
};

export const ADULT_CHECKS: Session['adults'][number] = {
  name: 'Juniper Placeholder',
  majority: 'yes',
  approvedVisitor: true,
  guardianAuthorization: 'yes',
};

const SITE_VIEW: SiteView = {
  name: SITE.name,
  province: SITE.province,
  zone: SITE.zone,
  listDate: SITE.listDate,
  telephone: '555-0100',
  contact: 'Basil Fictif',
  hours: null,
};
const NOBODY: BookingView['people'] = { adults: [], children: [] };

export const BOOKING: BookingView = {
  id: 'b-0001',
  kind: 'minor-child',
  startsAt: at(8),
  endsAt: at(53),
  inmateName: 'Aurora Example',
  inmateFps: '000123E',
  participants: [CHILD, CHILD_TWO, ADULT],
  site: SITE_VIEW,
  reference: null,
  webcamRequired: true,
  language: 'en',
  people: {
    adults: [ADULT_CHECKS],
    children: [CHILD, CHILD_TWO].map(({ name, approvedVisitor }) => ({
      name,
      approvedVisitor,
      documents: 'yes',
    })),
  },
  minorAlone: false,
  needs: [],
  asksSection93: false,
  otherDay: false,
  stop: null,
  done: null,
  asksPrivilege: false,
  minutes: -8,
  reasonNeeded: false,
};

const prairie: NonNullable<BookingView['site']> = {
  name: {
    en: 'Prairie Lantern Friendship Centre (invented)',
    fr: 'Centre d’amitié Lanterne des Prairies (inventé)',
  },
  province: 'SK',
  zone: 'America/Regina',
  listDate: '2026-11-02',
  telephone: null,
  contact: null,
  hours: null,
};
const contact: Participant = {
  role: 'contact',
  name: 'Basil Fictif',
  relationship: 'counsellor',
  approvedVisitor: true,
};

export const SCHEDULE: readonly BookingView[] = [
  {
    ...BOOKING,
    id: 'b-0000',
    startsAt: at(-200),
    endsAt: at(-155),
    inmateName: 'Marigold Inventée',
    inmateFps: '000987F',
    participants: [{ ...CHILD, name: 'Ember Sample' }, ADULT],
    done: { outcome: 'completed' },
    minutes: 200,
  },
  BOOKING,
  {
    ...BOOKING,
    id: 'b-0002',
    kind: 'correctional-plan',
    startsAt: at(98),
    endsAt: at(158),
    inmateName: 'Clementine Pretend',
    inmateFps: '000456B',
    participants: [contact],
    site: prairie,
    reference: 'CP-2026-118',
    webcamRequired: false,
    people: NOBODY,
    asksPrivilege: true,
    minutes: -98,
    reasonNeeded: true,
  },
  {
    ...BOOKING,
    id: 'b-0003',
    kind: 'minor-child',
    startsAt: at(128),
    endsAt: at(173),
    inmateName: 'Saffron Imaginary',
    inmateFps: '000789C',
    stop: { code: 'site-withdrawn', values: { listDate: '2026-11-02' } },
    minutes: -128,
    reasonNeeded: true,
  },
  {
    ...BOOKING,
    id: 'b-0004',
    kind: 'adult-child',
    startsAt: at(60 * 21),
    endsAt: at(60 * 21 + 45),
    inmateName: 'Isolde Fictive-Longuement',
    inmateFps: '000222D',
    participants: [{ ...CHILD, name: 'Rowan Fictive', birthDate: '2004-01-01' }],
    people: NOBODY,
    reference: null,
    stop: { code: 'reference-missing', values: {} },
    minutes: -60 * 21,
    reasonNeeded: true,
  },
  {
    ...BOOKING,
    id: 'b-0005',
    kind: 'minor-child',
    startsAt: at(60 * 23),
    endsAt: at(60 * 23 + 45),
    inmateName: 'Saffron Imaginary',
    inmateFps: '000789C',
    stop: { code: 'contact-restricted', values: {} },
    minutes: -60 * 23,
    reasonNeeded: true,
  },
];

const ROW: ScheduleRow = {
  id: BOOKING.id,
  kind: BOOKING.kind,
  startsAt: instant(8),
  endsAt: instant(53),
  inmate: { name: BOOKING.inmateName, fps: BOOKING.inmateFps },
  participants: [CHILD, CHILD_TWO, ADULT],
  site: SITE.id,
  meeting: { url: 'https://invented.webex.com/meet/sample', password: null },
  webcamRequired: true,
  language: 'en',
  reference: null,
  contactRestricted: false,
  status: 'booked',
};

const PASS: CheckResult = { verdict: 'pass', detail: '' };
const ALL_CHECKS: readonly CheckName[] = [
  'headset',
  'microphone',
  'sound',
  'webcam',
  'display',
  'network',
  'clock',
  'disk',
  'lock',
  'sign',
];

/** A session at a phase, with everything that must precede it. */
export function sampleSession(phase: Phase, change: Partial<Session> = {}): Session {
  const done = (before: Phase) => ORDER.indexOf(phase) >= ORDER.indexOf(before);
  return {
    id: '0193a000-0000-7000-8000-000000000001',
    openedAt: at(-6),
    facilitator: 'staff-fern',
    booking: ROW,
    site: SITE,
    kind: 'minor-child',
    walkUp: false,
    timing: { minutes: -6, reason: '' },
    adults: [ADULT_CHECKS],
    children: [],
    exception: null,
    changes: [],
    overrides: {},
    responsible: 'staff-fern',
    responsibles: ['staff-fern'],
    confirmationLapsed: false,
    supervisedMs: 0,
    unsupervisedMs: 0,
    modeSince: null,
    suspensions: [],
    pauses: [],
    extensions: [],
    authority: '',
    privileged: null,
    phase,
    checks: done('settings-confirmed') ? Object.fromEntries(ALL_CHECKS.map((name) => [name, PASS])) : {},
    settingsConfirmed: done('settings-confirmed'),
    notice: done('notice-showing')
      ? {
          version: '2026-1',
          privileged: false,
          shownAt: at(-2),
          seconds: done('notice-shown') ? 34 : null,
          readAloud: true,
          questionsAnswered: true,
        }
      : null,
    attempts: done('connecting') ? 1 : 0,
    connectionFailure: null,
    connectedAt: done('connected') ? at(-1) : null,
    evidence: null,
    devices: null,
    supervision: done('underway') ? { mode: 'supervised', staff: 'staff-fern' } : null,
    supervisedOnce: done('underway'),
    unsupervisedOnce: false,
    lock: null,
    lockFailure: null,
    lockWaitsFor: [],
    endsAt: at(53),
    endedAt: phase === 'ended' ? at(0) : null,
    informed: null,
    interruptions: {},
    lostMs: 0,
    assistanceSince: null,
    cues: [],
    outcome: phase === 'ended' ? { name: 'completed', by: null, reason: '', notified: [] } : null,
    mustInform: false,
    ...change,
  };
}
const ORDER: readonly Phase[] = [
  'opened',
  'settings-confirmed',
  'notice-showing',
  'notice-shown',
  'connecting',
  'connected',
  'locking',
  'underway',
  'ended',
];

const gate = (name: string, holds: boolean, code: RefusalCode) => ({
  name,
  holds,
  refusal: { code, values: {} },
});

/** The session part of a snapshot, gates and outcomes included. */
export function sampleSessionSnapshot(
  session: Session,
  change: Partial<SessionSnapshot> = {},
): SessionSnapshot {
  return {
    session,
    requiredChecks: ALL_CHECKS,
    gates: [
      gate('settings', session.settingsConfirmed, 'settings-not-confirmed'),
      gate('notice', session.notice?.seconds != null, 'notice-not-shown'),
      gate('connection', session.connectedAt !== null, 'connection-not-confirmed'),
      gate('headset', true, 'headset-missing'),
      gate('webcam', true, 'webcam-missing'),
      gate('lock', true, 'lock-unsupported'),
    ],
    possibleOutcomes:
      session.connectedAt === null
        ? ['not-connected', 'no-show', 'cancelled', 'terminated']
        : ['completed', 'ended-early', 'suspended', 'terminated'],
    blocking: [],
    changes: [],
    current: null,
    overridable: [],
    meetingPassword: null,
    extension: {
      offeredMinutes: 0,
      isOfferPartial: false,
      maximumMinutes: 60,
      nextHereAt: null,
      nextAtSiteAt: null,
    },
    unexplained: false,
    asksConfirmation: session.phase === 'connecting',
    site: SITE_VIEW,
    siteZone: SITE.zone,
    noticeMinimumSeconds: 0,
    ...change,
  };
}

export const TRACKING_ROW: TrackingRow = {
  session: '0193a000-0000-7000-8000-000000000009',
  version: 1,
  institution: { en: 'Grand Valley Institution for Women', fr: 'Établissement pour femmes Grand Valley' },
  station: 'GVI-CL-01',
  kind: 'minor-child',
  walkUp: false,
  scheduledStart: instant(-200),
  scheduledEnd: instant(-155),
  actualStart: instant(-196),
  actualEnd: instant(-155),
  minutes: 41,
  institutionZone: 'America/Toronto',
  siteZone: SITE.zone,
  inmateName: 'Marigold Inventée',
  inmateFps: '••••87F',
  children: [{ name: 'Ember Sample', ageGroup: '6-11', relationship: 'daughter' }],
  accompanyingAdult: {
    name: 'Juniper Placeholder',
    majority: 'yes',
    approvedVisitor: true,
    guardianAuthorization: 'yes',
  },
  contacts: [],
  site: SITE.name,
  siteListDate: SITE.listDate,
  facilitator: 'Fern Facilitator',
  completedBy: '',
  supervision: 'unsupervised',
  checks: Object.fromEntries(ALL_CHECKS.map((name) => [name, 'pass' as const])),
  noticeVersion: '2026-1',
  outcome: 'completed',
  outcomeBy: null,
  troubles: 'Picture froze for about a minute at 11:20.',
  minutesLost: 1,
  observationSource: 'none',
  observations: '',
  reportReference: '',
  language: 'en',
};

export const WAITING: readonly WaitingView[] = [
  {
    session: TRACKING_ROW.session,
    inmateName: 'Marigold Inventée',
    kind: 'minor-child',
    startsAt: at(-200),
    outcome: 'completed',
    handedOverAt: at(-150),
    handedOverBy: 'Fern Facilitator',
    proposed: TRACKING_ROW,
    note: 'The visit went well.',
  },
];

const SUPPORT: StaffPageSnapshot['support'] = [
  {
    name: { en: 'Invented Family Help Line', fr: 'Ligne d’aide familiale inventée' },
    detail: { en: '555-0100, every day', fr: '555-0100, tous les jours' },
  },
];

/** A notice with a third language, whose words are invented: only its length is a language's. */
export const FURTHER_NOTICE: StaffPageSnapshot['notice'] = {
  ...notice,
  further: [
    {
      language: 'cr',
      name: 'ᓀᐦᐃᔭᐍᐏᐣ',
      strip: 'ᐃᑕᒧᐏᓇ ᐅᒪ ᑭᑭᓄᐦᐊᒫᑲᓂᐘᐣ ᐃᓯᐦᐊᐠ',
      title: 'ᑭᐢᑫᔨᐦᑕᒪᐏᓂᐘᐣ',
      paragraphs: notice.paragraphs.map((_, index) =>
        'ᐁᑯᓯ ᒪᑲ ᐅᒪ ᐃᑕᒧᐏᐣ ᑭᑭᓄᐦᐊᒫᑲᓂᐘᐣ ᐃᓯᐦᐊᐠ '.repeat(index === 0 ? 2 : 5).concat(String(index + 1)),
      ),
      privileged: 'ᐅᒪ ᐃᑕᒧᐏᐣ ᓇᒨᔭ ᑭᑭᓄᐦᐊᒫᑲᓂᐘᐣ',
    },
  ],
};

/** A complete staff snapshot; every part can be replaced. */
export function sampleStaff(change: Partial<StaffPageSnapshot> = {}): StaffPageSnapshot {
  const list: StaffPageSnapshot['staff']['list'] = [
    { id: 'staff-fern', name: 'Fern Facilitator', roles: ['facilitator'] },
    { id: 'staff-tess', name: 'Tess Tracking', roles: ['tracking'] },
    { id: 'staff-hazel', name: 'Hazel Headperson', roles: ['head', 'facilitator', 'tracking'] },
  ];
  return {
    version: 1,
    orders: [],
    support: SUPPORT,
    telephones: { it: '555-0120', visitsAndCorrespondence: '555-0110' },
    station: {
      enrolment: {
        station: 'GVI-CL-01',
        institution: {
          id: 'gvi',
          name: { en: 'Grand Valley Institution for Women', fr: 'Établissement pour femmes Grand Valley' },
          province: 'ON',
          zone: 'America/Toronto',
          firstLanguage: 'en',
        },
        location: { en: 'Visits room 12 (invented)', fr: 'Salle de visites 12 (inventée)' },
      },
      embedded: null,
      appVersion: '0.1.0',
      build: 'development',
      practice: null,
      sync: {
        state: 'safe',
        total: 128,
        waiting: 0,
        oldestWaitingAt: null,
        lastReachedAt: at(-1),
        nextTryAt: null,
        receiptAt: at(-1),
        code: null,
      },
      alarms: [],
      firstLanguage: 'en',
      zone: 'America/Toronto',
      now: NOW,
    },
    staff: { list, signedIn: list[2] ?? null, throttled: {} },
    schedule: SCHEDULE,
    walkUp: null,
    hardware: {
      devices: [
        { kind: 'headset', id: 'h1', name: 'Sample Headset USB', vendor: '0b0e', product: '0e41' },
        { kind: 'camera', id: 'c1', name: 'Sample Webcam HD', vendor: null, product: null },
        { kind: 'keyboard', id: 'k1', name: 'Sample Keyboard', vendor: null, product: null },
        { kind: 'pointer', id: 'p1', name: 'Sample Mouse', vendor: null, product: null },
        { kind: 'display', id: 'd1', name: 'Sample Display 1280×800', vendor: null, product: null },
      ],
      attachedInput: ['Sample Keyboard', 'Sample Mouse'],
      chosen: { microphone: null, speaker: null, camera: null },
      microphoneOff: false,
      troubles: [],
      allowed: { headsets: [], webcams: [], buttons: [] },
      simulated: false,
    },
    meeting: {
      state: 'closed',
      failure: null,
      evidence: { audioIn: 0, audioOut: 0, videoIn: 0, videoOut: 0 },
      flowing: { in: false, out: false },
      quality: 'unknown',
      otherDevices: [],
    },
    trialMeeting: 'offered',
    lock: { state: 'open', kind: 'x11', proof: null, detail: '' },
    session: null,
    waiting: WAITING,
    notice,
    language: 'en',
    signOutAt: null,
    exporting: null,
    meetingBounds: null,
    fault: null,
    ...change,
  };
}

/** A meeting with picture and sound in both directions. */
export const IN_MEETING: StaffPageSnapshot['meeting'] = {
  state: 'in-meeting',
  failure: null,
  evidence: { audioIn: 812_000, audioOut: 790_400, videoIn: 14_210_000, videoOut: 12_902_000 },
  flowing: { in: true, out: true },
  quality: 'good',
  otherDevices: [],
};

/** A complete visit-page snapshot; every part can be replaced. */
export function sampleVisit(change: Partial<VisitPageSnapshot> = {}): VisitPageSnapshot {
  return {
    version: 1,
    mode: 'locked',
    firstLanguage: 'en',
    notice,
    startedAt: at(-14),
    endsAt: at(31),
    zone: 'America/Toronto',
    now: NOW,
    messages: [],
    cue: null,
    buttonHint: false,
    panel: null,
    locking: null,
    support: SUPPORT,
    endedByOrder: false,
    practice: false,
    ...change,
  };
}
