import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stage } from '../practice/stage.ts';
import { StationDriver } from '../practice/station-driver.ts';
import { attack, countInputs, inputsOfMeeting, inputsSeen } from './hand.ts';
import { bringToConnected, leave, newStage, PIN } from './journey.ts';

/** One visit from test to test, because each begins where the one before it ended. */
describe('a visit that nobody supervises', () => {
  let stage: Stage;
  let driver: StationDriver;
  let session: string;
  beforeAll(async () => {
    stage = await newStage();
    driver = await StationDriver.launch(stage);
    session = await bringToConnected(driver);
  });
  afterAll(async () => {
    await driver.kill();
    await stage.close();
  });

  it('R32: no key and no click reaches the meeting or a station page', async () => {
    await countInputs(driver.staff);
    await countInputs(driver.visit);
    await attack();
    await delay(500);
    // The positive control: the same hand does reach them while staff sit there.
    expect((await inputsSeen(driver.staff)) + (await inputsSeen(driver.visit))).toBeGreaterThan(0);
    expect(await inputsOfMeeting(stage)).toBeGreaterThan(0);

    await leave(driver);
    const before = {
      staff: await inputsSeen(driver.staff),
      visit: await inputsSeen(driver.visit),
      meeting: await inputsOfMeeting(stage),
    };
    for (let round = 0; round < 3; round += 1) await attack();
    await delay(1000);
    expect({
      staff: await inputsSeen(driver.staff),
      visit: await inputsSeen(driver.visit),
      meeting: await inputsOfMeeting(stage),
    }).toEqual(before);
    const after = await driver.snapshot();
    expect(after.lock.state).toBe('locked');
    expect(after.session).toBeNull();
  });

  it('R33: a station that is killed comes back locked, in the same session, with the meeting rejoined', async () => {
    await driver.kill();
    driver = await StationDriver.launch(stage);
    await driver.untilVisit('the locked screen', (seen) => seen.mode === 'locked');
    await driver.until('the lock', (seen) => seen.lock.state === 'locked');
    await driver.until('the meeting', (seen) => seen.meeting.state === 'in-meeting');
    expect((await driver.snapshot()).staff.signedIn).toBeNull();
  });

  it('R34: staff come back by the key that only the lock reads', async () => {
    const { lock } = await driver.snapshot();
    await driver.typeIntoLock(PIN, lock.kind);
    const back = await driver.until(
      'the return',
      (seen) => seen.lock.state === 'open' && seen.session !== null,
    );
    expect(back.session?.session).toMatchObject({
      id: session,
      phase: 'underway',
      supervision: { mode: 'supervised', staff: 'staff-01' },
    });
    expect(back.session?.session.lostMs).toBeGreaterThan(0);
  });

  it('R34: wrong PINs at the lock are refused, then throttled', async () => {
    await leave(driver);
    const { lock } = await driver.snapshot();
    for (let tries = 0; tries < 5; tries += 1) {
      await driver.typeIntoLock('000000', lock.kind);
      await driver.untilVisit(
        'the refusal',
        (seen) => seen.panel?.checking === false && seen.panel.message !== null,
      );
    }
    const refused = await driver.untilVisit(
      'the throttle',
      (seen) => seen.panel?.message?.code === 'pin-throttled',
    );
    expect(refused.mode).toBe('locked');
    expect(Number(refused.panel?.message?.values['seconds'])).toBeGreaterThan(0);
  });
});
