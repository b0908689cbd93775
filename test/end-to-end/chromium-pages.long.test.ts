import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Gallery, type GalleryWindow, openGalleryInBrowser, serveGallery } from '../gallery/gallery.ts';
import { axeFaults, cutOff, sideways } from '../gallery/measure.ts';
import { chromiumVersion, PROGRAM } from './chromium/chromium-page.ts';

/** The station's own pages on a current engine: Electron's in the tests is years older. */

const version = chromiumVersion();
/** All variants of each screen are looked at in Electron (`accessibility.long.test.ts`). */
const kindOf = (screen: string): string => screen.split('-')[0] ?? screen;
const MINUTES_MS = 60_000;

describe.skipIf(version === null)(
  `the station's pages in Chromium ${version ?? '(not installed: apt-get install chromium)'}`,
  () => {
    let gallery: Gallery;
    let window: GalleryWindow;
    beforeAll(async () => {
      gallery = await serveGallery();
      window = await openGalleryInBrowser(gallery, PROGRAM);
    });
    afterAll(async () => {
      await window.close();
      gallery.close();
    });

    it(
      'one screen of each kind has nothing that axe finds and no text that is lost, in the longer language',
      async () => {
        const found: string[] = [];
        const kinds = window.screens.filter(
          (name, index, all) => all.findIndex((one) => kindOf(one) === kindOf(name)) === index,
        );
        expect(kinds.length).toBeGreaterThan(10);
        for (const screen of kinds) {
          await window.show(screen, 'fr', 100);
          const faults = [
            ...(await axeFaults(window.page)),
            ...(await sideways(window.page)),
            ...(await cutOff(window.page)),
          ];
          found.push(...faults.map((one) => `${screen}: ${one}`));
        }
        expect(found).toEqual([]);
      },
      15 * MINUTES_MS,
    );
  },
);
