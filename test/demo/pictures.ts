import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StationDriver } from '../practice/station-driver.ts';
import type { PageDriver } from './institution-side.ts';

/** Takes each picture twice: in the language of the demo, and in the other one. Both sides are numbered together. */
export interface Pictures {
  /** The station's whole screen. */
  ofStation(driver: StationDriver, name: string): Promise<void>;
  /** A page of the institution, to its end, in a window that is high enough to show it. */
  ofPage(at: PageDriver, name: string): Promise<void>;
}

const SETTLE_MS = 350;

export function createPictures(
  { out, language }: { readonly out: string; readonly language: 'en' | 'fr' },
  say: (line: string) => void,
): Pictures {
  let taken = 0;
  const languages = [language === 'en' ? 'fr' : 'en', language] as const;

  async function inBoth(name: string, take: (shown: 'en' | 'fr', file: string) => Promise<void>) {
    taken += 1;
    const number = String(taken).padStart(2, '0');
    for (const shown of languages) await take(shown, path.join(out, `${number}-${name}-${shown}.png`));
    say(`Picture ${number}: ${name}`);
  }

  return {
    ofStation: (driver, name) =>
      inBoth(name, async (shown, file) => {
        await driver.call('language.set', { language: shown });
        await driver.until('the language', (seen) => seen.language === shown);
        await delay(SETTLE_MS);
        await driver.photograph(file);
      }),
    ofPage: (at, name) =>
      inBoth(name, async (shown, file) => {
        await at.speak(shown);
        await at.showAll();
        await delay(SETTLE_MS);
        await at.page.screenshot({ path: file });
      }),
  };
}
