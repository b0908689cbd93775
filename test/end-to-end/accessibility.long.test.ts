import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  LANGUAGES,
  openGallery,
  serveGallery,
  TEXT_SIZES,
  type Gallery,
  type GalleryWindow,
} from '../gallery/gallery.ts';
import { axeFaults, cutOff, focusFaults, motion, sideways, smallTargets } from '../gallery/measure.ts';

/** Every screen, in every state, language and size. The short form for every day is accessibility.test.ts. */

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

const MINUTES_MS = 60_000;
const only = process.env['CHILD_LINK_SCREEN'];
const chosen = (screens: readonly string[]) =>
  screens.filter((name) => only === undefined || name.includes(only));

describe('every screen', () => {
  describe.each(LANGUAGES)('in %s', (language) => {
    it.each(TEXT_SIZES)(
      'at %s per cent has nothing that axe finds, no target below 24 px, no text that is lost',
      async (size) => {
        const found: string[] = [];
        for (const screen of chosen(window.screens)) {
          await window.show(screen, language, size);
          const faults = [
            ...(await axeFaults(window.page)),
            ...(await smallTargets(window.page)),
            ...(await sideways(window.page)),
            ...(await cutOff(window.page)),
          ];
          found.push(...faults.map((one) => `${screen}: ${one}`));
        }
        expect(found).toEqual([]);
      },
      15 * MINUTES_MS,
    );
  });

  it(
    'loses nothing with texts half as long again, at 200 %',
    async () => {
      const found: string[] = [];
      for (const screen of chosen(window.screens)) {
        await window.show(screen, 'fr', 200, 'pseudo');
        const faults = [...(await sideways(window.page)), ...(await cutOff(window.page))];
        found.push(...faults.map((one) => `${screen}: ${one}`));
      }
      expect(found).toEqual([]);
    },
    10 * MINUTES_MS,
  );

  it.each([
    ['at 100 %', 100, 'none'],
    ['at 200 %', 200, 'none'],
    ['at 100 % with high contrast', 100, 'active'],
  ] as const)(
    'can be walked through with the Tab key, each stop in sight with its ring: %s',
    async (_, size, forcedColors) => {
      await window.page.emulateMedia({ forcedColors });
      const found: string[] = [];
      for (const screen of chosen(window.screens)) {
        await window.show(screen, 'fr', size);
        found.push(...(await focusFaults(window.page)).map((one) => `${screen}: ${one}`));
      }
      await window.page.emulateMedia({ forcedColors: 'none' });
      expect(found).toEqual([]);
    },
    15 * MINUTES_MS,
  );

  it(
    'has nothing that axe finds with high contrast, and nothing that moves where that is not wanted',
    async () => {
      await window.page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
      const found: string[] = [];
      for (const screen of chosen(window.screens)) {
        await window.show(screen, 'en', 100);
        const faults = [...(await axeFaults(window.page, true)), ...(await motion(window.page))];
        found.push(...faults.map((one) => `${screen}: ${one}`));
      }
      await window.page.emulateMedia({ forcedColors: 'none', reducedMotion: 'no-preference' });
      expect(found).toEqual([]);
    },
    15 * MINUTES_MS,
  );
});
