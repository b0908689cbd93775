import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { StationDriver } from '../practice/station-driver.ts';
import { FACILITATOR, newStage } from './journey.ts';

describe('a start', () => {
  it('removes the sign-in screen that a former version kept, and shows the names of the record', async () => {
    const stage = await newStage();
    const kept = path.join(stage.dataFolder, 'first-screen.sealed');
    writeFileSync(kept, 'names of staff');
    try {
      const driver = await StationDriver.launch(stage);
      try {
        await driver.see(`staff-${FACILITATOR}`);
        expect(existsSync(kept)).toBe(false);
      } finally {
        await driver.kill();
      }
    } finally {
      await stage.close();
    }
  });
});
