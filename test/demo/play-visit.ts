import { setTimeout as delay } from 'node:timers/promises';
import type { StationDriver } from '../practice/station-driver.ts';
import type { DemoPhase } from './options.ts';

/** The player's connection to the demo while it plays. */
export interface VisitHooks {
  readonly say: (line: string) => void;
  /** A picture of what is on the screen, in the facilitator's language and in the other one. */
  readonly picture: (name: string) => Promise<void>;
  /** Called when a phase is reached; true ends the play there. */
  readonly reached: (phase: DemoPhase) => Promise<boolean>;
  /** The id of the staff member whom the PIN belongs to. */
  readonly staffOf: (pin: string) => Promise<string>;
  readonly pin: string;
  /** Whether a server will confirm with a receipt. */
  readonly hasServer: boolean;
  /** How long mother and child see each other before the facilitator returns. */
  readonly visitSeconds: number;
}

/**
 * Plays one visit of a minor child as a facilitator would: through the screens, and through the lock's own keys to come
 * back. Returns the session's id, or null when it was stopped before one was opened.
 */
export async function playVisit(driver: StationDriver, hooks: VisitHooks): Promise<string | null> {
  const { say, picture, reached } = hooks;

  if (hooks.hasServer) say('The station enrols and fetches staff, sites and today’s schedule.');
  await driver.until('the staff list', (seen) => seen.staff.list.length > 0);
  await driver.see('sign-in');
  await picture('sign-in');
  if (await reached('sign-in')) return null;

  const staff = await hooks.staffOf(hooks.pin);
  say('A named facilitator signs in with her PIN.');
  await driver.signIn(staff, hooks.pin);
  await driver.until('the schedule', (seen) => seen.schedule.length > 0);
  await picture('schedule');
  if (await reached('schedule')) return null;

  const session = await openFirst(driver, hooks);
  if (await reached('opened')) return session;

  say('Equipment and settings are confirmed for this session.');
  // One answer is enough for the headset, once the station hears her voice.
  await driver.staff.locator('[data-test="microphone-verdict"][data-heard="true"]').waitFor();
  await driver.press('test-sound');
  await driver.press('sound-yes');
  await driver.staff.locator('[data-test="confirm-settings"]:not([disabled])').waitFor();
  await picture('equipment');
  await driver.press('confirm-settings');
  say('The notice follows in both languages; it is read aloud, and questions are answered.');
  await driver.until('the notice', (seen) => seen.session?.session.phase === 'notice-showing');
  await driver.see('notice');
  await picture('notice');
  if (await reached('notice')) return session;
  say('She listens to it in her headset for a moment.');
  await driver.press('notice-play');
  await driver.staff.locator('[data-test="notice-speaking"]:not([data-language=""])').waitFor();
  await picture('notice-heard');
  await driver.press('notice-stop');
  await driver.press('questions-answered');
  await driver.press('finish-notice');
  say('The meeting opens; the community site is already there.');
  if (await reached('connecting')) return session;
  const meeting = await driver.until('media both ways', (seen) => seen.meeting.state === 'in-meeting');
  say(`Media flows both ways: ${meeting.meeting.evidence.videoIn} bytes of video in already.`);
  await delay(1500);
  await picture('connected');
  await driver.press('confirm-site');
  await driver.press('confirm-adult');
  await driver.press('confirm-duties');
  await driver.press('confirm-connection');
  await driver.until('the confirmation', (seen) => seen.session?.session.phase === 'connected');
  await picture('leave-or-stay');
  if (await reached('connected')) return session;

  say('The facilitator locks the station; she may leave once the lock is proven.');
  await driver.press('leave');
  const locked = await driver.until('the lock', (seen) => seen.lock.state === 'locked');
  say(`Locked by ${locked.lock.kind}, proven at ${locked.lock.proof?.verifiedAt ?? '?'}.`);
  await delay(1500);
  await picture('may-leave');
  if (await reached('locked')) return session;
  await delay(hooks.visitSeconds * 1000);
  // What told her that she may leave goes by itself; then the picture is the child's alone.
  await driver.untilVisit('the undisturbed visit', (seen) => seen.locking === null);
  await picture('visit');

  say('The facilitator comes back: Escape held, PIN typed where only the lock reads it.');
  await driver.typeIntoLock(hooks.pin, locked.lock.kind);
  await driver.until('the return', (seen) => seen.lock.state === 'open' && seen.staff.signedIn !== null);
  await driver.see('end-visit');
  await picture('returned');
  if (await reached('returned')) return session;

  say('The visit ends: completed.');
  await driver.press('end-visit');
  await driver.press('outcome-completed');
  await picture('outcome');
  await driver.press('end-confirm');
  await driver.until('the end', (seen) => seen.session?.session.phase === 'ended');
  if (await reached('ended')) return session;
  await driver.see('closing-left');
  await picture('closing');
  await driver.press('closing-left');

  say('Observations are noted and the session is handed over.');
  await driver.see('hand-over');
  await picture('hand-over');
  if ((await driver.staff.locator('[data-test="inform-form"]').count()) > 0) {
    say('The visit was suspended: who was told, and when, is recorded first (CCRR 91(2)).');
    for (const told of ['inmate', 'visitor', 'representations']) await driver.press(`inform-${told}`);
    await driver.press('inform');
  }
  await driver.press('hand-over');
  await driver.until('the hand-over', (seen) => seen.waiting.some((item) => item.session === session));
  if (await reached('handed-over')) return session;

  say('The tracking entry is completed; nothing is typed again.');
  await driver.press('nav-tracking');
  await picture('tracking-queue');
  await driver.press(`waiting-${session}`);
  await picture('tracking-entry');
  await driver.press('tracking-complete');
  await driver.until('the tracking entry', (seen) => seen.waiting.every((item) => item.session !== session));
  await driver.press('sheet-show');
  await driver.see(`sheet-row-${session}`);
  await picture('tracking-sheet');

  if (hooks.hasServer) {
    say('The station waits for the institution’s receipt.');
    await driver.until('the receipt', (seen) => seen.station.sync.state === 'safe');
    await picture('safe');
  }
  await reached('tracked');
  return session;
}

/** Opens today's first booked session that nothing stops, with whatever its kind and hour ask for. */
async function openFirst(driver: StationDriver, hooks: VisitHooks): Promise<string> {
  const { schedule } = await driver.snapshot();
  const bookings = schedule.filter((row) => row.stop === null && row.done === null);
  const booking = bookings.find((row) => row.kind === 'minor-child') ?? bookings[0];
  if (booking === undefined) throw new Error('No booking of today can be opened.');
  hooks.say('The first session of today is opened from the schedule.');
  await driver.press(`booking-${booking.id}`);
  await driver.see('open-session');
  if (booking.reasonNeeded) await driver.type('timing-reason', 'The demo plays when it is started.');
  if (booking.asksPrivilege) await driver.press('privileged-no');
  await driver.press('check-all');
  await hooks.picture('open-session');
  await driver.press('open-session');
  const opened = await driver.until('the session', (seen) => seen.session !== null);
  return opened.session?.session.id ?? '';
}
