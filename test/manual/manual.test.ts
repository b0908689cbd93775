import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { taskPage, typographic } from './html.ts';
import { FROM_GALLERY, MANUAL, PLAYED } from './pages.ts';

const KNOWN: readonly string[] = [...Object.keys(PLAYED), ...FROM_GALLERY];
const FOLDER = fileURLToPath(new URL('../../docs/manual', import.meta.url));
const MOST_BYTES = 6_000_000;

describe('the manual', () => {
  it.each(MANUAL.map((page) => [page.id, page] as const))(
    'says the same in both languages, step by step, with the same pictures: %s',
    (_, { en, fr }) => {
      expect(fr.steps.map((step) => step.picture)).toEqual(en.steps.map((step) => step.picture));
      for (const { picture, alt } of [...en.steps, ...fr.steps]) {
        if (picture === undefined) continue;
        expect(KNOWN).toContain(picture);
        expect(alt ?? '').not.toBe('');
      }
    },
  );

  it('has French as Canada sets it', () => {
    const texts = MANUAL.flatMap(({ fr }) => [
      fr.title,
      fr.lead,
      ...fr.steps.flatMap((step) => [step.text, step.alt ?? '']),
    ]).map((text) => typographic(text, 'fr'));
    for (const text of texts) {
      expect(text).not.toMatch(/['"]|[^\u00a0]:|«[^\u00a0]|[^\u00a0]»|[ \u00a0][;?!]|\.\.\./u);
    }
  });

  it('is up to date in docs, with every picture, and small enough', () => {
    for (const language of ['en', 'fr'] as const) {
      for (const [index, page] of MANUAL.entries()) {
        const file = path.join(FOLDER, language, `${page.id}.html`);
        const html = taskPage(MANUAL, index, language, (name) => `../pictures/${name}-${language}.jpg`);
        expect(readFileSync(file, 'utf8')).toBe(html);
        for (const [, picture] of html.matchAll(/src="([^"]+)"/gu))
          expect(existsSync(path.join(FOLDER, language, picture ?? ''))).toBe(true);
      }
    }
    const pictures = path.join(FOLDER, 'pictures');
    const bytes = readdirSync(pictures).reduce(
      (sum, name) => sum + statSync(path.join(pictures, name)).size,
      0,
    );
    expect(bytes).toBeLessThan(MOST_BYTES);
  });
});
