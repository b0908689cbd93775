import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { institutionPages } from '../../scripts/institution-pages.ts';
import type { Clock } from '../../shared/clock.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { emptySeed } from '../institution/practice-data.ts';
import { createInstitution, type Institution } from '../institution/server.ts';

/** Debian's Chromium; without it the one that Playwright has installed. */
const DEBIAN_CHROMIUM = '/usr/bin/chromium';
const PORT = 8094;
const PATIENCE_MS = 60_000;
const SIZE = { width: 1280, height: 800 };

const clock: Clock = { now: Date.now, monotonicMs: () => performance.now(), status: () => 'synced' };

/** A person's browser at the institution. Controls are named as the pages mark them. */
export class PageDriver {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  find(name: string) {
    return this.page.locator(`[data-test="${name}"]`).first();
  }

  async press(name: string): Promise<void> {
    await this.find(name).click();
  }

  async type(name: string, text: string): Promise<void> {
    await this.find(name).fill(text);
  }

  async see(name: string): Promise<void> {
    await this.find(name).waitFor();
  }

  async go(area: string): Promise<void> {
    await this.press(`nav-${area}`);
    await this.page.locator(`[data-test="nav-${area}"][aria-current="page"]`).waitFor();
  }

  async textOf(name: string): Promise<string> {
    return ((await this.find(name).textContent()) ?? '').trim();
  }

  /** Shows the page in a language. */
  async speak(language: 'en' | 'fr'): Promise<void> {
    const shown = await this.page.locator('html').getAttribute('lang');
    // Also under an open dialog, which a person would close first.
    if (shown !== language) await this.find('language-toggle').dispatchEvent('click');
  }

  /** Makes the window as high as the page, so that what keeps to its edge is where a person sees it. */
  async showAll(): Promise<void> {
    await this.page.setViewportSize(SIZE);
    const height = await this.page.evaluate(() => document.documentElement.scrollHeight);
    if (height > SIZE.height) await this.page.setViewportSize({ ...SIZE, height });
  }
}

/** The institution's service, empty, and browsers that reach its pages. */
export class InstitutionSide {
  readonly institution: Institution;
  readonly url: string;
  /** What the browsers' consoles complained of. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;

  private constructor(institution: Institution, url: string, browser: Browser) {
    this.institution = institution;
    this.url = url;
    this.#browser = browser;
  }

  /** The refusal is a sentence. */
  static async start(folder: string, meetingPort: number): Promise<Result<InstitutionSide, string>> {
    const executablePath = [DEBIAN_CHROMIUM, chromium.executablePath()].find((file) => existsSync(file));
    if (executablePath === undefined) {
      return refuse(
        'There is no Chromium: install the package chromium, or npx playwright install chromium.',
      );
    }
    const dataDir = path.join(folder, 'institution');
    mkdirSync(dataDir, { recursive: true });
    const url = `http://127.0.0.1:${PORT}`;
    const created = await createInstitution({
      ...{ dataDir, clock, port: PORT, seed: emptySeed(), pollSeconds: 3 },
      practiceOrigins: [`http://localhost:${meetingPort}`],
      browser: { publicUrl: new URL(url), pages: institutionPages, provider: null, localAccounts: true },
    });
    if (!created.ok) return refuse(`The institution could not start (${created.refusal.code}).`);
    const browser = await chromium.launch({
      executablePath,
      args: ['--disable-dev-shm-usage', '--no-sandbox'],
    });
    return ok(new InstitutionSide(created.value, url, browser));
  }

  /** A browser of its own: nobody is signed in, whatever others did. */
  async openBrowser(language: 'en' | 'fr'): Promise<PageDriver> {
    const context = await this.#browser.newContext({
      viewport: SIZE,
      locale: `${language}-CA`,
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    await page.goto(this.url);
    return new PageDriver(page);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.institution.close();
  }
}
