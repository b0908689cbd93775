import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eachInPractice } from './bare-meeting/practice-world.ts';

/**
 * The meeting's view by itself, in a program without the station around it: Playwright, which drives the station,
 * holds frames of other sites back (1.65 on Electron 33), and those are where Webex's client is.
 */
const CLIENT = '/meet/client/inner';
const CHOSEN = { microphone: 'Fake Audio Input 2', speaker: 'Fake Audio Output 2', camera: 'fake_device_0' };

const world = eachInPractice();

const press = (selector: string, frame: string | null = null): Promise<unknown> =>
  world().program.call('run', `document.querySelector(${JSON.stringify(selector)}).click()`, frame);

/** Goes through the chooser and the name form. */
async function enterClient(query: string): Promise<void> {
  await world().program.call('open', `${world().practice.origin}/meet/join?${query}`);
  await world().until('waiting');
  await press('#broadcom-center-right');
  // The first click was lost on the native app, which must not start; the page is still there.
  await delay(300);
  await press('#broadcom-center-right');
  await world().program.until(
    'the form',
    () =>
      world()
        .program.call('run', `document.body.dataset.state`, CLIENT)
        .catch(() => null),
    (state) => state === 'form',
  );
  const fill = `document.querySelector('input').value = 'Poste 1'; document.querySelector('form').requestSubmit()`;
  await world().program.call('run', fill, CLIENT);
}

describe('R42: the way in', () => {
  it('leads past the native app, by a form and a lobby, into a frame of another site with the chosen devices', async () => {
    await world().program.call('devices', CHOSEN);
    await enterClient('lobby=1&lang=fr');
    await world().program.until(
      'the lobby',
      async () => world().practice.isWaiting('station'),
      (waiting) => waiting,
    );
    expect(await world().program.call('state')).toEqual({ kind: 'waiting' });
    expect(await world().program.call('run', `document.getElementById('status').textContent`, CLIENT)).toBe(
      'Vous êtes dans la salle d’attente',
    );
    world().practice.admit();
    await world().until('in-meeting');
    const evidence = await world().program.until(
      'evidence from inside the frame',
      () => world().program.call('evidence'),
      ({ seeAndHear }) => seeAndHear.them && seeAndHear.us,
    );
    expect(evidence.devices).toEqual({ microphone: 'chosen', camera: 'chosen', speaker: 'unknown' });
    const labels = `document.getElementById('ours').srcObject.getTracks().map((track) => track.label).sort().join()`;
    expect(await world().program.call('run', labels, CLIENT)).toBe(`${CHOSEN.microphone},${CHOSEN.camera}`);
    expect((await world().program.call('facts')).refusals.map(({ subject }) => subject)).toContain('webex:');

    // Removed by the host: what Webex shows afterwards is never seen.
    world().practice.removeStation();
    await world().until('ended');
    const { contents, url } = await world().program.call('facts');
    expect({ contents, url }).toEqual({ contents: 0, url: '' });
  });

  it('a camera that is blocked and a slow joining are no end of it: what there is flows', async () => {
    await world().program.call('open', `${world().practice.url}?camera=blocked&slow=4000&lang=en`);
    await world().program.until(
      'their picture',
      () => world().program.call('evidence'),
      ({ seeAndHear }) => seeAndHear.them,
    );
    expect((await world().program.call('evidence')).seeAndHear.us).toBe(false);
    expect((await world().program.call('state')).kind).toBe('waiting');
  });
});

describe('R40: evidence', () => {
  it('tells loss, and a quality that falls and rises again', async () => {
    await world().program.call('open', world().practice.url);
    await world().until('in-meeting');
    await world().program.until(
      'a good call',
      () => world().program.call('evidence'),
      ({ quality }) => quality === 'good',
    );
    world().practice.media.setLoss(0.2);
    const bad = await world().program.until(
      'a poor call',
      () => world().program.call('evidence'),
      ({ quality }) => quality === 'poor',
    );
    expect(Math.max(bad.lossIn ?? 0, bad.lossOut ?? 0)).toBeGreaterThan(0.1);
    world().practice.media.setLoss(0);
    await world().program.until(
      'a good call again',
      () => world().program.call('evidence'),
      ({ quality }) => quality === 'good',
      60_000,
    );
  });

  it('goes on counting through a crash and a hang of the page, with the times of both', async () => {
    await world().program.call('open', world().practice.url);
    await world().until('in-meeting');
    const before = await world().program.until(
      'bytes',
      () => world().program.call('evidence'),
      ({ videoIn, audioOut }) => videoIn > 0 && audioOut > 0,
    );
    await world().program.call('crash');
    await world().until('lost');
    await world().until('in-meeting');
    void world()
      .program.call('run', 'setTimeout(() => { for (;;); }, 10)', null)
      .catch(() => undefined);
    await world().until('lost');
    await world().until('in-meeting');
    // The sound may be back before the picture.
    const after = await world().program.until(
      'bytes of the new page',
      () => world().program.call('evidence'),
      ({ videoIn }) => videoIn > before.videoIn,
    );
    expect(after.outages).toHaveLength(2);
    expect(after.outages.every(({ lostAt, backAt }) => backAt !== null && backAt > lostAt)).toBe(true);
    expect(after.lostMs).toBeGreaterThan(5000);
  });
});

describe('R41: afterwards', () => {
  it('camera and microphone are released, and the next visit shares nothing with this one', async () => {
    const leave = `localStorage.setItem('name', 'x'); sessionStorage.setItem('name', 'x'); document.cookie = 'name=x; max-age=9999';
      new Promise((resolve) => { const open = indexedDB.open('name'); open.onsuccess = () => { open.result.close(); resolve(); }; })`;
    const found = `(async () => JSON.stringify([localStorage.length, sessionStorage.length, document.cookie,
      (await indexedDB.databases()).length, (await caches.keys()).length]))()`;
    const ids = `navigator.mediaDevices.enumerateDevices().then((all) => all.map((one) => one.deviceId).filter((id) => id !== 'default'))`;

    await world().program.call('open', world().practice.url);
    await world().until('in-meeting');
    await world().program.call('run', leave, null);
    const idsBefore = (await world().program.call('run', ids, null)) as readonly string[];
    const { pagePid } = await world().program.call('facts');
    await world().program.call('close');
    const processes = await world().program.call('metrics');
    expect(processes.filter(({ pid, type }) => pid === pagePid || type === 'Tab')).toEqual([]);
    await world().program.until(
      'the camera’s own process to end, which it does when nobody holds a camera',
      () => world().program.call('metrics'),
      (all) => !all.some(({ name }) => name === 'Video Capture'),
    );

    await world().program.call('open', world().practice.url);
    await world().until('in-meeting');
    expect(await world().program.call('run', found, null)).toBe('[0,0,"",0,0]');
    const idsAfter = (await world().program.call('run', ids, null)) as readonly string[];
    expect(idsBefore.length).toBeGreaterThan(0);
    expect(idsAfter.filter((id) => idsBefore.includes(id))).toEqual([]);
  });
});

describe('R45: suspension', () => {
  const hang = 'setTimeout(() => { for (;;); }, 10)';
  const stubborn = `document.getElementById('ours').srcObject.getTracks().forEach((track) => Object.defineProperty(track, 'enabled', { value: true }));
    addEventListener('beforeunload', (event) => event.preventDefault()); addEventListener('unload', () => { const end = Date.now() + 3000; while (Date.now() < end); });`;

  it.each([
    ['an ordinary page', ''],
    ['a page that does what it can to stay', stubborn],
    ['a page that hangs', hang],
  ])('closes %s: nothing is sent, and the meeting is joined again afterwards', async (_what, trick) => {
    const { program, practice } = world();
    await program.call('open', practice.url);
    await world().until('in-meeting');
    const { pagePid } = await program.call('facts');
    expect(practice.media.silentMs('station')).toBeLessThan(500);
    void program.call('run', trick, null).catch(() => undefined);
    await delay(200);
    expect(await program.call('suspend', true)).toBeLessThan(2500);
    await delay(1000);
    expect(practice.media.silentMs('station')).toBeGreaterThan(900);
    expect(await program.call('state')).toEqual({ kind: 'closed' });
    expect((await program.call('facts')).contents).toBe(0);
    expect((await program.call('metrics')).filter(({ pid }) => pid === pagePid)).toEqual([]);

    await program.call('suspend', false);
    await world().until('in-meeting');
    expect(practice.media.silentMs('station')).toBeLessThan(500);
    const { outages, lostMs } = await program.call('evidence');
    expect({ outages, lostMs }).toEqual({ outages: [], lostMs: 0 });
  });

  it('lets no page open while it lasts, however often it is asked to', async () => {
    const { program, practice } = world();
    await program.call('suspend', true);
    await program.call('open', practice.url);
    await program.call('rejoin');
    await program.call('devices', CHOSEN);
    await delay(1000);
    expect((await program.call('facts')).created).toBe(0);
    await program.call('suspend', false);
    await world().until('in-meeting');
  });
});

describe('R40: evidence of a page that lies', () => {
  it('is the engine’s own: numbers and device names are right whatever the page puts in place of its tools', async () => {
    const { program, practice } = world();
    await program.call('open', practice.url);
    await world().until('in-meeting');
    await program.call(
      'run',
      `RTCPeerConnection.prototype.getStats = async () => new Map([['x', { type: 'inbound-rtp', kind: 'video', bytesReceived: 1e9 }]]);
       Object.defineProperty(MediaStreamTrack.prototype, 'label', { get: () => 'Sample Microphone' })`,
      null,
    );
    await delay(1500);
    const evidence = await program.call('evidence');
    expect(evidence.flowing).toBe(true);
    expect(evidence.videoIn).toBeLessThan(100_000_000);
  });
});
