import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGallery, serveGallery, type Gallery, type GalleryWindow } from '../gallery/gallery.ts';

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
