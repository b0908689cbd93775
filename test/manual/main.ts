import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from '../../scripts/build.ts';
import { playVisit } from '../demo/play-visit.ts';
import { staffWithPin } from '../demo/records.ts';
import { openGallery, serveGallery } from '../gallery/gallery.ts';
import { PRACTICE_PINS } from '../institution/practice-data.ts';
import { setUpStage } from '../practice/stage.ts';
import { StationDriver } from '../practice/station-driver.ts';
import { contentsPage, taskPage, type ManualLanguage } from './html.ts';
import { FROM_GALLERY, MANUAL, PLAYED } from './pages.ts';

/**
 * `npm run manual`: plays a visit on the real station, takes its pictures in both languages, adds those of the gallery that
 * no undisturbed visit shows, and writes `docs/manual`: one page a task, in each language. With `--without-visit` the gallery
 * stands in for the visit too, for machines on which none can be played.
 */
const OUT = fileURLToPath(new URL('../../docs/manual', import.meta.url));
const LANGUAGES = ['en', 'fr'] as const;
const WIDTH_PX = 1000;
const QUALITY = 62;
const VISIT_SECONDS = 2;
/** Longer than the pages take to speak the other language. */
const SETTLE_MS = 350;

const fileOf = (name: string, language: ManualLanguage) => `${name}-${language}.jpg`;

async function main(): Promise<void> {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(path.join(OUT, 'pictures'), { recursive: true });
  if (process.argv.includes('--without-visit')) {
    await galleryPictures([...Object.entries(PLAYED), ...ownNames()]);
  } else {
    await build('end-to-end');
    await playedPictures();
    await galleryPictures(ownNames());
  }
  for (const language of LANGUAGES) {
    mkdirSync(path.join(OUT, language));
    writeFileSync(path.join(OUT, language, 'index.html'), contentsPage(MANUAL, language));
    for (const [index, page] of MANUAL.entries()) {
      const html = taskPage(MANUAL, index, language, (name) => `../pictures/${fileOf(name, language)}`);
      writeFileSync(path.join(OUT, language, `${page.id}.html`), html);
    }
  }
  copyFileSync(new URL('manual.css', import.meta.url), path.join(OUT, 'manual.css'));
  process.stdout.write(`${MANUAL.length} tasks in two languages: ${OUT}\n`);
}

/** The pictures of a whole visit, every view in its place, as a person before the screen sees it. */
async function playedPictures(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'child-link-manual-'));
  const stage = await setUpStage({ folder, meetingPort: 0, institution: 'server' });
  if (!stage.ok) throw new Error(stage.refusal.sentence);
  const driver = await StationDriver.launch(stage.value);
  try {
    const wanted = Object.keys(PLAYED);
    await playVisit(driver, {
      say: (line) => process.stdout.write(`${line}\n`),
      picture: async (name) => {
        if (!wanted.includes(name)) return;
        for (const language of ['fr', 'en'] as const) {
          await driver.call('language.set', { language });
          await driver.until('the language', (seen) => seen.language === language);
          await delay(SETTLE_MS);
          await keep(driver, name, language);
        }
      },
      reached: async () => false,
      staffOf: (pin) => staffWithPin(stage.value.dataFolder, pin),
      pin: PRACTICE_PINS.facilitator,
      hasServer: true,
      visitSeconds: VISIT_SECONDS,
    });
  } finally {
    await driver.close();
    await stage.value.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function keep(driver: StationDriver, name: string, language: ManualLanguage): Promise<void> {
  const jpeg = await driver.app.evaluate(
    async ({ desktopCapturer, screen }, [width, quality]) => {
      const { size } = screen.getPrimaryDisplay();
      const [source] = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize: size });
      return source?.thumbnail.resize({ width, quality: 'best' }).toJPEG(quality).toString('base64') ?? '';
    },
    [WIDTH_PX, QUALITY] as const,
  );
  if (jpeg === '') throw new Error('The screen could not be photographed.');
  writeFileSync(path.join(OUT, 'pictures', fileOf(name, language)), Buffer.from(jpeg, 'base64'));
}

type Named = readonly [name: string, screen: string];
const ownNames = (): readonly Named[] => FROM_GALLERY.map((name) => [name, name]);

async function galleryPictures(wanted: readonly Named[]): Promise<void> {
  const gallery = await serveGallery();
  const window = await openGallery(gallery);
  try {
    for (const [name, screen] of wanted) {
      for (const language of LANGUAGES) {
        await window.show(screen, language, 100);
        // What the page is about may lie below the window's edge.
        const subject = window.page.locator('[data-test="figures"], [data-test="sheet-exported"]').first();
        if ((await subject.count()) > 0) await subject.evaluate((one) => one.scrollIntoView());
        await window.page.screenshot({
          path: path.join(OUT, 'pictures', fileOf(name, language)),
          type: 'jpeg',
          quality: QUALITY,
        });
      }
    }
  } finally {
    await window.close();
    gallery.close();
  }
}

await main();
