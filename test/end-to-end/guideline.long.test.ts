import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partsOf, readCsv, readPdf, readXlsx } from '../../electron/tracking/read-back.fixture.ts';
import shippedNotice from '../../shared/notice/notice.json' with { type: 'json' };
import type { ExportFormat } from '../../shared/tracking/exports.ts';
import type { Column } from '../../shared/tracking/cells.ts';
import type { CallName, CallPayload } from '../../shared/ipc/schema.ts';
import type { StaffPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { ScheduleRow } from '../../shared/sync/rows.ts';
import type { Json } from '../../shared/sync/wire.ts';
import { PRACTICE_PINS } from '../institution/practice-data.ts';
import { StationDriver } from '../practice/station-driver.ts';
import type { Stage } from '../practice/stage.ts';
import { CONFIRMED, EVERYTHING_MET, FACILITATOR, newStage, PIN } from './journey.ts';

/**
 * Visits as the guideline tells them, each once on the real station, through its screens and in one run: on to the sheet,
 * into the three files that the clerk exports, and back out of them. What takes minutes (durations, both clocks) is
 * proven in `electron/tracking/guideline.test.ts`.
 */

type Cells = Partial<Record<Column, string | RegExp>>;

interface Scene {
  readonly name: string;
  /** What differs from a booking of a minor child; null for a visit that is not on the schedule. */
  readonly booking: Readonly<Record<string, Json>> | null;
  readonly play: (booking: string) => Promise<void>;
  /** Undefined where the sheet must have no row. */
  readonly cells?: Cells;
}

const COLLEAGUE = 'staff-03';
const PASSWORD = 'invented-password-1';
const OKIMAW = {
  id: 'okimaw-ohci',
  name: { en: 'Okimaw Ohci Healing Lodge', fr: 'Pavillon de ressourcement Okimaw Ohci' },
  province: 'SK',
  zone: 'America/Regina',
  firstLanguage: 'en',
} as const;
/** Invented words in the third language: what counts is that they are shown. */
const CREE = {
  language: 'cr',
  name: 'ᓀᐦᐃᔭᐍᐏᐣ',
  strip: 'ᐃᑕᒧᐏᐣ',
  title: 'ᐃᑕᒧᐏᐣ',
  paragraphs: ['ᐁᑯᓯ ᒪᑲ ᐅᒪ ᐃᑕᒧᐏᐣ'],
  privileged: 'ᐁᑯᓯ ᐅᒪ',
};

const CHILD = {
  role: 'child',
  name: 'Sample, Birch',
  birthDate: '2018-05-17',
  relationship: 'daughter',
  approvedVisitor: true,
};
const ADULT = {
  role: 'accompanying-adult',
  name: 'Sample, Cedar',
  birthDate: '1970-01-01',
  approvedVisitor: true,
  guardianAuthorization: true,
};
const CONTACT = { role: 'contact', name: 'Sample, Willow', approvedVisitor: true };
const GROWN = { role: 'child', name: 'Sample, Rowan', birthDate: '2000-01-01', approvedVisitor: true };

let stage: Stage;
let driver: StationDriver;
/** The sessions handed over so far, in their order, and which scene's they are. */
const sessions: string[] = [];
const sessionOf = new Map<string, string>();

const press = (name: string): Promise<void> =>
  driver.staff.locator(`[data-test="${name}"]:not([disabled])`).click();
const phaseIs = (phase: string): Promise<unknown> =>
  driver.until(phase, (seen) => seen.session?.session.phase === phase);

/** Through the card and its dialog to the opened visit. */
async function open(booking: string, answer: 'privileged-yes' | 'privileged-no' | null = null) {
  await press(`booking-${booking}`);
  if (answer !== null) await press(answer);
  const { schedule } = await driver.snapshot();
  const people = schedule.find(({ id }) => id === booking)?.people;
  const met = [...(people?.adults ?? []), ...(people?.children ?? [])];
  const all = driver.staff.locator('[data-test="check-all"]');
  if (met.length > 0 && (await all.count()) > 0) await all.click();
  return () => press('open-session');
}

/** From the opened visit to its confirmed connection, as the screens lead. */
async function connect(): Promise<void> {
  await driver.staff.locator('[data-test="microphone-verdict"][data-heard="true"]').waitFor();
  await press('test-sound');
  await press('sound-yes');
  await press('confirm-settings');
  await phaseIs('notice-showing');
  await driver.see('notice-cr');
  await press('finish-notice');
  await phaseIs('connecting');
  expect(await refusalOf('session.confirm-connection', CONFIRMED)).toBe('meeting-not-joined');
  const seen = await driver.until('media both ways', ({ meeting }) => meeting.state === 'in-meeting');
  await press('confirm-site');
  if ((seen.session?.session.adults.length ?? 0) > 0) await press('confirm-adult');
  await press('confirm-duties');
  await press('confirm-connection');
  await phaseIs('connected');
}

/** The code that a call is refused with; undefined when it is not. */
async function refusalOf<N extends CallName>(name: N, payload: CallPayload<N>): Promise<string | undefined> {
  const { refusal } = await driver.call(name, payload);
  return (refusal as { readonly code: string } | undefined)?.code;
}

async function visit(booking: string, answer: 'privileged-yes' | 'privileged-no' | null = null) {
  const submit = await open(booking, answer);
  await submit();
  await phaseIs('opened');
  await connect();
}

/** On a busy machine the picture can stop for a moment; then staff confirm the connection again (R40). */
async function pressWhileConnected(control: 'stay' | 'leave', isDone: (seen: StaffPageSnapshot) => boolean) {
  const button = driver.staff.locator(`[data-test="${control}"]:not([disabled])`);
  const tryOnce = async (): Promise<boolean> => {
    const seen = await driver.snapshot();
    if (isDone(seen)) return true;
    if (seen.session?.asksConfirmation === true) await driver.call('session.confirm-connection', CONFIRMED);
    else if (await button.isVisible()) await button.click({ timeout: 2000 });
    return false;
  };
  // A click whose button has gone meanwhile throws, and is tried again.
  await expect.poll(tryOnce, { timeout: 60_000, interval: 500 }).toBe(true);
}

async function stay(): Promise<void> {
  await pressWhileConnected('stay', ({ session }) => session?.session.phase === 'underway');
  // Staying folds the column, unless something needs attention.
  const handle = driver.staff.locator('[data-test="unfold"]');
  await handle.or(driver.staff.locator('[data-test="end-visit"]')).first().waitFor();
  if ((await handle.count()) > 0) await handle.click();
}

async function leaveAndLock(): Promise<void> {
  await pressWhileConnected('leave', ({ lock }) => lock.state === 'locked');
  await driver.untilVisit('the locked screen', (seen) => seen.mode === 'locked');
}

async function comeBack(): Promise<void> {
  const { lock } = await driver.snapshot();
  await driver.typeIntoLock(PIN, lock.kind);
  await driver.until('the return', (seen) => seen.lock.state === 'open' && seen.staff.signedIn !== null);
}

async function complete(): Promise<void> {
  await press('end-visit');
  await press('outcome-completed');
  await press('end-confirm');
  await press('closing-left');
  await handOver();
}

/** With nothing ticked nothing is recorded, and what is left open takes a note (R45). */
async function inform(): Promise<void> {
  await press('inform');
  await driver.see('refusal-nobody-informed');
  await press('inform-inmate');
  await press('inform');
  await driver.see('refusal-inform-note-missing');
  for (const who of ['visitor', 'representations']) await press(`inform-${who}`);
  await press('inform');
}

async function handOver(): Promise<void> {
  const { session } = await driver.snapshot();
  sessions.push(session?.session.id ?? '');
  await press('hand-over-and-complete');
  await press('tracking-complete');
  await driver.until('the entry', (seen) => seen.waiting.length === 0);
}

/** A visit that does not take place: by its card alone. */
async function notHeld(booking: string, outcome: string, party: string, more: () => Promise<void>) {
  await press(`not-held-${booking}`);
  await press(`outcome-${outcome}`);
  await press(`party-${party}`);
  await more();
  await press('not-held-confirm');
  await driver.see('hand-over');
}

const webcamIsBack = ({ session }: StaffPageSnapshot): boolean =>
  session !== null && session.session.interruptions['webcam-gone'] === undefined;

const SCENES: readonly Scene[] = [
  {
    name: 'R10, R26: a minor child, left alone, with the notice in a third language at Okimaw Ohci',
    booking: {},
    play: async (booking) => {
      await visit(booking);
      // R14: the meeting's password is for staff, never for her, and in no file.
      const { session } = await driver.snapshot();
      expect(session?.meetingPassword).toBe(PASSWORD);
      await leaveAndLock();
      expect(JSON.stringify(await driver.untilVisit('her screen', () => true))).not.toContain(PASSWORD);
      await comeBack();
      await complete();
    },
    cells: {
      institution: OKIMAW.name.en,
      institutionZone: OKIMAW.zone,
      kind: 'Minor child',
      accompanyingAdult: 'Sample, Cedar',
      children: /^Sample, Birch \(/u,
      // She came back to end the visit.
      supervision: 'Unsupervised, station locked',
      outcome: 'Completed',
    },
  },
  {
    name: 'R10, R7: an adult child, by decision of the Visits Review Board; relieved by a colleague',
    booking: { kind: 'adult-child', reference: 'VRB-1', participants: [GROWN] },
    play: async (booking) => {
      await visit(booking);
      await stay();
      await press('relieve');
      await driver.staff.locator('[data-test="relieve-staff"]').selectOption(COLLEAGUE);
      await driver.type('relieve-pin', PRACTICE_PINS.facilitatorOnly);
      await press('relieve-confirm');
      await driver.until('the relief', (seen) => seen.staff.signedIn?.id === COLLEAGUE);
      await press('end-visit');
      await press('outcome-completed');
      await press('end-confirm');
      await press('closing-left');
      const { session } = await driver.snapshot();
      sessions.push(session?.session.id ?? '');
      // She completes no sheet: the visit waits for the colleague who does (R52).
      await press('hand-over');
      await driver.until('the hand-over', (seen) => seen.waiting.length === 1);
      await press('sign-out');
      await signIn();
      await press('nav-tracking');
      await press(`waiting-${sessions.at(-1)}`);
      await press('tracking-complete');
      await driver.until('the entry', (seen) => seen.waiting.length === 0);
    },
    cells: {
      kind: 'Adult child',
      reference: 'VRB-1',
      children: 'Sample, Rowan (adult)',
      responsibles: 'Sample, Juniper; Modèle, Pivoine',
      supervision: 'Supervised',
    },
  },
  {
    name: 'R10, R45: a child welfare agency; paused for a count',
    booking: { kind: 'child-welfare', participants: [CHILD, ADULT, CONTACT] },
    play: async (booking) => {
      await visit(booking, 'privileged-no');
      await stay();
      // R43: the station requires a camera, the booking does not.
      await driver.simulate('unplug camera');
      await driver.see('interruption-webcam-gone');
      await driver.simulate('plug camera');
      await driver.until('the camera', webcamIsBack);
      await press('pause');
      await press('pause-count');
      await driver.until('the pause', (seen) => seen.meeting.state === 'closed');
      await press('end-pause');
      await driver.until('the meeting', (seen) => seen.meeting.state === 'in-meeting');
      await complete();
    },
    cells: { contacts: 'Sample, Willow', pauses: /, 0 min, Count$/u, suspensions: '', outcome: 'Completed' },
  },
  {
    name: 'R10, R45: a contact under section 81 or 84; suspended and resumed, explained afterwards',
    booking: { kind: 'section-81-84', participants: [CONTACT] },
    play: async (booking) => {
      await visit(booking, 'privileged-no');
      await stay();
      await press('suspend');
      await driver.until('the suspension', (seen) => seen.meeting.state === 'closed');
      await driver.type('unsuspend-authority', 'Head');
      await press('unsuspend');
      await driver.until('the meeting', (seen) => seen.meeting.state === 'in-meeting');
      await press('end-visit');
      await press('outcome-completed');
      await press('end-confirm');
      await press('closing-left');
      await driver.type('explain-authority', 'Head');
      await driver.type('explain-reason', 'An alarm');
      await press('explain');
      await inform();
      await handOver();
    },
    cells: {
      suspensions: /, 0 min, Head, An alarm$/u,
      informed: /^Inmate, Visitor, representations offered; .+; Sample, Juniper$/u,
      outcome: 'Completed',
      children: '',
    },
  },
  {
    name: 'R10, R44: an activity of the Correctional Plan; extended by the minutes that were lost',
    booking: { kind: 'correctional-plan', reference: 'CP-1', participants: [CONTACT] },
    play: async (booking) => {
      await visit(booking, 'privileged-no');
      await stay();
      stage.meeting.media.setDropping(true);
      await driver.see('interruption-link-lost');
      expect(await refusalOf('session.leave', null)).toBe('link-down');
      stage.meeting.media.setDropping(false);
      await driver.until(
        'the link',
        (seen) => Object.keys(seen.session?.session.interruptions ?? { none: 0 }).length === 0,
        120_000,
      );
      await expect
        .poll(() => driver.call('session.leave', null))
        .toMatchObject({ ok: false, refusal: { code: 'confirm-again' } });
      await press('extend');
      await press('extend-offered');
      await press('extend-confirm');
      await complete();
    },
    cells: { reference: 'CP-1', minutesLost: /^[1-9]$/u, extensionMinutes: /^[1-9]$/u, outcome: 'Completed' },
  },
  {
    name: 'R10, R16, R45: another community contact, a privileged person; terminated by staff',
    booking: { kind: 'community-contact', reference: 'IH-1', participants: [CONTACT] },
    play: async (booking) => {
      await visit(booking, 'privileged-yes');
      await stay();
      await press('terminate');
      await driver.until('the covered screen', (seen) => seen.meeting.state === 'closed');
      await press('party-institutional-head');
      await press('end-confirm');
      await press('closing-left');
      await driver.type('explain-authority', 'Head');
      await driver.type('explain-reason', 'An order');
      await press('explain');
      await inform();
      await handOver();
    },
    cells: {
      reference: 'IH-1',
      contacts: 'Sample, Willow',
      outcome: 'Terminated',
      outcomeReason: 'An order',
      outcomeAuthority: 'Head',
    },
  },
  {
    name: 'R11, R45: a second accompanying adult without an approval; terminated by order while locked',
    booking: { participants: [CHILD, ADULT, { ...ADULT, name: 'Sample, Alder', approvedVisitor: false }] },
    play: async (booking) => {
      const submit = await open(booking);
      // The records of the second adult do not agree: each check is answered by itself.
      for (const check of await driver.staff.locator('dialog input[data-test^="check-"]').all())
        await check.check();
      await driver.type('exception-authority', 'Head');
      await driver.type('exception-reason', 'Agreed by telephone');
      await submit();
      await phaseIs('opened');
      await connect();
      const { session } = await driver.snapshot();
      await leaveAndLock();
      const now = Date.now();
      await stage.institution?.setFeedRow('directives', 'directive-1', {
        id: 'directive-1',
        session: session?.session.id ?? '',
        action: 'terminate',
        reason: { code: 'security', text: 'Ordered by telephone' },
        authority: 'Institutional Head',
        issuedAt: new Date(now).toISOString(),
        expiresAt: new Date(now + 60 * 60_000).toISOString(),
      });
      await driver.untilVisit('the closing page', (seen) => seen.mode === 'closing' && seen.endedByOrder);
      // R37: a wrong PIN is answered on this screen too.
      const { lock } = await driver.snapshot();
      await driver.typeIntoLock('000000', lock.kind);
      await driver.visit.locator('[data-test="pin-panel"]').waitFor();
      await driver.untilVisit('the refusal', ({ panel }) => panel?.message?.code === 'pin-wrong');
      await comeBack();
      await press('closing-left');
      await inform();
      await handOver();
    },
    cells: {
      furtherAdults: /^Sample, Alder \(/u,
      exception: 'approval of the accompanying adult; Head; Agreed by telephone',
      outcome: 'Terminated',
      outcomeBy: 'Order received from the institution',
      outcomeReason: 'Ordered by telephone',
      outcomeAuthority: 'Institutional Head',
      supervision: 'Unsupervised, station locked',
    },
  },
  {
    name: 'R2: a walk-up',
    booking: null,
    play: async () => {
      await press('walk-up');
      await press('walk-up-kind-minor-child');
      await driver.type('walk-up-inmate', 'Example, Maple');
      await driver.staff.getByLabel('FPS number').fill('000001A');
      for (const [index, person] of [CHILD, ADULT].entries()) {
        await driver.type(`person-name-${index}`, person.name);
        await driver.type(`person-born-${index}`, person.birthDate);
        await driver.staff.locator(`[data-test="person-approved-${index}"]`).check();
      }
      await driver.staff.locator('[data-test="person-guardian-1"]').check();
      await driver.staff.locator('[data-test="walk-up-site"]').selectOption('site-halifax');
      await driver.type('walk-up-link', stage.meeting.url);
      for (const check of await driver.staff.locator('input[data-test^="check-"]').all()) await check.check();
      const reason = driver.staff.locator('[data-test="exception-authority"]');
      if ((await reason.count()) > 0) {
        await reason.fill('Head');
        await driver.type('exception-reason', 'Entered by hand');
      }
      await press('walk-up-open');
      await phaseIs('opened');
      await connect();
      await stay();
      await complete();
    },
    cells: { walkUp: 'Yes', outcome: 'Completed', accompanyingAdult: 'Sample, Cedar' },
  },
  {
    name: 'R9: refused, turned away at the site',
    booking: {},
    play: async (booking) => {
      await notHeld(booking, 'refused', 'site', async () => {
        await driver.type('end-reason', 'Turned away at the site');
        await press('notified-visitor');
        await press('notified-site');
        await driver.type('not-held-authority', 'Head');
      });
      await inform();
      await handOver();
    },
    cells: {
      outcome: 'Refused',
      outcomeBy: 'Community site',
      outcomeReason: 'Turned away at the site',
      outcomeAuthority: 'Head',
      notified: 'Visitor; Community site',
      actualStart: '',
      minutes: '0',
    },
  },
  {
    name: 'R50: a no-show, without opening',
    booking: {},
    play: async (booking) => {
      await notHeld(booking, 'no-show', 'visitor', async () => undefined);
      await handOver();
    },
    cells: { outcome: 'No-show', outcomeBy: 'Visitor', actualStart: '', checks: '' },
  },
  {
    name: 'R13, R50: cancelled before opening, with visitor and site notified',
    booking: {},
    play: async (booking) => {
      await notHeld(booking, 'cancelled', 'staff', async () => {
        await driver.type('end-reason', 'Lockdown');
        await press('notified-visitor');
        await press('notified-site');
      });
      await handOver();
    },
    cells: { outcome: 'Cancelled', outcomeReason: 'Lockdown', notified: 'Visitor; Community site' },
  },
  {
    name: 'R8: opened by mistake',
    booking: {},
    play: async (booking) => {
      const submit = await open(booking);
      await submit();
      await phaseIs('opened');
      await press('close-mistaken');
      await driver.until('the free booking', (seen) => seen.session === null);
      await press('nav-schedule');
      await driver.staff.locator(`[data-test="booking-${booking}"]:not([disabled])`).waitFor();
    },
  },
];

async function signIn(): Promise<void> {
  await driver.until('the staff list', (seen) => seen.staff.list.some(({ id }) => id === FACILITATOR));
  await press(`staff-${FACILITATOR}`);
  await driver.type('pin', PIN);
  await press('sign-in');
  await driver.until('the sign-in', (seen) => seen.staff.signedIn?.id === FACILITATOR);
}

function rowOf(booking: Readonly<Record<string, Json>>, index: number) {
  const startsAt = Math.floor(Date.now() / 60_000) * 60_000;
  return {
    id: `0199a000-0000-7000-8000-0000000001${String(index).padStart(2, '0')}`,
    kind: 'minor-child',
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(startsAt + 45 * 60_000).toISOString(),
    inmate: { name: 'Example, Maple', fps: '000001A' },
    participants: [CHILD, ADULT],
    site: 'site-halifax',
    meeting: { url: stage.meeting.url, password: PASSWORD },
    webcamRequired: false,
    language: 'en',
    reference: null,
    contactRestricted: false,
    status: 'booked',
    ...booking,
  } satisfies Json;
}

/** Puts one booking on the schedule, alone, and waits for its card. */
async function book({ booking }: Pick<Scene, 'booking'>, index: number): Promise<string> {
  const row = rowOf(booking ?? {}, index);
  await stage.institution?.replaceFeed('schedule', new Map(booking === null ? [] : [[row.id, row]]));
  const isThere = booking !== null;
  await driver.until('the booking', ({ schedule }) => schedule.some(({ id }) => id === row.id) === isThere);
  return row.id;
}

beforeAll(async () => {
  stage = await newStage({ institutionIs: OKIMAW, settings: { webcamRequired: true } });
  await stage.institution?.setFeedRow('settings', 'opening', { walkUp: 'always' });
  await stage.institution?.setFeedRow('settings', 'notice', {
    id: 'practice-notice',
    minimumSeconds: 0,
    ...shippedNotice,
    further: [CREE],
  });
  driver = await StationDriver.launch(stage);
  await signIn();
});
afterAll(async () => {
  await driver.kill();
  await stage.close();
});

describe('as the guideline tells it, on the real station', () => {
  it.each(SCENES.map((scene, index) => ({ ...scene, index })))('$name', async ({ index, ...scene }) => {
    await press('nav-schedule');
    const before = sessions.length;
    await scene.play(await book(scene, index));
    const added = sessions.slice(before);
    expect(added).toHaveLength(scene.cells === undefined ? 0 : 1);
    for (const session of added) sessionOf.set(scene.name, session);
  });
});

describe('on the real station', () => {
  const OPENING = { timingReason: '', privileged: null, ...EVERYTHING_MET };

  it('R10: no visit of an adult child opens with a child born 2019', async () => {
    const young = {
      kind: 'adult-child',
      reference: 'VRB-2',
      participants: [{ ...CHILD, birthDate: '2019-04-30' }],
    };
    const booking = await book({ booking: young }, 50);
    expect(await refusalOf('session.open', { ...OPENING, booking })).toBe('child-not-adult');
  });

  it('R15: a restricted inmate is the same inmate, however a walk-up writes her number', async () => {
    await book({ booking: { contactRestricted: true } }, 51);
    const walkUp = ScheduleRow.parse({ ...rowOf({}, 52), inmate: { name: 'Example, Maple', fps: '#1a' } });
    expect(await refusalOf('session.open-walk-up', { ...OPENING, booking: walkUp })).toBe('fps-invalid');
    const written = { ...walkUp, inmate: { name: 'Example, Maple', fps: ' 000-001a' } };
    expect(await refusalOf('session.open-walk-up', { ...OPENING, booking: written })).toBe(
      'contact-restricted',
    );
  });

  it('R15: a suspension of all visits leaves out a person of CCRR 93 by decision of the Head', async () => {
    const lawyer = { kind: 'community-contact', reference: 'IH-2', participants: [CONTACT] };
    const booking = await book({ booking: lawyer }, 53);
    await stage.institution?.setFeedRow('settings', 'visits-suspended', { suspended: true });
    await driver.until('the suspension', ({ schedule }) =>
      schedule.some(({ asksSection93 }) => asksSection93),
    );
    const opening = { ...OPENING, booking, privileged: true };
    expect(await refusalOf('session.open', opening)).toBe('visits-suspended');
    const decided = { section93: true, authority: 'Head', reason: 'A person of CCRR 93' };
    expect(await driver.call('session.open', { ...opening, ...decided })).toMatchObject({ ok: true });
    await driver.call('session.close-mistaken', null);
    await stage.institution?.setFeedRow('settings', 'visits-suspended', { suspended: false });
  });

  it('R14: the password of a booked meeting is in nothing that the institution received', async () => {
    await driver.until('everything sent', ({ station }) => station.sync.waiting === 0);
    const chains = (await stage.institution?.chains()) ?? [];
    const received = await Promise.all(
      chains.map(async ({ chain }) => stage.institution?.listEntries(chain)),
    );
    const text = JSON.stringify(received);
    expect(text).toContain('Example, Maple');
    expect(text).not.toContain(PASSWORD);
  });

  it('SYNC: a message of the institution is shown until it is answered', async () => {
    const now = Date.now();
    await stage.institution?.setFeedRow('directives', 'message-1', {
      id: 'message-1',
      session: null,
      action: 'message',
      reason: { code: 'other', text: 'An invented message' },
      authority: 'Institutional Head',
      issuedAt: new Date(now).toISOString(),
      expiresAt: new Date(now + 60 * 60_000).toISOString(),
    });
    await driver.staff.getByText('An invented message').waitFor();
    await press('order-answer-message-1');
    await expect.poll(async () => (await driver.snapshot()).orders).toEqual([]);
  });
});

describe('R53: the files of the clerk', () => {
  const written: Partial<Record<ExportFormat, Buffer>> = {};

  beforeAll(async () => {
    await press('nav-tracking');
    await press('period-thisYear');
    await press('export-open');
    for (const format of ['csv', 'xlsx', 'pdf'] as const) {
      await press(`export-${format}`);
      await press('export-write');
      const said = driver.staff.locator('[data-test="sheet-exported"]', { hasText: `.${format}` });
      const [file = ''] = (await said.innerText()).match(/\/\S+/u) ?? [];
      written[format] = readFileSync(file);
    }
  });

  it.each(SCENES.filter(({ cells }) => cells !== undefined))('have the row of $name', async (scene) => {
    const session = sessionOf.get(scene.name) ?? '';
    // In the order of the sheet, by which the PDF is read.
    const all = readCsv(written.csv ?? Buffer.of());
    const [csv, xlsx] = [all[session], readXlsx(written.xlsx ?? Buffer.of())[session]];
    const pdf = (await readPdf(written.pdf ?? Buffer.of(), Object.keys(all)))[session];
    expect(xlsx).toEqual(csv);
    for (const [column, wanted] of Object.entries(scene.cells ?? {})) {
      const cell = csv?.[column as Column] ?? 'no row';
      if (typeof wanted === 'string') expect(cell, column).toBe(wanted);
      else expect(cell, column).toMatch(wanted);
      for (const part of partsOf(cell)) expect(pdf, column).toContain(part);
    }
  });

  it('R8: have no row of what was opened by mistake', () => {
    expect(Object.keys(readCsv(written.csv ?? Buffer.of()))).toHaveLength(sessions.length);
  });
});
