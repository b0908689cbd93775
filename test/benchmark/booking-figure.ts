import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from '../../scripts/build.ts';
import { buildInstitutionPages } from '../../scripts/institution-pages.ts';
import { BothSides, fillBooking } from '../demo/both-sides.ts';
import { InstitutionSide } from '../demo/institution-side.ts';
import { staffWithPin } from '../demo/records.ts';
import { setUpStage, type Stage } from '../practice/stage.ts';
import { StationDriver } from '../practice/station-driver.ts';
import { type BenchOptions, type Figure, median } from './figures.ts';

const BOOKINGS = 20;
const HOUR_MS = 3_600_000;
const MEETING_PORT = 7453;
const PIN = '482913';
const SILENT = (): void => undefined;
const NO_PICTURES = { ofStation: () => Promise.resolve(), ofPage: () => Promise.resolve() };

/** A booking saved on the page in Chromium, until its card is on the screen of a station. */
export async function bookingFigure({ quick, say }: BenchOptions): Promise<Figure> {
  say('institution: a booking saved on the page until a station shows it');
  await build('end-to-end');
  await buildInstitutionPages();
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-booking-'));
  const started = await InstitutionSide.start(folder, MEETING_PORT);
  if (!started.ok) throw new Error(started.refusal);
  const side = started.value;
  let stage: Stage | null = null;
  try {
    const hooks = { side, say: SILENT, language: 'en', pin: PIN, pictures: NO_PICTURES } as const;
    const { sides, code } = await BothSides.prepare(hooks);
    const server = { url: side.url, code };
    const set = await setUpStage({ folder, meetingPort: MEETING_PORT, institution: server });
    if (!set.ok) throw new Error(set.refusal.sentence);
    stage = set.value;
    const times = await bookAndSee(sides, stage, quick ? 5 : BOOKINGS);
    const p95Ms = times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;
    return {
      name: 'a booking saved on the page until the screen of a station shows it, p95 in seconds',
      value: p95Ms / 1000,
      target: { kind: 'at-most', value: 1 },
      parts: {
        'median ms': median(times),
        'p95 ms': p95Ms,
        'most ms': Math.max(...times),
        bookings: times.length,
      },
    };
  } finally {
    await stage?.close();
    await side.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bookAndSee(sides: BothSides, stage: Stage, count: number): Promise<readonly number[]> {
  const driver = await StationDriver.launch(stage);
  try {
    await driver.until('the staff list', (seen) => seen.staff.list.length > 0);
    await driver.press(`staff-${await staffWithPin(stage.dataFolder, PIN)}`);
    await driver.type('pin', PIN);
    await driver.press('sign-in');
    await driver.see('empty-day');
    const at = await sides.openScheduler();
    const cards = driver.staff.locator('li h3');
    const times: number[] = [];
    for (let n = 0; n < count; n += 1) {
      const link = stage.meeting.url;
      const startMs = Date.now() + (n + 1) * HOUR_MS;
      await fillBooking(at, {
        inmate: `Example, ${n}`,
        fps: `${n}00001A`,
        adult: `Sample, ${n}`,
        startMs,
        link,
      });
      const began = performance.now();
      await Promise.all([cards.nth(n).waitFor(), at.press('booking-save')]);
      times.push(performance.now() - began);
    }
    return times;
  } finally {
    await driver.close();
  }
}
