import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KINDS_THAT_ASK_PRIVILEGE } from '../../shared/session/commands.ts';
import type { ScheduleRow } from '../../shared/sync/rows.ts';
import { PRACTICE_PINS } from '../institution/practice-data.ts';
import { setUpStage, type Stage, type StageOptions } from '../practice/stage.ts';
import { StationDriver } from '../practice/station-driver.ts';

/** The facilitator who also completes the tracking sheet. */
export const FACILITATOR = 'staff-01';
export const PIN = PRACTICE_PINS.facilitator;

/** A stage of its own for one test: free ports, a new folder that goes with it, and a server, so that every test syncs too. */
export async function newStage(options: Partial<StageOptions> = {}): Promise<Stage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'child-link-e2e-'));
  const stage = await setUpStage({ folder, meetingPort: 0, institution: 'server', ...options });
  if (!stage.ok) throw new Error(stage.refusal.sentence);
  return {
    ...stage.value,
    close: async () => {
      await stage.value.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs a test with a station of its own; both are ended whatever happens. */
export async function withStation(
  test: (driver: StationDriver, stage: Stage) => Promise<void>,
  options: Partial<StageOptions> = {},
): Promise<void> {
  const stage = await newStage(options);
  try {
    const driver = await StationDriver.launch(stage);
    try {
      await test(driver, stage);
    } finally {
      await driver.kill();
    }
  } finally {
    await stage.close();
  }
}

/** Signs the facilitator in, through the same gate as the page's own button. */
export async function signIn(driver: StationDriver): Promise<void> {
  await driver.until('the staff list', (seen) => seen.staff.list.some((member) => member.id === FACILITATOR));
  await expectOk(driver.call('staff.sign-in', { staff: FACILITATOR, pin: PIN }));
  await driver.until('the schedule', (seen) => seen.schedule.length > 0);
}

/** From the sign-in to an opened visit, of a minor child unless told otherwise, whose equipment is to be checked. */
export async function bringToOpened(
  driver: StationDriver,
  kind: ScheduleRow['kind'] = 'minor-child',
): Promise<void> {
  await signIn(driver);
  const { schedule } = await driver.snapshot();
  const openable = schedule.filter((row) => row.stop === null && row.kind === kind);
  const booking = openable.find((row) => !row.reasonNeeded) ?? openable[0];
  if (booking === undefined) throw new Error('No visit can be opened now.');
  await expectOk(
    driver.call('session.open', {
      booking: booking.id,
      timingReason: booking.reasonNeeded ? 'a test' : '',
      privileged: KINDS_THAT_ASK_PRIVILEGE.includes(kind) ? false : null,
      ...EVERYTHING_MET,
    }),
  );
}

/** All checks met; no practice booking has more people. */
const MET = Array.from({ length: 4 });
export const EVERYTHING_MET = {
  answers: {
    adults: MET.map(() => ({ majority: true, approvedVisitor: true, guardianAuthorization: true })),
    children: MET.map(() => ({ approvedVisitor: true, documents: true })),
  },
  authority: '',
  reason: '',
  section93: false,
  otherDay: true,
};

/** The names of the devices that the equipment check saw; none, and the meeting may use any. */
type Seen = Readonly<Partial<Record<'microphone' | 'sound' | 'webcam', string>>>;

/** The equipment checked and confirmed. */
export async function bringToChecked(driver: StationDriver, seen: Seen = {}): Promise<void> {
  for (const check of ['headset', 'microphone', 'sound', 'webcam', 'sign'] as const) {
    const detail = check === 'headset' ? '' : check === 'sign' ? '' : (seen[check] ?? '');
    await expectOk(driver.call('session.record-check', { check, result: { verdict: 'pass', detail } }));
  }
  // The reserve on the disk is laid aside in the first moments after the start; until then that check fails.
  await driver.untilOk('the settings', async () => {
    await expectOk(driver.call('session.run-checks', null));
    return driver.call('session.confirm-settings', null);
  });
}

/** The notice shown and read. */
export async function bringToNoticed(driver: StationDriver): Promise<void> {
  await expectOk(driver.call('session.show-notice', null));
  await driver.untilOk('the notice', () =>
    driver.call('session.finish-notice', { readAloud: true, questionsAnswered: true }),
  );
}

/** The meeting joined, and nothing confirmed. */
export async function bringToConnecting(driver: StationDriver): Promise<void> {
  await expectOk(driver.call('session.connect', null));
  await driver.until('media both ways', (seen) => seen.meeting.state === 'in-meeting');
}

export function confirmConnection(driver: StationDriver): Promise<void> {
  return driver.untilOk('the connection', () => driver.call('session.confirm-connection', CONFIRMED));
}

/** From the sign-in to a confirmed connection, without the screens: the demo goes through those. */
export async function bringToConnected(driver: StationDriver, seen: Seen = {}): Promise<string> {
  await bringToOpened(driver);
  await bringToChecked(driver, seen);
  await bringToNoticed(driver);
  await bringToConnecting(driver);
  await confirmConnection(driver);
  const { session } = await driver.snapshot();
  return session?.session.id ?? '';
}

export const CONFIRMED = {
  siteSeenAndHeard: true,
  bookedSite: true,
  adultPresent: true,
  identityChecked: true,
  earlyEndExplained: true,
};

/** Leaves. On a busy machine the picture can stop for a moment; then staff must confirm the connection again (R40). */
export async function leave(driver: StationDriver): Promise<void> {
  await driver.untilOk('nobody supervising', async () => {
    const left = await driver.call('session.leave', null);
    if (!left.ok) await driver.call('session.confirm-connection', CONFIRMED);
    return left;
  });
  await driver.until('the lock', (seen) => seen.lock.state === 'locked');
}

/** To the visit that nobody supervises. */
export async function bringToLocked(driver: StationDriver): Promise<string> {
  const session = await bringToConnected(driver);
  await leave(driver);
  await driver.untilVisit('the locked screen', (seen) => seen.mode === 'locked');
  return session;
}

export async function expectOk(
  call: Promise<{ readonly ok: boolean; readonly refusal?: unknown }>,
): Promise<void> {
  const answer = await call;
  if (!answer.ok) throw new Error(`Refused: ${JSON.stringify(answer.refusal)}`);
}

/** From now on the station's wall clock runs so many times as fast; what it measures media and locks by does not. */
export function runClock(driver: StationDriver, times: number): Promise<void> {
  return driver.app.evaluate((_electron, rate) => {
    const before = Date.now;
    const [wall, own] = [before(), performance.now()];
    Date.now = () => Math.trunc(wall + (performance.now() - own) * rate);
  }, times);
}
