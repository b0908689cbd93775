import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright';
import { FACILITATOR, newStage, signIn } from '../end-to-end/journey.ts';
import { StationDriver } from '../practice/station-driver.ts';
import { runFixture } from './run-fixture.ts';

const EVER = { from: '2000-01-01', to: '2099-12-31' };
/** A period in which nothing happened. */
const NEVER = { from: '1999-01-01', to: '1999-12-31' };
const REST_MS = 250;

export interface OnScreen {
  /** From the press until the first row stands on the screen, or the sentence that there is none; each in milliseconds. */
  readonly sheetMs: readonly number[];
  /** As much for a period without entries of the same record. */
  readonly emptyPeriodMs: readonly number[];
  /** Rows that the sheet of all times says it has. */
  readonly total: number;
}

/**
 * Opens the sheet of a station on the screen again and again: the real one, with a record of so many entries on its disk,
 * which has no server, as in the weeks of R61 (so nothing is sent meanwhile).
 */
export async function sheetOnScreen(count: number, rounds: number): Promise<OnScreen> {
  const stage = await newStage();
  try {
    if (count > 0) await runFixture('sheet-record.fixture.ts', [stage.dataFolder, String(count)]);
    const driver = await StationDriver.launch(stage);
    try {
      await driver.until('the staff list', (seen) => seen.staff.list.some(({ id }) => id === FACILITATOR));
      await signIn(driver);
      await stage.institution?.close();
      await driver.see('nav-tracking');
      // The station learns in its first moments where its rows lie; people are not yet there by then.
      const asked = await driver.call('tracking.sheet', { ...EVER, offset: 0, limit: 1 });
      const { total } = asked.value as { readonly total: number };
      const sheetMs: number[] = [];
      const emptyPeriodMs: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        await choosePeriod(driver, EVER);
        sheetMs.push(await opened(driver.staff, total === 0 ? 'sheet-count' : 'sheet-row-'));
        await choosePeriod(driver, NEVER);
        emptyPeriodMs.push(await opened(driver.staff, 'sheet-count'));
      }
      return { sheetMs, emptyPeriodMs, total };
    } finally {
      await driver.kill();
    }
  } finally {
    await stage.close();
  }
}

/** Leaves the period in the form, as somebody does who goes back to the schedule. */
async function choosePeriod(driver: StationDriver, period: typeof EVER): Promise<void> {
  await driver.press('nav-tracking');
  await driver.see('sheet-count');
  await driver.type('sheet-from', period.from);
  await driver.type('sheet-to', period.to);
  await driver.press('nav-schedule');
  await driver.staff.locator('[data-test="nav-schedule"][aria-current="page"]').waitFor();
  await delay(REST_MS);
}

/** Presses the tracking area and waits for the picture with what is awaited; its time is Chromium's own Element Timing. */
function opened(page: Page, awaited: string): Promise<number> {
  return page.evaluate(
    (name) =>
      new Promise<number>((resolve) => {
        const there = () => document.querySelector<HTMLElement>(`[data-test^="${name}"]`);
        if (there() !== null) throw new Error(`${name} is on the screen already`);
        const began = performance.now();
        const pictures = new PerformanceObserver((list) => {
          const [picture] = list.getEntries();
          if (picture === undefined) return;
          pictures.disconnect();
          resolve(picture.startTime - began);
        });
        pictures.observe({ type: 'element' });
        const watch = new MutationObserver(() => {
          const text = there();
          if (text === null || text.textContent === '') return;
          watch.disconnect();
          (text.querySelector('th') ?? text).setAttribute('elementtiming', name);
        });
        watch.observe(document.body, { childList: true, subtree: true, characterData: true });
        document.querySelector<HTMLElement>('[data-test="nav-tracking"]')?.click();
      }),
    awaited,
  );
}
