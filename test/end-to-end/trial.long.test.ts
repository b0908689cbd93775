import path from 'node:path';
import { expect, it } from 'vitest';
import { signIn, withStation } from './journey.ts';

it('R4: the trial before a visit opens a meeting in a visit’s place, closes it, and records nothing of it', async () => {
  await withStation(
    async (driver, stage) => {
      await signIn(driver);
      await driver.press('trial');
      const recordBefore = await driver.snapshot();
      await driver.press('trial-meeting-open');
      await driver.until(
        'the trial meeting',
        ({ trialMeeting, meeting }) => trialMeeting === 'open' && meeting.state === 'in-meeting',
      );
      await driver.see('trial-meeting');
      expect(await driver.pictureShare()).toBeGreaterThan(0.6);
      if (process.env['CHILD_LINK_PICTURES'] !== undefined)
        await driver.photograph(path.join(process.env['CHILD_LINK_PICTURES'], 'trial-meeting.png'));
      await driver.press('trial-meeting-close');
      await driver.until('the trial’s page', ({ trialMeeting }) => trialMeeting === 'offered');
      await expect.poll(() => driver.meetingPage()).toBeNull();
      await driver.see('trial-meeting-open');

      // A visit can be opened after it, and nothing of the trial is in the record.
      expect((await driver.snapshot()).session).toEqual(recordBefore.session);
      await expect
        .poll(async () => ((await stage.institution?.chains()) ?? []).length, { timeout: 30_000 })
        .toBeGreaterThan(0);
      const chains = (await stage.institution?.chains()) ?? [];
      const received = await Promise.all(
        chains.map(async ({ chain }) => (await stage.institution?.listEntries(chain)) ?? []),
      );
      const types = received.flat().map(({ header }) => header.type);
      expect(types).not.toEqual([]);
      expect(types.filter((type) => type.startsWith('session.') || type.startsWith('meeting.'))).toEqual([]);
    },
    { lock: 'simulated' },
  );
});
