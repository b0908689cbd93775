import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGallery, serveGallery, type Gallery, type GalleryWindow } from '../gallery/gallery.ts';
import { axeFaults, sideways, smallTargets } from '../gallery/measure.ts';

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

it('R71: every screen stands axe, has targets of 24 px and no text beside the window, in one language and size each', async () => {
  expect(window.screens.length).toBeGreaterThan(50);
  const found: string[] = [];
  for (const [index, screen] of window.screens.entries()) {
    // English as it is and French, the longer language, at 200 % by turns; `accessibility.long.test.ts` has them all.
    if (index % 2 === 0) await window.show(screen, 'en', 100);
    else await window.show(screen, 'fr', 200);
    const faults = [
      ...(await axeFaults(window.page)),
      ...(await smallTargets(window.page)),
      ...(await sideways(window.page)),
    ];
    found.push(...faults.map((one) => `${screen}: ${one}`));
  }
  expect(found).toEqual([]);
});
