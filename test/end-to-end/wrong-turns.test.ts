import { expect, it } from 'vitest';
import type { Json } from '../../shared/sync/wire.ts';
import { PRACTICE_PINS } from '../institution/practice-data.ts';
import type { StationDriver } from '../practice/station-driver.ts';
import { bringToOpened, FACILITATOR, PIN, withStation } from './journey.ts';

/** What tired people do at the screens of the real station, and days that are not like others. */

const OTHER = 'staff-03';
const FIRST_PASSED = ['check-headset-pass', 'check-microphone-pass', 'test-sound', 'sound-yes'];

async function signInAtScreen(driver: StationDriver, staff: string, pin: string): Promise<void> {
  await driver.until('the staff list', (seen) => seen.staff.list.some(({ id }) => id === staff));
  await driver.press(`staff-${staff}`);
  await driver.type('pin', pin);
  await driver.press('sign-in');
}

/** Opens a booking through the screens, with whatever its kind and hour ask for. */
async function open(driver: StationDriver, id: string): Promise<void> {
  const { schedule } = await driver.snapshot();
  const booking = schedule.find((row) => row.id === id);
  await driver.press(`booking-${id}`);
  await driver.see('open-session');
  if (booking?.reasonNeeded === true) await driver.type('timing-reason', 'A test plays it now.');
  if (booking?.asksPrivilege === true) await driver.press('privileged-no');
  for (const [index] of booking?.people.adults.entries() ?? [])
    for (const check of ['majority', 'approvedVisitor', 'guardianAuthorization'])
      await driver.press(`check-adult-${index}-${check}`);
  for (const [index] of booking?.people.children.entries() ?? [])
    for (const check of ['approvedVisitor', 'documents']) await driver.press(`check-child-${index}-${check}`);
  await driver.press('open-session');
  await driver.until('the session', (seen) => seen.session !== null);
}

it('a wrong PIN, the wrong session, back, a reload, two staff in turn: nothing is lost and the right visit begins', () =>
  withStation(async (driver) => {
    await signInAtScreen(driver, FACILITATOR, '000000');
    await driver.staff.getByText('This PIN is not correct').waitFor();
    await driver.type('pin', PIN);
    await driver.press('sign-in');
    const { schedule } = await driver.until('the schedule', (seen) => seen.schedule.length > 0);
    const ready = schedule.filter((row) => row.stop === null && row.done === null);
    const right = ready.find((row) => row.kind === 'minor-child');
    const wrong = ready.find((row) => row.id !== right?.id);
    if (right === undefined || wrong === undefined) throw new Error('Two visits are needed.');

    await open(driver, wrong.id);
    await driver.press('end-without-visit');
    await driver.press('end-back');
    await driver.press('end-without-visit');
    await driver.press('outcome-cancelled');
    await driver.press('party-staff');
    await driver.type('end-reason', 'The wrong session was opened.');
    await driver.press('end-confirm');
    await driver.press('hand-over');
    await driver.until('no session', (seen) => seen.session === null);

    // The other one takes over at the desk: what the first one has not sent is not hers to see.
    await driver.press('nav-schedule');
    await driver.type('schedule-search', right.inmateName);
    await driver.press('sign-out');
    await signInAtScreen(driver, OTHER, PRACTICE_PINS.facilitatorOnly);
    await driver.see('schedule-search');
    expect(await driver.staff.locator('[data-test="schedule-search"]').inputValue()).toBe('');

    await open(driver, right.id);
    for (const name of FIRST_PASSED) await driver.press(name);
    await driver.until('what was checked', (seen) => seen.session?.session.checks.sound !== undefined);
    await driver.staff.reload();
    await driver.press('check-webcam-pass');
    await driver.staff.locator('[data-test="confirm-settings"]:not([disabled])').click();
    const { session } = await driver.until(
      'the notice',
      (seen) => seen.session?.session.phase === 'notice-showing',
    );
    expect(session?.session.booking.id).toBe(right.id);
    expect(session?.session.checks.headset?.verdict).toBe('pass');
  }));

it('a day with 500 sessions is found through and opened in, and an empty day says so', () =>
  withStation(async (driver, stage) => {
    const rows = (await stage.institution?.feedRows('schedule')) ?? new Map<string, Json>();
    const usual = JSON.parse(JSON.stringify([...rows.values()][0])) as { [key: string]: Json };
    const day = Array.from({ length: 500 }, (_, index) => {
      const id = `0199b000-0000-7000-8000-${String(index).padStart(12, '0')}`;
      return [id, { ...usual, id, inmate: { name: `Crowd, Number${index}`, fps: '000500Z' } }] as const;
    });
    await stage.institution?.replaceFeed('schedule', new Map<string, Json>(day));
    await signInAtScreen(driver, FACILITATOR, PIN);
    await driver.until('the long day', (seen) => seen.schedule.length === 500);
    await driver.staff.getByText('60 of 500 visits').waitFor();
    await driver.type('schedule-search', 'number437');
    await driver.staff.getByText('1 visit found').waitFor();
    expect(await driver.staff.locator('[data-test^="booking-"]').count()).toBe(1);
    await driver.press(`booking-${day[437]?.[0] ?? ''}`);
    await driver.see('open-session');
    await driver.press('open-cancel');

    await stage.institution?.replaceFeed('schedule', new Map());
    await driver.until('the empty day', (seen) => seen.schedule.length === 0);
    await driver.see('empty-day');
  }));

it('names in any script come through the screens onto the sheet letter by letter', () =>
  withStation(async (driver, stage) => {
    const name = 'ᐊᓂᓴ Łı̨́ Олена 陳美 ليلى Zoë-Élise d’Exemple';
    for (const [key, row] of (await stage.institution?.feedRows('schedule')) ?? []) {
      const booking = JSON.parse(JSON.stringify(row)) as { [key: string]: Json };
      if (booking['kind'] !== 'minor-child') continue;
      await stage.institution?.setFeedRow('schedule', key, { ...booking, inmate: { name, fps: '000001A' } });
    }
    await bringToOpened(driver);
    await driver.staff.getByText(name).first().waitFor();
    await driver.press('end-without-visit');
    await driver.press('outcome-cancelled');
    await driver.press('party-staff');
    await driver.press('end-confirm');
    await driver.press('hand-over');
    const { waiting } = await driver.until('the hand-over', (seen) => seen.waiting.length > 0);
    await driver.press('nav-tracking');
    await driver.press(`waiting-${waiting[0]?.session ?? ''}`);
    await driver.press('tracking-complete');
    await driver.see('sheet-show');
    await driver.press('sheet-show');
    await driver.see(`sheet-row-${waiting[0]?.session ?? ''}`);
    const shown = driver.staff.locator(`[data-test="sheet-row-${waiting[0]?.session ?? ''}"] th span`);
    expect(await shown.first().textContent()).toBe(name);
  }));
