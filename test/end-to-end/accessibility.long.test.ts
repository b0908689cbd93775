import AxeBuilder from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  LANGUAGES,
  openGallery,
  serveGallery,
  TEXT_SIZES,
  type Gallery,
  type GalleryWindow,
} from '../gallery/gallery.ts';

/** WCAG 2.2 AA, and what axe calls good practice of headings, landmarks and the like. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const LEAST_TARGET_PX = 24;

let gallery: Gallery;
let window: GalleryWindow;

beforeAll(async () => {
  gallery = await serveGallery();
  window = await openGallery(gallery);
});
afterAll(async () => {
  await window.close();
  gallery.close();
});

/**
 * What axe looks at: by default English at 100 % and French, the longer language, at 200 %; with CHILD_LINK_AXE=all
 * every language at every size. Sizes and widths are measured everywhere.
 */
const every = process.env['CHILD_LINK_AXE'] === 'all';
const withAxe = (language: 'en' | 'fr', size: number) => every || (language === 'fr') === (size === 200);
/** 60 cards of the kind that `schedule` shows: axe takes as long for them as for ten screens. */
const WITHOUT_AXE: readonly string[] = ['schedule-full'];

/** Runs over every screen in every language and size; gives what was found, by screen. */
async function everywhere(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const screen of window.screens) {
    for (const language of LANGUAGES) {
      for (const size of TEXT_SIZES) {
        await window.show(screen, language, size);
        const faults = [
          ...(withAxe(language, size) && !WITHOUT_AXE.includes(screen) ? await axeFaults() : []),
          ...(await smallTargets()),
          ...(await sideways()),
        ];
        for (const one of faults) found.push(`${screen} ${language} ${size} %: ${one}`);
      }
    }
  }
  return found;
}

async function axeFaults(): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page: window.page })
    .setLegacyMode(true)
    .withTags(RULES)
    .options({ resultTypes: ['violations'], preload: false })
    .analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
}

describe('every screen, in both languages, at 100 % and 200 %', () => {
  it('has no fault that axe finds, no target below 24 px, and no text that is cut off at the side', async () => {
    expect(window.screens.length).toBeGreaterThan(40);
    const found = await everywhere();
    expect(found).toEqual([]);
  }, 600_000);
});

/** Controls smaller than WCAG 2.2 (2.5.8) asks for; a link within a sentence is as high as its line. */
function smallTargets(): Promise<string[]> {
  return window.page.evaluate((least) => {
    const controls = document.querySelectorAll<HTMLElement>(
      'button, input, select, textarea, summary, a[href]',
    );
    const found: string[] = [];
    for (const control of controls) {
      // The whole tile of a choice can be hit.
      const target = control.closest('label') ?? control;
      const { width, height } = target.getBoundingClientRect();
      const unseen = width <= 1 || height <= 1 || !control.checkVisibility({ visibilityProperty: true });
      const skip = control.classList.contains('skip-link') || control.closest('.visually-hidden') !== null;
      if (unseen || skip || control.closest('.error-list') !== null) continue;
      if (width < least || height < least)
        found.push(`target ${Math.round(width)} × ${Math.round(height)}: ${control.outerHTML.slice(0, 120)}`);
    }
    return found;
  }, LEAST_TARGET_PX);
}

/** A page that must be scrolled sideways has lost its text at 200 % (WCAG 1.4.4, 1.4.10). */
function sideways(): Promise<string[]> {
  return window.page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth + 1 ? [`wider than the window by ${scrollWidth - clientWidth} px`] : [];
  });
}

describe('the notice', () => {
  it.each(['notice', 'notice-privileged'])('gives both languages equal prominence: %s', async (screen) => {
    await window.show(screen, 'en', 100);
    const [one, other] = await window.page.evaluate(() =>
      ['en', 'fr'].map((language) => {
        const columns = document.querySelectorAll<HTMLElement>(
          `[data-test="notice"] section[lang="${language}"]`,
        );
        const [column] = columns;
        if (column === undefined || columns.length !== 1) return null;
        const looks = (selector: string) =>
          [...column.querySelectorAll(selector)].map((element) => {
            const { fontSize, fontWeight, fontFamily, color, backgroundColor, opacity, lineHeight } =
              getComputedStyle(element);
            return [fontSize, fontWeight, fontFamily, color, backgroundColor, opacity, lineHeight].join();
          });
        const { width, height, top } = column.getBoundingClientRect();
        return { headings: looks('h1, h2'), paragraphs: looks('p'), width, height, top };
      }),
    );
    if (one === null || one === undefined || other === null || other === undefined)
      throw new Error('A language of the notice is missing');
    expect(one.paragraphs.length).toBeGreaterThan(3);
    expect(one).toEqual(other);
  });

  it('puts the institution’s first language first', async () => {
    const order = async (screen: string) => {
      await window.show(screen, 'en', 100);
      return window.page.evaluate(() =>
        [...document.querySelectorAll('[data-test="notice"] section[lang]')].map((one) =>
          one.getAttribute('lang'),
        ),
      );
    };
    expect(await order('notice')).toEqual(['en', 'fr']);
    expect(await order('notice-privileged')).toEqual(['fr', 'en']);
  });
});
