import { cpSync } from 'node:fs';
import path from 'node:path';
import { StationDriver } from '../practice/station-driver.ts';
import { bringToLocked, newStage } from './journey.ts';

/**
 * Brings a station into a visit that nobody supervises, kills it there and copies its data folder, for another station to
 * start with. Returns the session.
 */
export async function recordLockedVisit(to: string): Promise<string> {
  const stage = await newStage();
  try {
    const driver = await StationDriver.launch(stage);
    let session;
    try {
      session = await bringToLocked(driver);
    } finally {
      await driver.kill();
    }
    // Not Chromium's profile, which its dying processes are still deleting from.
    const profile = path.join(stage.dataFolder, 'electron');
    cpSync(stage.dataFolder, to, { recursive: true, filter: (source) => source !== profile });
    return session;
  } finally {
    await stage.close();
  }
}
