import { describe, expect, it } from 'vitest';
import { StationDriver } from '../practice/station-driver.ts';
import {
  bringToChecked,
  bringToConnected,
  bringToConnecting,
  bringToNoticed,
  bringToOpened,
  confirmConnection,
  newStage,
  PIN,
  withStation,
} from './journey.ts';

describe('R4: a machine that cannot lock', () => {
  it('has supervised visits: the check fails, leaving is closed and says why, and staff stay', async () => {
    const stage = await newStage();
    const driver = await StationDriver.launch(stage, { XDG_SESSION_TYPE: 'wayland' });
    try {
      await bringToOpened(driver);
      await bringToChecked(driver);
      const { session } = await driver.snapshot();
      expect(session?.session.checks.lock?.verdict).toBe('fail');
      await bringToNoticed(driver);
      await bringToConnecting(driver);
      await confirmConnection(driver);
      await driver.see('gate-lock');
      expect(await driver.staff.locator('[data-test="gate-lock"]').innerText()).toContain(
        'Stay and supervise',
      );
      expect(await driver.staff.locator('[data-test="leave"]').isDisabled()).toBe(true);
      const { refusal } = await driver.call('session.leave', null);
      expect(refusal).toMatchObject({ code: 'lock-unsupported' });
      await driver.press('stay');
      const staying = await driver.until('the visit', (seen) => seen.session?.session.phase === 'underway');
      expect(staying.session?.session.supervision).toEqual({ mode: 'supervised', staff: 'staff-01' });
    } finally {
      await driver.kill();
      await stage.close();
    }
  });
});

describe('R33, R34: a lock that fails', () => {
  it('while leaving keeps the facilitator, while she is alone is taken again and recorded', async () => {
    await withStation(
      async (driver) => {
        await bringToConnected(driver);
        await driver.simulate('failNext verify');
        await driver.press('leave');
        await driver.see('lock-failed');
        const kept = await driver.snapshot();
        expect(kept.staff.signedIn?.id).toBe('staff-01');
        expect(kept.session?.session).toMatchObject({
          phase: 'connected',
          lock: null,
          lockFailure: { code: 'lock-probe-missed' },
        });
        await driver.press('leave');
        await driver.untilVisit('the locked screen', (seen) => seen.mode === 'locked');

        for (const line of ['loseLock', 'failNext verify', 'failNext verify']) await driver.simulate(line);
        await driver.until('the loss to be found', ({ lock }) => lock.detail !== '');
        await driver.until('the lock again', ({ lock }) => lock.state === 'locked' && lock.detail === '');
        await driver.untilVisit('the locked screen still', (seen) => seen.mode === 'locked');
        await driver.typeIntoLock(PIN, 'simulated');
        const back = await driver.until('the return', (seen) => seen.session !== null);
        expect(back.session?.session.supervision).toMatchObject({ mode: 'supervised' });
      },
      { lock: 'simulated' },
    );
  });
});
