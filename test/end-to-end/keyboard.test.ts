import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import type { StationDriver } from '../practice/station-driver.ts';
import { FACILITATOR, PIN, withStation } from './journey.ts';

const MOST_STOPS = 150;

/** Presses Tab until the control of this name has the focus; fails where the keyboard does not come to it. */
async function reach(page: Page, name: string): Promise<void> {
  const control = page.locator(`[data-test="${name}"]`).first();
  await control.waitFor();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    const there = await page.evaluate((wanted) => {
      const now = document.activeElement;
      return (
        now !== null &&
        (now.closest(`[data-test="${wanted}"]`) !== null ||
          now.querySelector(`:scope > [data-test="${wanted}"]`) !== null)
      );
    }, name);
    if (there) return;
    await page.keyboard.press('Tab');
    const fault = await focusFault(page);
    if (fault !== null) throw new Error(`On the way to ${name}: ${fault}`);
  }
  throw new Error(`The Tab key never came to ${name}`);
}

/** What is wrong with where Tab has led: no ring, or out of sight (WCAG 2.4.7, 2.4.11); null when all is well. */
function focusFault(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const one = document.activeElement;
    if (!(one instanceof HTMLElement) || one === document.body) return null;
    const target = one.closest('label') ?? one;
    const ring = [one, target].some((of) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(of);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
    });
    const { top, left, bottom, right, height } = target.getBoundingClientRect();
    const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
    const isInSight = seen >= Math.min(height, 24) && right > 0 && left < innerWidth;
    if (ring && isInSight) return null;
    return `${ring ? 'out of sight' : 'no visible focus'}: ${one.outerHTML.slice(0, 140)}`;
  });
}

/** Reaches a control by Tab, waits until it can be used, and presses a key on it. */
async function pressKey(
  driver: StationDriver,
  name: string,
  key: 'Enter' | 'Space' = 'Enter',
): Promise<void> {
  await driver.staff.locator(`[data-test="${name}"]:not([disabled])`).first().waitFor();
  await expectOrder(driver.staff);
  await reach(driver.staff, name);
  await driver.staff.keyboard.press(key);
}

/** A choice of a group: Tab comes to the group, the arrows to the choice. */
async function choose(driver: StationDriver, name: string): Promise<void> {
  const page = driver.staff;
  const group = await page.locator(`[data-test="${name}"]`).evaluate((element) => {
    const radio = element instanceof HTMLInputElement ? element : element.querySelector('input');
    return radio?.name ?? '';
  });
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    const inGroup = await page.evaluate(
      (wanted) =>
        document.activeElement instanceof HTMLInputElement && document.activeElement.name === wanted,
      group,
    );
    if (inGroup) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Space');
  for (let step = 0; step < MOST_STOPS; step += 1) {
    const chosen = await page.locator(`[data-test="${name}"]`).evaluate((element) => {
      const radio = element instanceof HTMLInputElement ? element : element.querySelector('input');
      return radio?.checked === true;
    });
    if (chosen) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`The arrows never came to ${name}`);
}

/** What the live regions of the page say, as assistive technology gets it from the accessibility tree. */
async function spoken(page: Page): Promise<{ readonly polite: string; readonly assertive: string }> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const textOf = (id: string): string => {
    const node = byId.get(id);
    if (node === undefined) return '';
    if (node.role?.value === 'StaticText') return String(node.name?.value ?? '');
    return (node.childIds ?? []).map(textOf).join(' ');
  };
  const say = (how: string) =>
    nodes
      .filter((node) => node.properties?.some(({ name, value }) => name === 'live' && value.value === how))
      .map((node) => textOf(node.nodeId))
      .join(' | ');
  return { polite: say('polite'), assertive: say('assertive') };
}

const HEARD_MS = 15_000;

/** Nothing jumps the queue: without a positive tabindex the stops follow the order of the document (WCAG 2.4.3). */
async function expectOrder(page: Page): Promise<void> {
  const wrong = await page.evaluate(() => {
    const stops = [...document.querySelectorAll<HTMLElement>('[tabindex]')].filter((one) => one.tabIndex > 0);
    return stops.map((one) => one.outerHTML.slice(0, 140));
  });
  expect(wrong).toEqual([]);
}

it('R71: a whole visit goes by the keyboard alone, and what happens is said to assistive technology', () =>
  withStation(async (driver) => {
    const page = driver.staff;
    await driver.until('the staff list', (seen) => seen.staff.list.some(({ id }) => id === FACILITATOR));

    // A wrong turn first: the refusal is said at once, and the field has the focus again.
    await choose(driver, `staff-${FACILITATOR}`);
    await reach(page, 'pin');
    await page.keyboard.type('0000');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await spoken(page)).assertive, { timeout: HEARD_MS }).toMatch(/PIN/u);
    await reach(page, 'pin');
    await page.keyboard.type(PIN);
    await page.keyboard.press('Enter');
    const signedIn = await driver.until('the schedule', (seen) => seen.schedule.length > 0);

    const booking = signedIn.schedule.find((row) => row.stop === null && row.kind === 'minor-child');
    if (booking === undefined) throw new Error('No visit can be opened.');
    // Back once: Escape closes the window and leaves the focus where it was.
    await pressKey(driver, `booking-${booking.id}`);
    await driver.see('open-session');
    await page.keyboard.press('Escape');
    await page.locator('[data-test="open-session"]').waitFor({ state: 'detached' });
    await pressKey(driver, `booking-${booking.id}`);
    // Nothing ticked: the summary of errors is there and has the focus.
    await pressKey(driver, 'open-session');
    await expect.poll(async () => (await spoken(page)).assertive, { timeout: HEARD_MS }).not.toBe('');
    for (const check of ['majority', 'approvedVisitor', 'guardianAuthorization'])
      await pressKey(driver, `check-adult-0-${check}`, 'Space');
    for (const [index] of booking.people.children.entries())
      for (const check of ['approvedVisitor', 'documents'])
        await pressKey(driver, `check-child-${index}-${check}`, 'Space');
    if (booking.reasonNeeded) {
      await reach(page, 'timing-reason');
      await page.keyboard.type('Played when it is started');
    }
    await pressKey(driver, 'open-session');
    await driver.until('the session', (seen) => seen.session !== null);

    await pressKey(driver, 'check-headset-pass');
    await pressKey(driver, 'check-microphone-pass');
    await pressKey(driver, 'test-sound');
    await pressKey(driver, 'sound-yes');
    await pressKey(driver, 'check-webcam-pass');
    await pressKey(driver, 'confirm-settings');
    await driver.until('the notice', (seen) => seen.session?.session.phase === 'notice-showing');
    await pressKey(driver, 'notice-play');
    await expect.poll(async () => (await spoken(page)).polite, { timeout: HEARD_MS }).toMatch(/English/u);
    await pressKey(driver, 'notice-stop');
    await pressKey(driver, 'questions-answered', 'Space');
    await pressKey(driver, 'finish-notice');
    await driver.until('media both ways', (seen) => seen.meeting.state === 'in-meeting');
    await pressKey(driver, 'confirm-site', 'Space');
    await pressKey(driver, 'confirm-adult', 'Space');
    await pressKey(driver, 'confirm-duties', 'Space');
    await pressKey(driver, 'confirm-connection');
    await pressKey(driver, 'leave');
    const locked = await driver.until('the lock', (seen) => seen.lock.state === 'locked');
    await driver.typeIntoLock(PIN, locked.lock.kind);
    await driver.until('the return', (seen) => seen.lock.state === 'open' && seen.staff.signedIn !== null);
    await pressKey(driver, 'end-visit');
    await choose(driver, 'outcome-completed');
    await pressKey(driver, 'end-confirm');
    await driver.until('the end', (seen) => seen.session?.session.phase === 'ended');
    await pressKey(driver, 'closing-left');
    await pressKey(driver, 'hand-over');
    const handed = await driver.until('the hand-over', (seen) => seen.waiting.length > 0);
    await pressKey(driver, 'nav-tracking');
    await pressKey(driver, `waiting-${handed.waiting[0]?.session ?? ''}`);
    await pressKey(driver, 'tracking-complete');
    await driver.until('the entry', (seen) => seen.waiting.length === 0);
    await expect
      .poll(async () => (await spoken(page)).polite, { timeout: HEARD_MS })
      .toMatch(/visit|sheet/iu);
  }));
