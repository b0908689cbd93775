import type { Page } from 'playwright';
import { build } from '../../scripts/build.ts';
import { playVisit } from '../demo/play-visit.ts';
import { FACILITATOR, PIN, withStation } from '../end-to-end/journey.ts';
import type { BenchOptions, Figure } from './figures.ts';
import { median, round } from './figures.ts';

/** What WCAG and the people at the station feel as at once. */
const AT_ONCE_MS = 100;
/** The shortest duration that Event Timing reports; it counts quicker ones as handled. */
const LEAST_MS = 16;

/** One press or key as the renderer itself measured it: from the input to the next picture. */
interface Interaction {
  readonly name: string;
  readonly target: string;
  readonly ms: number;
  /** Until the page had time for it, until its handlers were done, and then until the picture, in milliseconds. */
  readonly waitedMs: number;
  readonly handledMs: number;
  readonly drawnMs: number;
}

/** How long the staff page takes to answer each press and key of a whole visit, by Chromium's own Event Timing. */
export async function interactionsBench({ say }: BenchOptions): Promise<readonly Figure[]> {
  say('interactions: a whole visit through the screens, every press measured by the renderer');
  await build('end-to-end');
  let seen: readonly Interaction[] = [];
  let longTasks: readonly number[] = [];
  await withStation(async (driver) => {
    await observe(driver.staff);
    await playVisit(driver, {
      say: () => undefined,
      picture: () => Promise.resolve(),
      reached: () => Promise.resolve(false),
      staffOf: () => Promise.resolve(FACILITATOR),
      pin: PIN,
      hasServer: true,
      visitSeconds: 0,
    });
    ({ seen, longTasks } = await observed(driver.staff));
  });
  const slowest = seen.toSorted((a, b) => b.ms - a.ms);
  for (const { name, target, ms, waitedMs, handledMs, drawnMs } of slowest.slice(0, 8)) {
    const parts = `waited ${round(waitedMs)}, handled ${round(handledMs)}, drawn ${round(drawnMs)}`;
    say(`  ${ms} ms  ${name} ${target} (${parts})`);
  }
  const times = seen.map(({ ms }) => ms);
  return [
    {
      name: `slowest interaction of a visit, over ${AT_ONCE_MS} ms`,
      value: (slowest[0]?.ms ?? Number.NaN) / AT_ONCE_MS,
      target: { kind: 'at-most', value: 1 },
      parts: {
        slowestMs: slowest[0]?.ms ?? Number.NaN,
        medianMs: median(times),
        interactions: new Set(seen.map(({ target, name }) => `${name} ${target}`)).size,
        overAtOnce: times.filter((ms) => ms > AT_ONCE_MS).length,
        longTasks: longTasks.length,
        longestTaskMs: Math.max(0, ...longTasks),
      },
    },
  ];
}

interface Kept {
  interactions?: Interaction[];
  longTasks?: number[];
}

function observe(page: Page): Promise<void> {
  return page.evaluate((least) => {
    const kept = globalThis as Kept;
    kept.interactions = [];
    kept.longTasks = [];
    // The pressed element may have left the page before its entry is reported.
    const pressed = new Map<number, string>();
    for (const type of ['pointerdown', 'pointerup', 'click', 'keydown', 'keyup', 'keypress']) {
      const note = (event: Event) => {
        const control = event.target instanceof Element ? event.target.closest('[data-test]') : null;
        pressed.set(event.timeStamp, control?.getAttribute('data-test') ?? '');
      };
      window.addEventListener(type, note, { capture: true });
    }
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (!(entry instanceof PerformanceEventTiming) || entry.interactionId === 0) continue;
        const { duration, name, processingEnd, processingStart, startTime } = entry;
        kept.interactions?.push({
          name,
          target: pressed.get(startTime) ?? '',
          ms: duration,
          waitedMs: processingStart - startTime,
          handledMs: processingEnd - processingStart,
          drawnMs: startTime + duration - processingEnd,
        });
      }
    }).observe({ type: 'event', buffered: true, ...{ durationThreshold: least } });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) kept.longTasks?.push(duration);
    }).observe({ type: 'longtask', buffered: true });
  }, LEAST_MS);
}

function observed(page: Page): Promise<{ seen: readonly Interaction[]; longTasks: readonly number[] }> {
  return page.evaluate(() => {
    const { interactions = [], longTasks = [] } = globalThis as Kept;
    return { seen: interactions, longTasks };
  });
}
