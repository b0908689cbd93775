import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, chromium, type Page } from 'playwright';
import { build } from 'vite';
import { galleryConfig } from '../../scripts/bundle.ts';
import { electronRuntime } from '../../scripts/electron-path.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wav': 'audio/wav',
  '.ogg': 'audio/ogg',
};

const START_TIMEOUT_MS = 60_000;
/** Longer than anything takes to come onto a screen. */
const ANIMATION_MS = 2000;

/** The languages and the sizes of text, in percent, in which every screen can be looked at. */
export const LANGUAGES = ['en', 'fr'] as const;
export const TEXT_SIZES = [100, 200] as const;

/** What a person's screen and system may ask of every screen. */
export interface Appearance {
  /** Of the window, in pixels; the smallest monitor of a station unless given. */
  readonly size?: { readonly width: number; readonly height: number };
  /** As with the high-contrast themes of Windows. */
  readonly forcedColors?: boolean;
  readonly reducedMotion?: boolean;
}

export interface Gallery {
  /** The address of the list of screens. */
  readonly url: string;
  close(): void;
}

/** Builds the page of examples and serves it on this machine alone. */
export async function serveGallery(): Promise<Gallery> {
  const folder = fileURLToPath(new URL('../../build/gallery', import.meta.url));
  process.env['NODE_ENV'] = 'development'; // React's own warnings fail the accessibility tests
  await build(galleryConfig(folder));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const file = path.join(folder, path.normalize(pathname));
    if (!file.startsWith(folder + path.sep) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/index.html`, close: () => void server.close() };
}

export interface GalleryWindow {
  readonly page: Page;
  /** The names of all screens. */
  readonly screens: readonly string[];
  /** Shows one screen and waits until it stands. */
  show(screen: string, language: 'en' | 'fr', textPercent: number, pseudo?: 'pseudo'): Promise<void>;
  close(): Promise<void>;
}

/** Opens the gallery in the station's own runtime. */
export async function openGallery(gallery: Gallery, appearance: Appearance = {}): Promise<GalleryWindow> {
  const userData = mkdtempSync(path.join(tmpdir(), 'child-link-gallery-'));
  const root = process.getuid?.() === 0;
  const app = await _electron.launch({
    executablePath: electronRuntime().binary,
    args: [
      ...(root ? ['--no-sandbox'] : []),
      fileURLToPath(new URL('window', import.meta.url)),
      gallery.url,
      `--user-data-dir=${userData}`,
    ],
    timeout: START_TIMEOUT_MS,
  });
  const page = await app.firstWindow();
  return galleryIn(page, gallery, appearance, async () => {
    await app.close();
    rmSync(userData, { recursive: true, force: true });
  });
}

/** Opens the gallery in an installed Chromium. */
export async function openGalleryInBrowser(gallery: Gallery, executablePath: string): Promise<GalleryWindow> {
  const root = process.getuid?.() === 0;
  const browser = await chromium.launch({ executablePath, args: root ? ['--no-sandbox'] : [] });
  const page = await browser.newPage();
  await page.goto(gallery.url);
  return galleryIn(page, gallery, {}, () => browser.close());
}

async function galleryIn(
  page: Page,
  gallery: Gallery,
  appearance: Appearance,
  close: () => Promise<void>,
): Promise<GalleryWindow> {
  await page.locator('[data-test="screen"]').first().waitFor();
  if (appearance.size !== undefined) await page.setViewportSize(appearance.size);
  await page.emulateMedia({
    ...(appearance.forcedColors === true && { forcedColors: 'active' }),
    ...(appearance.reducedMotion === true && { reducedMotion: 'reduce' }),
  });
  const screens = await page.locator('[data-test="screen"]').allTextContents();
  return {
    page,
    screens,
    show: async (screen, language, textPercent, pseudo) => {
      const long = pseudo === undefined ? '' : '&pseudo=1';
      await page.goto(`${gallery.url}?screen=${screen}&language=${language}&text=${textPercent}${long}`);
      await page.waitForFunction(() => document.documentElement.dataset['ready'] !== undefined);
      const ready = await page.evaluate(() => document.documentElement.dataset['ready']);
      if (ready !== 'true') throw new Error(`The screen ${screen} is ${ready ?? ''}`);
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      // What fades in is looked at when it stands; what turns for ever is not waited for.
      await page.evaluate(async (patienceMs) => {
        const ending = document
          .getAnimations()
          .filter((one) => one.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
        const patience = new Promise((resolve) => setTimeout(resolve, patienceMs));
        await Promise.race([Promise.allSettled(ending.map((one) => one.finished)), patience]);
      }, ANIMATION_MS);
    },
    close,
  };
}
