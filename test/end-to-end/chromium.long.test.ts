import { describe, expect, it } from 'vitest';
import { BLINK_FEATURES_OFF } from '../../electron/meeting/engine-features.ts';
import { electronRuntime } from '../../scripts/electron-path.ts';
import { blinkFeaturesOf, reviewedNames } from '../meeting/blink-features.ts';
import { chromiumVersion, ChromiumPage, ENGINE } from './chromium/chromium-page.ts';
import { CHOSEN, type HostileOutcome, setHostileStage } from './hostile-run.ts';

/** What certainly succeeds in a plain page: without it the tests below would prove nothing. */
const SUCCEEDS_UNGUARDED = [
  'reach out by fetch',
  'reach out by socket',
  'reach out by beacon',
  'reach out by worker',
  'reach out by shared worker',
  'window.open of a foreign page',
  'frame of a foreign page',
  'other devices listed',
  'another microphone by its id',
];

/**
 * What the station's session and navigation policy refuse in `hostile.test.ts`, and Chromium without them lets a page have:
 * frames of an address of its own, and the keyboard's keys, which Chromium gives in full screen only (refused here too).
 */
const DECIDED_BY_STATION: readonly string[] = ['the keyboard', 'frame of data:', 'frame of blob:'];

/** In frames that the page wrote the station's permission policy refuses every device; here they get the chosen one at most. */
const isChosenOneInWrittenFrame = ({ name, got }: HostileOutcome): boolean =>
  name.startsWith('a microphone in ') && got === CHOSEN.microphone;

const version = chromiumVersion();

async function attack(place: 'main' | 'frame', only: readonly string[]) {
  const stage = await setHostileStage(place, only);
  const page = await ChromiumPage.start({
    origins: stage.sites,
    devices: CHOSEN,
    unguarded: only.length > 0,
  });
  try {
    await page.open(stage.url);
    const [meeting = ''] = stage.url.split('?');
    await stage.untilDone(async () => {
      // The station's navigation policy keeps the page where it is; here it is brought back, and goes on where it was.
      if (!(await page.pages()).some((url) => url.split('?')[0] === meeting)) await page.open(stage.url);
      await page.click(640, 300);
    });
    const { length: pages } = await page.pages();
    return { outcomes: stage.outcomes(), pages, connections: stage.connections() };
  } finally {
    await page.close();
    await stage.close();
  }
}

const successes = (outcomes: readonly HostileOutcome[]): readonly string[] =>
  outcomes
    .filter(({ got }) => got !== null)
    .filter((outcome) => !DECIDED_BY_STATION.includes(outcome.name) && !isChosenOneInWrittenFrame(outcome))
    .map(({ name, got }) => `${name}: ${got ?? ''}`);

describe.skipIf(version === null)(
  `R41: a hostile page in Chromium ${version ?? '(not installed: apt-get install chromium)'}`,
  () => {
    it.each(['main', 'frame'] as const)('gets nothing and opens nothing: %s', async (place) => {
      const { outcomes, pages, connections } = await attack(place, []);
      process.stdout.write(`Chromium ${version ?? ''}, ${place}: ${outcomes.length} attempts\n`);
      expect(outcomes.length).toBeGreaterThan(100);
      expect(successes(outcomes)).toEqual([]);
      expect({ pages, connections }).toEqual({ pages: 1, connections: 0 });
    });

    it('has no Blink feature that no table names, and no name is switched off in vain', () => {
      const features = blinkFeaturesOf(ENGINE);
      const known = new Set([...BLINK_FEATURES_OFF, ...reviewedNames('blink-features.txt')]);
      expect(features.filter((feature) => !known.has(feature))).toEqual([]);
      const inEither = new Set([...features, ...blinkFeaturesOf(electronRuntime().binary)]);
      expect(BLINK_FEATURES_OFF.filter((feature) => !inEither.has(feature))).toEqual([]);
    });

    it('succeeds where nothing guards the page, so that this test can fail', async () => {
      const { outcomes } = await attack('main', SUCCEEDS_UNGUARDED);
      const without = SUCCEEDS_UNGUARDED.filter(
        (name) => outcomes.find((one) => one.name === name)?.got == null,
      );
      expect(without).toEqual([]);
    });
  },
);
