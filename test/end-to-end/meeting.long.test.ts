import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { StaffPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { StationDriver } from '../practice/station-driver.ts';
import { bringToConnected, expectOk, newStage, withStation } from './journey.ts';

const inMeeting = (seen: StaffPageSnapshot): boolean => seen.meeting.state === 'in-meeting';
const lost = (seen: StaffPageSnapshot): boolean => seen.meeting.state === 'lost';

/** The causes that interrupt the visit now. */
const interruptions = (seen: StaffPageSnapshot): readonly string[] =>
  Object.keys(seen.session?.session.interruptions ?? {});

/** Waits until a question about the meeting's page is answered as wanted. */
async function untilPage(ask: () => Promise<unknown>, wanted: (answer: unknown) => boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (wanted(await ask().catch(() => null))) return;
    await delay(100);
  }
  throw new Error('The meeting’s page never came so far.');
}

describe('R43: a visit that is disturbed', () => {
  it('the other side leaves and returns, the network is cut for five seconds, the page crashes', async () => {
    await withStation(async (driver, stage) => {
      await bringToConnected(driver);
      const losesAndFinds = async (what: string, lose: () => Promise<void> | void, find: () => void) => {
        await lose();
        const during = await driver.until(`${what}: lost`, lost);
        const told = await driver.untilVisit(`${what}: the message`, (seen) =>
          seen.messages.some(({ code }) => code === 'link-lost'),
        );
        expect(told.mode).toBe('strip');
        expect(during.meeting.flowing).not.toEqual({ in: true, out: true });
        find();
        const after = await driver.until(
          `${what}: back`,
          (seen) => inMeeting(seen) && interruptions(seen).length === 0,
        );
        await driver.untilVisit(`${what}: calm`, (seen) => seen.messages.length === 0);
        return after.session?.session.lostMs ?? 0;
      };

      const left = await losesAndFinds('the other side', stage.meeting.leave, stage.meeting.return);
      const cut = await losesAndFinds(
        'the network',
        async () => {
          stage.meeting.media.setDropping(true);
          await delay(5000);
        },
        () => stage.meeting.media.setDropping(false),
      );
      const crashed = await losesAndFinds(
        'a crash',
        () => driver.crashMeeting(),
        () => undefined,
      );
      expect(left).toBeGreaterThan(0);
      expect(cut).toBeGreaterThan(left);
      expect(crashed).toBeGreaterThan(cut);

      // The pages may lose their server as long as they have one another. A call that ended now could not be set up again,
      // so a picture that stutters on a busy machine is no failure.
      stage.meeting.setSignallingCut(true);
      await delay(4000);
      await driver.until('the call goes on', inMeeting);
    });
  });

  it('the headset is pulled and plugged: a calm message, an interruption, and on it goes', async () => {
    await withStation(async (driver) => {
      await bringToConnected(driver);
      await driver.simulate('unplug headset');
      await driver.until('the interruption', (seen) => interruptions(seen).includes('headset-gone'));
      await driver.untilVisit('the message', (seen) =>
        seen.messages.some(({ code }) => code === 'headset-gone'),
      );
      await driver.simulate('attach headset');
      await driver.until('the end of it', (seen) => interruptions(seen).length === 0);
      await driver.untilVisit('calm', (seen) => seen.messages.length === 0);
      expect((await driver.snapshot()).meeting.state).toBe('in-meeting');
    });
  });
});

describe('R41: the chosen devices', () => {
  it('are those of the equipment check, also after the station was killed in the middle of the visit', async () => {
    const labels = `document.getElementById('ours').srcObject.getTracks().map((track) => track.label).sort().join()`;
    const chosen = 'Fake Audio Input 1,fake_device_0';
    const stage = await newStage();
    try {
      const first = await StationDriver.launch(stage);
      await bringToConnected(first, { microphone: 'Fake Audio Input 1', webcam: 'fake_device_0' });
      expect(await first.inMeeting(labels)).toBe(chosen);
      const { session } = await first.until(
        'the record of the devices',
        (seen) => seen.session?.session.devices?.camera.match === 'chosen',
      );
      expect(session?.session.devices).toMatchObject({
        microphone: { match: 'chosen', name: 'Fake Audio Input 1' },
        camera: { match: 'chosen', name: 'fake_device_0' },
      });
      await first.kill();

      const second = await StationDriver.launch(stage);
      try {
        await second.until('the meeting', inMeeting);
        expect(await second.inMeeting(labels)).toBe(chosen);
      } finally {
        await second.kill();
      }
    } finally {
      await stage.close();
    }
  });
});

describe('R45: suspension and termination', () => {
  const tracks = `document.getElementById('ours').srcObject.getTracks().map((track) => track.enabled).join()`;

  it('suspending hides and silences, resuming restores; a directive ends it within seconds', async () => {
    await withStation(async (driver, stage) => {
      await bringToConnected(driver);
      expect(await driver.inMeeting(tracks)).toBe('true,true');
      expect(await pictureMoves(driver)).toBe(true);
      await expectOk(driver.call('session.suspend', null));
      // The page is closed: nothing goes out, nothing is seen or heard.
      await driver.until('the end of the page', (seen) => seen.meeting.state === 'closed');
      expect(await soundOff(driver)).toBeNull();
      expect(await pictureMoves(driver)).toBe(false);
      await delay(1000);
      expect(stage.meeting.media.silentMs('station')).toBeGreaterThan(900);
      await driver.untilVisit('the message', (seen) =>
        seen.messages.some(({ code }) => code === 'suspended'),
      );

      await expectOk(driver.call('session.unsuspend', { authority: 'Institutional Head' }));
      await untilPage(
        () => driver.inMeeting(tracks),
        (enabled) => enabled === 'true,true',
      );
      expect(await soundOff(driver)).toBe(false);
      expect(await pictureMoves(driver)).toBe(true);

      const { session } = await driver.snapshot();
      const now = Date.now();
      await stage.institution?.setFeedRow('directives', 'directive-1', {
        id: 'directive-1',
        session: session?.session.id ?? '',
        action: 'terminate',
        reason: { code: 'test', text: 'test' },
        authority: 'Institutional Head',
        issuedAt: new Date(now).toISOString(),
        expiresAt: new Date(now + 3_600_000).toISOString(),
      });
      await driver.until('the end', (seen) => seen.meeting.state === 'closed', 20_000);
      expect(await soundOff(driver)).toBeNull();
    });
  });
});

/** Whether the sound of the meeting's page is off; null when there is no such page. */
async function soundOff(driver: StationDriver): Promise<boolean | null> {
  return driver.app.evaluate(({ webContents }) => {
    const page = webContents.getAllWebContents().find((one) => one.getURL().includes('/meet/'));
    return page === undefined ? null : page.isAudioMuted();
  });
}

/** Whether anything moves on the screen where the meeting is shown: the practice meeting's picture never stands still. */
async function pictureMoves(driver: StationDriver): Promise<boolean> {
  const { meetingBounds } = await driver.snapshot();
  if (meetingBounds === null) return false;
  const look = () =>
    driver.app.evaluate(async ({ desktopCapturer, screen }, bounds) => {
      const thumbnailSize = screen.getPrimaryDisplay().size;
      const [source] = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize });
      return source?.thumbnail.crop(bounds).toPNG().toString('base64') ?? '';
    }, meetingBounds);
  const first = await look();
  await delay(700);
  return first !== (await look());
}
