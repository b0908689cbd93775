import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';

/** What can be measured of a screen that is shown; each returns its findings in words, none when all is well. */

/** WCAG 2.2 AA, and what axe calls good practice of headings, landmarks and the like. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const LEAST_TARGET_PX = 24;
const CONTROLS = 'button, input, select, textarea, summary, a[href], [tabindex="0"]';

/** What axe finds. With forced colours the system's own contrast holds, which axe cannot know. */
export async function axeFaults(page: Page, forcedColours = false): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    // First: it takes the place of all that was said before.
    .options({ resultTypes: ['violations'], preload: false })
    .withTags(RULES)
    .disableRules(forcedColours ? ['color-contrast'] : [])
    .analyze();
  const found: string[] = [];
  for (const { id, nodes } of violations)
    for (const { html, target } of nodes) {
      const isScrolled = id === 'target-size' && !(await isTooSmallInView(page, String(target[0])));
      if (!isScrolled) found.push(`${id}: ${html.slice(0, 160)}`);
    }
  return found;
}

/** Whether a control is too small once it is scrolled to: one that the bar of actions half covers is whole then. */
async function isTooSmallInView(page: Page, selector: string): Promise<boolean> {
  await page.locator(selector).evaluate((control) => control.scrollIntoView({ block: 'center' }));
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .include(selector)
    .withRules('target-size')
    .analyze();
  return violations.length > 0;
}

/**
 * Buttons lower than 44 px and text smaller than 14 px beside the meeting, where staff press and read in a hurry; at text
 * of 100 %.
 */
export function smallBesideMeeting(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const parts = document.querySelectorAll<HTMLElement>(':is([data-test="column"], [data-test="handle"]) *');
    for (const part of parts) {
      if (!part.checkVisibility() || part.closest('.visually-hidden') !== null) continue;
      const { height } = part.getBoundingClientRect();
      const hasText = [...part.childNodes].some(
        (node) => node instanceof Text && (node.textContent ?? '').trim() !== '',
      );
      const size = Number.parseFloat(getComputedStyle(part).fontSize);
      if (part instanceof HTMLButtonElement && height < 44)
        found.push(`${Math.round(height)} px high: ${part.outerHTML.slice(0, 120)}`);
      if (hasText && size < 14) found.push(`text of ${size} px: ${part.outerHTML.slice(0, 120)}`);
    }
    return found;
  });
}

/** Controls smaller than WCAG 2.2 (2.5.8) asks for; a link within a sentence is as high as its line. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(
    ([controls, least]) => {
      const found: string[] = [];
      for (const control of document.querySelectorAll<HTMLElement>(controls)) {
        // The whole tile of a choice can be hit.
        const target = control.closest('label') ?? control;
        const { width, height } = target.getBoundingClientRect();
        const unseen = width <= 1 || height <= 1 || !control.checkVisibility({ visibilityProperty: true });
        const skip = control.classList.contains('skip-link') || control.closest('.visually-hidden') !== null;
        if (unseen || skip || control.closest('.error-list') !== null) continue;
        if (width < least || height < least)
          found.push(
            `target ${Math.round(width)} × ${Math.round(height)}: ${control.outerHTML.slice(0, 120)}`,
          );
      }
      return found;
    },
    [CONTROLS, LEAST_TARGET_PX] as const,
  );
}

/** A page that must be scrolled sideways has lost its text at 200 % (WCAG 1.4.4, 1.4.10). */
export function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth + 1 ? [`wider than the window by ${scrollWidth - clientWidth} px`] : [];
  });
}

/** Texts that their box cuts off, where nothing can be scrolled to see the rest. */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const style = getComputedStyle(element);
      const hides = [style.overflowX, style.overflowY].some((one) => one === 'hidden' || one === 'clip');
      const text = element.textContent.trim();
      // An ellipsis is put where the whole stands elsewhere too.
      const isShortened = style.textOverflow === 'ellipsis';
      // A box of one pixel holds what is for assistive technology alone.
      const isUnseen = element.clientWidth <= 1 || element.closest('.visually-hidden') !== null;
      if (!hides || isShortened || isUnseen || text === '') continue;
      const wide = element.scrollWidth - element.clientWidth;
      const high = element.scrollHeight - element.clientHeight;
      if ((style.overflowX !== 'auto' && wide > 1) || (style.overflowY !== 'auto' && high > 2))
        found.push(`cut off by ${wide} × ${high} px: ${element.className} “${text.slice(0, 60)}”`);
    }
    return found;
  });
}

/**
 * Walks through the screen with the Tab key: each stop must show a ring, be wholly in sight and not lie under anything
 * (WCAG 2.4.7, 2.4.11), the way must come round again, and no control may be left out (2.1.1, 2.1.2).
 */
export async function focusFaults(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  const expected = await page.evaluate((controls) => {
    const dialog = document.querySelector('dialog[open]') ?? document;
    return [...dialog.querySelectorAll<HTMLElement & { disabled?: boolean; type?: string }>(controls)]
      .filter((one) => one.disabled !== true && one.tabIndex >= 0)
      .filter((one) => one.checkVisibility({ visibilityProperty: true }))
      .map((one, index) => {
        one.dataset['stop'] = String(index);
        // A group of radio buttons is one stop.
        return one.type === 'radio' ? `radio ${one.getAttribute('name') ?? ''}` : String(index);
      });
  }, CONTROLS);
  const wanted = new Set(expected);
  const seen = new Set<string>();
  for (let step = 0; step < wanted.size + 3; step += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const one = document.activeElement;
      if (!(one instanceof HTMLElement) || one === document.body) return null;
      const target = one.closest('label') ?? one;
      const style = getComputedStyle(one);
      const outer = getComputedStyle(target);
      const box = target.getBoundingClientRect();
      const [x, y] = [box.left + Math.min(box.width, innerWidth) / 2, box.top + Math.min(box.height, 40) / 2];
      const top = document.elementFromPoint(x, y);
      const isRadio = one instanceof HTMLInputElement && one.type === 'radio';
      return {
        name: isRadio ? `radio ${one.name}` : (one.dataset['stop'] ?? ''),
        html: one.outerHTML.slice(0, 140),
        ring: [style, outer].some(
          (of) => of.outlineStyle !== 'none' && Number.parseFloat(of.outlineWidth) >= 2,
        ),
        inSight: y >= 0 && y <= innerHeight && x >= 0 && x <= innerWidth,
        under: top !== null && !target.contains(top) && !top.contains(target) ? top.className : null,
      };
    });
    if (stop === null) continue;
    if (seen.has(stop.name)) continue;
    seen.add(stop.name);
    if (!stop.ring) found.push(`no visible focus: ${stop.html}`);
    if (!stop.inSight) found.push(`focus out of sight: ${stop.html}`);
    else if (stop.under !== null) found.push(`focus under ${stop.under}: ${stop.html}`);
  }
  for (const name of wanted)
    if (!seen.has(name)) found.push(`Tab does not reach stop ${name} of ${wanted.size}`);
  return found;
}

const NEXT_STEP = 'button:not([data-variant="quiet"]), input, select, textarea, [data-test^="check-"] button';

/**
 * Controls of the next step that are not in sight without scrolling: below the window, or under a bar (R71). Side paths,
 * what is folded and long lists do not count.
 */
export function outOfView(page: Page): Promise<string[]> {
  return page.evaluate((controls) => {
    const found: string[] = [];
    const root = document.querySelector('dialog[open]') ?? document.querySelector('main') ?? document.body;
    for (const control of root.querySelectorAll<HTMLElement>(controls)) {
      const unseen = !control.checkVisibility({ visibilityProperty: true });
      if (unseen || control.closest('details:not([open]), .visually-hidden, [data-long-list]') !== null)
        continue;
      const target = control.closest('label') ?? control;
      const { left, top, width, height } = target.getBoundingClientRect();
      const [x, y] = [left + Math.min(width, innerWidth) / 2, top + height / 2];
      const above = document.elementFromPoint(x, y);
      if (above === null || !(target.contains(above) || above.contains(target)))
        found.push(`out of view: ${control.dataset['test'] ?? control.outerHTML.slice(0, 100)}`);
    }
    return found;
  }, NEXT_STEP);
}

/** Anything that still moves for longer than a blink although the person asked for no motion (WCAG 2.3.3). */
export function motion(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    document
      .getAnimations()
      .filter((one) => Number(one.effect?.getComputedTiming().activeDuration ?? 0) > 100)
      .map((one) => `moves for ${String(one.effect?.getComputedTiming().activeDuration)} ms: ${one.id}`),
  );
}
