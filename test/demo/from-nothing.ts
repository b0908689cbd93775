import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { wallClock } from '../../shared/schedule/local-time.ts';
import type { Stage } from '../practice/stage.ts';
import type { StationDriver } from '../practice/station-driver.ts';
import { type Administrator, runVerb } from './sealed-copy.ts';

export const FIRST_PERSON: Administrator = { name: 'Sample, Hazel', pin: '640173' };
export const FACILITATOR_PIN = '482913';
const ZONE = 'America/Toronto';
const SITE_LIST = fileURLToPath(new URL('../../docs/sample-site-list.csv', import.meta.url));
const LINK_HOST = 'visits-visites.webex.com';

export interface FromNothingHooks {
  readonly stage: Stage;
  readonly say: (line: string) => void;
  readonly picture: (name: string) => Promise<void>;
}

/** Sets an empty station up as a newcomer would: institution, staff, list of sites, booking from an invitation (R64). */
export async function playFromNothing(driver: StationDriver, hooks: FromNothingHooks): Promise<void> {
  const { stage, say, picture } = hooks;
  say('IT makes the set-up code: child-link-station setup.');
  const { code } = await runVerb<{ readonly code: string }>('setup', '--settings', stage.settingsFile);
  await driver.see('setup-code');
  await picture('set-up');
  await driver.type('setup-code', code);
  await driver.staff.locator('[data-test="setup-institution"]').selectOption('grand-valley');
  await driver.type('setup-location-en', 'Practice room');
  await driver.type('setup-location-fr', 'Salle d’exercice');
  await driver.type('setup-person', FIRST_PERSON.name);
  await newPin(driver, FIRST_PERSON.pin);
  await driver.press('setup-submit');
  say('The institution is set up; its first person signs in.');
  const { staff } = await driver.until('the first person', (seen) => seen.staff.list.length === 1);
  await driver.signIn(staff.list[0]?.id ?? '', FIRST_PERSON.pin);

  say('She imports the list of authorized community sites.');
  await driver.see('institution-sites');
  await driver.press('institution-sites');
  await driver.staff.locator('[data-test="list-file"]').setInputFiles(SITE_LIST);
  await driver.staff.getByText(path.basename(SITE_LIST)).waitFor();
  await driver.press('list-preview');
  await driver.see('preview');
  await picture('sites-preview');
  await driver.press('list-import');
  await driver.see('import-done');

  say('She adds a facilitator, who gets a one-time code.');
  await driver.press('institution-staff');
  await driver.press('staff-new');
  await driver.type('member-name', 'Sample, Juniper');
  for (const role of ['facilitator', 'tracking', 'scheduler']) await driver.press(`member-role-${role}`);
  await picture('staff-add');
  await driver.press('member-save');
  await driver.see('issued-code-text');
  const issued = (await driver.staff.locator('[data-test="issued-code-text"]').textContent()) ?? '';
  await picture('staff-code');
  await driver.press('sign-out');

  say('The facilitator sets a PIN of her own with it.');
  await driver.press('first-pin');
  await driver.type('first-pin-code', issued.trim());
  await newPin(driver, FACILITATOR_PIN);
  await picture('first-pin');
  await driver.press('first-pin-submit');
  await driver.see('first-pin-done');
  await driver.press('first-pin-back');
  const both = await driver.until('both people', (seen) => seen.staff.list.length === 2);
  const juniper = both.staff.list.find(({ name }) => name === 'Sample, Juniper');
  await driver.signIn(juniper?.id ?? '', FACILITATOR_PIN);

  say('She books a visit from a pasted invitation.');
  await driver.press('nav-institution');
  await driver.press('booking-new');
  await driver.type('invitation-text', invitation(Date.now(), LINK_HOST));
  await driver.press('invitation-take');
  await driver.see('invitation-read');
  await picture('invitation');
  await driver.press('booking-kind-minor-child');
  await driver.type('booking-inmate', 'Example, Maple');
  await driver.type('booking-fps', '000001A');
  await driver.type('person-name-0', 'Example, Birch');
  await driver.type('person-born-0', '2019-04-30');
  await driver.type('person-name-1', 'Example, Cedar');
  await driver.type('person-born-1', '1990-01-01');
  for (const check of ['approved-0', 'documents-0', 'approved-1', 'guardian-1'])
    await driver.press(`person-${check}`);
  await driver.staff.locator('[data-test="booking-site"]').selectOption('S-1');
  // The practice meeting stands in for Webex.
  await driver.type('booking-link', stage.meeting.url);
  await picture('booking');
  await driver.press('booking-save');
  await driver.until('the booking on the schedule', (seen) => seen.schedule.length === 1);
  await driver.see('booking-new');
  await picture('booked');
  await driver.press('nav-schedule');
  await driver.press('sign-out');
}

async function newPin(driver: StationDriver, pin: string): Promise<void> {
  await driver.type('new-pin', pin);
  await driver.type('new-pin-again', pin);
}

/** As Webex words an invitation, for a visit that starts this minute. */
export function invitation(nowMs: number, host: string): string {
  const clock = wallClock(nowMs, ZONE) ?? { date: '', time: '' };
  const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });
  const [hour = 0, minute = 0] = clock.time.split(':').map(Number);
  const shown = `${((hour + 11) % 12) + 1}:${String(minute).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`;
  return `Subject: Webex meeting invitation: Video visit

${day.format(new Date(`${clock.date}T00:00:00Z`))}
${shown}  |  (UTC-05:00) Eastern Time (US & Canada)  |  1 hr

Join from the meeting link
https://${host}/practice/j.php?MTID=m0000

Join by meeting number
Meeting number (access code): 2556 014 7789
Meeting password: practice-7
`;
}
