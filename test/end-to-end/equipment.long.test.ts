import { describe, expect, it } from 'vitest';
import type { StationDriver } from '../practice/station-driver.ts';
import { bringToOpened, expectOk, withStation } from './journey.ts';

const CHANGES = 10_000;
/** A person feels a screen that stands still longer than this. */
const MOST_STANDSTILL_MS = 1000;
const MOST_GROWTH_MB = 20;

/** Memory of the main process that is in use after everything unused was given back, in megabytes. */
function heapMb(driver: StationDriver): Promise<number> {
  return driver.app.evaluate(() => {
    process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
    process.getBuiltinModule('node:vm').runInNewContext('gc')();
    return process.memoryUsage().heapUsed / 1024 / 1024;
  });
}

async function passByHand(driver: StationDriver): Promise<void> {
  for (const check of ['headset', 'microphone', 'sound', 'webcam', 'sign'] as const) {
    await expectOk(
      driver.call('session.record-check', { check, result: { verdict: 'pass', detail: 'test' } }),
    );
  }
}

describe('the equipment check of a real station', () => {
  it('takes back what was checked with a headset that is unplugged, and only that', async () => {
    await withStation(
      async (driver) => {
        await bringToOpened(driver);
        await driver.see('check-headset');
        await driver.until(
          'the checks by the station',
          ({ session }) => session?.session.checks.lock !== undefined,
        );
        await passByHand(driver);
        await driver.press('test-sound');
        await driver.until(
          'the echo check',
          ({ session }) => session?.session.checks.echo?.verdict === 'pass',
        );
        const checked = await driver.snapshot();
        expect(checked.session?.session.checks.headset?.devices).toMatchObject([
          { kind: 'headset', vendor: '1d6b', product: '0103' },
        ]);
        await driver.simulate('unplug headset');
        const taken = await driver.until('the headset’s checks to be open', ({ session }) =>
          ['headset', 'microphone', 'sound', 'echo'].every(
            (name) => !(name in (session?.session.checks ?? {})),
          ),
        );
        expect(Object.keys(taken.session?.session.checks ?? {}).toSorted()).toEqual([
          'clock',
          'disk',
          'display',
          'lock',
          'network',
          'sign',
          'webcam',
        ]);
        expect((await driver.call('session.confirm-settings', null)).ok).toBe(false);
        await driver.simulate('attach headset');
        await driver.simulate('attach keyboard');
        await driver.until(
          'the lock to be checked again with the new keyboard',
          ({ session }) => session?.session.checks.lock?.devices?.length === 3,
        );
        await passByHand(driver);
        await expectOk(driver.call('session.confirm-settings', null));
      },
      { lock: 'simulated' },
    );
  });

  it('without a camera cannot be confirmed where the visit requires one', async () => {
    await withStation(
      async (driver) => {
        await driver.simulate('unplug camera');
        await bringToOpened(driver);
        await expectOk(driver.call('session.run-checks', null));
        for (const check of ['headset', 'microphone', 'sound', 'sign'] as const) {
          await expectOk(
            driver.call('session.record-check', { check, result: { verdict: 'pass', detail: '' } }),
          );
        }
        expect(await driver.call('session.confirm-settings', null)).toMatchObject({
          ok: false,
          refusal: { code: 'check-missing', values: { check: 'webcam' } },
        });
      },
      { lock: 'simulated' },
    );
  });

  it('R4: without a camera goes on where none is required, and without the media’s network by a reason', async () => {
    await withStation(
      async (driver) => {
        await driver.simulate('unplug camera');
        await bringToOpened(driver, 'adult-child');
        for (const check of ['headset', 'microphone', 'sound', 'sign'] as const) {
          await expectOk(
            driver.call('session.record-check', { check, result: { verdict: 'pass', detail: '' } }),
          );
        }
        // The reserve on the disk is laid aside in the first moments after the start.
        await driver.until(
          'the failed check',
          ({ session }) => session?.overridable.includes('network') === true,
        );
        expect(await driver.call('session.confirm-settings', null)).toMatchObject({
          ok: false,
          refusal: { code: 'check-failed', values: { check: 'network' } },
        });
        await driver.type('override-reason', 'Known to IT');
        await driver.press('override');
        await driver.untilOk('the settings', async () => {
          await expectOk(driver.call('session.run-checks', null));
          return driver.call('session.confirm-settings', null);
        });
        const { session } = await driver.snapshot();
        expect(session?.session.checks.webcam?.verdict).not.toBe('pass');
        expect(session?.session.overrides).toEqual({ network: 'Known to IT' });
      },
      { lock: 'simulated', settings: { meeting: { mediaServers: ['127.0.0.1:9'] } } },
    );
  });

  it('lives through ten thousand devices that come and go', async () => {
    await withStation(
      async (driver) => {
        await bringToOpened(driver);
        await driver.see('check-headset');
        await driver.until(
          'the checks by the station',
          ({ session }) => session?.session.checks.lock !== undefined,
        );
        await driver.staff.evaluate(() => {
          let last = performance.now();
          let longest = 0;
          const watch = (): void => {
            const now = performance.now();
            longest = Math.max(longest, now - last);
            last = now;
            Reflect.set(window, 'longestStandstillMs', longest);
            requestAnimationFrame(watch);
          };
          requestAnimationFrame(watch);
        });
        const storm = (changes: number): Promise<readonly string[]> =>
          driver.app.evaluate(async (_electron, count) => {
            const simulator = globalThis.childLinkSimulator;
            await simulator?.storm(count, 7);
            return simulator?.hardware.attached.map((device) => device.id) ?? [];
          }, changes);
        await storm(CHANGES / 10);
        const beforeMb = await heapMb(driver);
        const startedMs = performance.now();
        const ended = await storm(CHANGES);
        const tookMs = performance.now() - startedMs;
        await driver.until(
          'the last state on the screen',
          ({ hardware }) => hardware.devices.map((device) => device.id).join() === ended.join(),
        );
        // The screen still answers a hand.
        await driver.press('run-checks');
        await driver.until('the checks', ({ session }) => session?.session.checks.lock !== undefined);
        const longest = await driver.staff.evaluate(() => Number(Reflect.get(window, 'longestStandstillMs')));
        const grownMb = (await heapMb(driver)) - beforeMb;
        process.stdout.write(
          `${CHANGES} changes in ${tookMs.toFixed(0)} ms; longest standstill of the screen ${longest.toFixed(0)} ms; ` +
            `${grownMb.toFixed(1)} MB more in use\n`,
        );
        expect(longest).toBeLessThan(MOST_STANDSTILL_MS);
        expect(grownMb).toBeLessThan(MOST_GROWTH_MB);
      },
      { lock: 'simulated' },
    );
  });
});
