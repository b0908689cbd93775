import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { StationDriver } from '../practice/station-driver.ts';
import { FACILITATOR, PIN, withStation } from './journey.ts';

const LONG_MS = 60_000;
const EARLY_HAND = fileURLToPath(new URL('early-hand', import.meta.url));

/** What `early-hand/main.cjs` found and left when it chose a name and typed the PIN. */
interface Early {
  readonly field: HTMLInputElement;
  /** Whether scripts had taken the screen over by then. */
  readonly isLive: boolean;
}

describe('the sign-in screen of the start before', () => {
  it('is there before the scripts, and what is typed into it stays when they come', async () => {
    await withStation(async (driver, stage) => {
      await driver.until('the staff list', (seen) => seen.staff.list.some(({ id }) => id === FACILITATOR));
      const kept = path.join(stage.dataFolder, 'first-screen.sealed');
      await expect.poll(() => existsSync(kept), { timeout: LONG_MS }).toBe(true);
      await driver.kill();
      const hand = { CHILD_LINK_TEST_STAFF: FACILITATOR, CHILD_LINK_TEST_DIGITS: PIN };
      const again = await StationDriver.launch(stage, hand, EARLY_HAND);
      try {
        // The record is open, hence the page has long been taken over.
        await again.until('the record', ({ station }) => station.sync.state === 'safe');
        await again.staff.locator('[data-test="sync"][data-state="safe"]').waitFor();
        const found = await again.staff.evaluate((staff) => {
          const { early } = window as unknown as { readonly early: Early };
          const field = document.querySelector<HTMLInputElement>('[data-test="pin"]');
          const name = document.querySelector<HTMLInputElement>(`[data-test="staff-${staff}"]`);
          return { ...early, field: field === early.field, typed: field?.value, isChosen: name?.checked };
        }, FACILITATOR);
        expect(found).toMatchObject({ isLive: false, field: true, typed: PIN, isChosen: true });
        await again.press('sign-in');
        await again.see('signed-in');
        expect(existsSync(kept)).toBe(false);
      } finally {
        await again.kill();
      }
      const log = readFileSync(path.join(stage.dataFolder, 'logs', 'station.log'), 'utf8');
      expect(log).not.toContain('first-screen-redrawn');
    });
  });
});
