import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { StaffPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { readVisit } from '../demo/records.ts';
import { StationDriver } from '../practice/station-driver.ts';
import { attack, INPUTS, inputsOfMeeting } from './hand.ts';
import { bringToLocked, newStage, PIN } from './journey.ts';

const PATIENCE_MS = 30_000;
const POLL_MS = 200;
/** Longer than the second that may not be missed. */
const ASLEEP_MS = 6000;
const VICTIMS = ['GPU', '/meet/', '/staff/', '/visit/'] as const;
type Victim = (typeof VICTIMS)[number];

/** The system's number of the process that draws, or that runs the page of this address; null where there is none. */
function processOf(driver: StationDriver, victim: Victim): Promise<number | null> {
  return driver.app.evaluate(({ app, webContents }, wanted) => {
    if (wanted === 'GPU') return app.getAppMetrics().find((one) => one.type === wanted)?.pid ?? null;
    const page = webContents.getAllWebContents().find((one) => one.getURL().includes(wanted));
    return page === undefined || page.isCrashed() ? null : page.getOSProcessId() || null;
  }, victim);
}

/** Runs code in a station page, also after a reload, which the test's own connection does not survive. */
function inPage(driver: StationDriver, page: '/staff/' | '/visit/', code: string): Promise<unknown> {
  return driver.app.evaluate(
    ({ webContents }, [address, text]) =>
      webContents
        .getAllWebContents()
        .find((one) => one.getURL().includes(address))
        ?.executeJavaScript(text),
    [page, code] as const,
  );
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Waited for ${what} in vain`);
    await delay(POLL_MS);
  }
}

async function snapshot(driver: StationDriver): Promise<StaffPageSnapshot> {
  const answer = await inPage(driver, '/staff/', `window.station.call('snapshot.staff', null)`);
  return (answer as { readonly value: StaffPageSnapshot }).value;
}

const COUNT = `(() => {
  if (window.inputsSeen !== undefined) return;
  window.inputsSeen = 0;
  for (const name of ${JSON.stringify(INPUTS)})
    window.addEventListener(name, () => (window.inputsSeen += 1), { capture: true });
})()`;

it('R33: whichever process dies or sleeps while locked: nothing gets through, staff get back in, and the record says so', async () => {
  const stage = await newStage();
  const driver = await StationDriver.launch(stage);
  try {
    const session = await bringToLocked(driver);
    const { kind } = (await driver.snapshot()).lock;
    const ours = async (): Promise<number> => {
      let seen = 0;
      for (const page of ['/staff/', '/visit/'] as const) {
        await inPage(driver, page, COUNT);
        seen += Number(await inPage(driver, page, 'window.inputsSeen'));
      }
      return seen;
    };
    for (const victim of VICTIMS) {
      const pid = await processOf(driver, victim);
      expect(pid, victim).not.toBeNull();
      process.kill(pid ?? 0, 'SIGKILL');
      // A hand on everything from the first moment.
      await attack();
      await until(`another ${victim}`, async () => {
        const now = await processOf(driver, victim);
        return now !== null && now !== pid;
      });
      await until(
        'the page',
        async () => (await inPage(driver, '/staff/', 'document.readyState')) === 'complete',
      );
      if (victim === '/meet/')
        await until('the meeting', async () => (await snapshot(driver)).meeting.state === 'in-meeting');
      expect(await ours(), victim).toBe(0);
      await attack();
      expect(await ours(), victim).toBe(0);
      expect((await snapshot(driver)).lock.state, victim).toBe('locked');
    }

    await driver.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend'));
    process.kill(driver.pid, 'SIGSTOP');
    await attack();
    await delay(ASLEEP_MS);
    process.kill(driver.pid, 'SIGCONT');
    await driver.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('resume'));
    await attack();
    expect(await ours()).toBe(0);
    expect(await inputsOfMeeting(stage)).toBe(0);

    await driver.typeIntoLock(PIN, kind);
    await until('the return', async () => {
      const { lock, session: seen } = await snapshot(driver);
      return lock.state === 'open' && seen !== null;
    });
    await driver.kill();
    const record = readVisit(stage.dataFolder, session);
    const types = record.lockEvents.map((event) => event.type);
    const between = record.lockEvents.slice(
      types.indexOf('facilitator.left') + 1,
      types.indexOf('facilitator.returned'),
    );
    // Each death and the sleep: lost, and proven again. A very busy machine may stall as well.
    const gaps = Array.from({ length: between.length / 2 }, (_, index) =>
      between.slice(index * 2, index * 2 + 2),
    );
    expect(gaps.length).toBeGreaterThanOrEqual(VICTIMS.length + 1);
    for (const gap of gaps) expect(gap.map(({ type }) => type)).toEqual(['lock.failed', 'lock.verified']);
    const lengthsMs = gaps.map(([lost, proven]) => Date.parse(proven?.at ?? '') - Date.parse(lost?.at ?? ''));
    expect(Math.max(...lengthsMs)).toBeGreaterThanOrEqual(ASLEEP_MS);
    expect(record.entries.map((entry) => entry.type)).toContain('visit.interrupted');
    expect(record.verified).toBe(true);
  } finally {
    await driver.kill();
    await stage.close();
  }
});
