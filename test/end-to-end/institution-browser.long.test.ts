import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildInstitutionPages } from '../../scripts/institution-pages.ts';
import { axeFaults, sideways, smallTargets } from '../gallery/measure.ts';
import { chromiumVersion, PROGRAM } from './chromium/chromium-page.ts';

const PASSWORD = 'an invented password';
/** Every area of somebody who is head and IT, in the order of the page, in both languages. */
const AREAS = {
  en: ['Now', 'Bookings', 'Community sites', 'Stations', 'Figures', 'Staff', 'Settings', 'Records', 'Audit'],
  fr: [
    ...['En cours', 'Réservations', 'Installations', 'Postes', 'Statistiques', 'Personnel', 'Réglages'],
    ...['Dossiers', 'Journal d’audit'],
  ],
} as const;

const folder = mkdtempSync(path.join(tmpdir(), 'child-link-browser-'));
const place = ['--data', path.join(folder, 'data')];
let server: ChildProcess;
let browser: Browser;
let page: Page;
let url: string;
const complaints: string[] = [];

const institution = (...words: readonly string[]): string =>
  execFileSync(process.execPath, ['institution/main.ts', ...place, ...words], { encoding: 'utf8' });

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function startServer(): Promise<void> {
  const port = await freePort();
  url = `http://localhost:${port}`;
  const options = ['--port', String(port), '--public-url', url];
  server = spawn(process.execPath, ['institution/main.ts', ...place, ...options], { stdio: 'ignore' });
  await expect
    .poll(
      () =>
        fetch(`${url}/healthz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      { timeout: 20_000 },
    )
    .toBe(true);
}

const area = (name: string) => page.getByRole('navigation').getByText(name, { exact: true });
const heading = () => page.getByRole('heading', { level: 1 });
const title = () => heading().textContent();
/** A password is checked slowly, on purpose. */
const SLOW = { timeout: 10_000 };

/** Presses Tab until the element has the focus, as somebody without a mouse does. */
async function tabTo(wanted: ReturnType<Page['locator']>): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error('no number of Tabs reaches it');
}

describe.skipIf(chromiumVersion() === null)('The institution in a browser, from an empty folder', () => {
  beforeAll(async () => {
    await buildInstitutionPages();
    institution(
      ...['add-institution', '--id', 'sample', '--name-en', 'Sample Institution', '--language', 'en'],
      ...['--name-fr', 'Établissement Échantillon', '--province', 'ON', '--zone', 'America/Toronto'],
    );
    browser = await chromium.launch({
      executablePath: PROGRAM,
      args: ['--disable-dev-shm-usage', '--no-sandbox'],
    });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });

  afterAll(async () => {
    await browser.close();
    server.kill();
    await once(server, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });

  it('lets the first person choose a password with the code of the command line', async () => {
    const printed = institution('first-person', '--institution', 'sample', '--name', 'Example, Alder');
    const [code = ''] = /[\dA-Z]{4}(?:-[\dA-Z]{4}){3}/u.exec(printed) ?? [];
    await startServer();
    await page.goto(url);
    await page.getByText('I have a one-time code').click();
    await page.getByText('A password, to sign in here').click();
    const fields = page.getByRole('main').locator('input');
    const texts = [code, 'alder', PASSWORD, PASSWORD];
    for (const [index, text] of texts.entries()) await fields.nth(index).fill(text);
    await page.getByText('Set my password and sign in').click();
    await expect.poll(title, SLOW).toBe('Visits in progress');
  });

  it.each(['en', 'fr'] as const)(
    'R71: every area stands axe, at its size and at twice it: %s',
    async (language) => {
      if (language === 'fr') await page.getByText('Français', { exact: true }).click();
      const found: string[] = [];
      for (const name of AREAS[language]) {
        for (const width of [1280, 640]) {
          await page.setViewportSize({ width, height: 800 });
          await area(name).click();
          await expect.poll(() => heading().count()).toBe(1);
          const faults = [
            ...(await axeFaults(page)),
            ...(await smallTargets(page)),
            ...(await sideways(page)),
          ];
          found.push(...faults.map((fault) => `${name}, ${width}: ${fault}`));
        }
      }
      await page.setViewportSize({ width: 1280, height: 800 });
      expect(found).toEqual([]);
    },
  );

  it('keeps somebody out who does not know the password, and lets a keyboard alone sign in and move about', async () => {
    await page.getByText('Se déconnecter', { exact: true }).click();
    await page.getByText('English', { exact: true }).click();
    await expect.poll(title, SLOW).toBe('Sign in');
    for (const password of ['another password', PASSWORD]) {
      await tabTo(page.locator('[data-test="login"]'));
      await page.keyboard.press('Control+a');
      await page.keyboard.type('alder');
      await page.keyboard.press('Tab');
      await page.keyboard.type(password);
      await page.keyboard.press('Enter');
      if (password === PASSWORD) break;
      await expect.poll(() => page.getByRole('alert').count(), { timeout: 10_000 }).toBe(1);
    }
    // Where this person left off.
    await expect.poll(title, SLOW).toBe('Audit');
    await tabTo(area('Stations'));
    await page.keyboard.press('Enter');
    await expect.poll(title, SLOW).toBe('Stations');
  });

  it('gives the browser nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});
