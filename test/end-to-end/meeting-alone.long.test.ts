import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { electronRuntime } from '../../.ci/electron-path.mjs';
import type { MeetingState } from '../../electron/meeting/meeting.ts';
import { startPracticeMeeting, type PracticeMeeting } from '../meeting/peer.ts';
import { BareMeeting } from './bare-meeting/bare-meeting.ts';

/**
 * The meeting's view by itself, in a program without the station around it: Playwright, which drives the station,
 * holds frames of other sites back (1.65 on Electron 33), and those are where Webex's client is.
 */
const CLIENT = '/meet/client/inner';
const CHOSEN = { microphone: 'Fake Audio Input 2', speaker: 'Fake Audio Output 2', camera: 'fake_device_0' };

let practice: PracticeMeeting;
let program: BareMeeting;

async function newPractice(): Promise<PracticeMeeting> {
  const started = await startPracticeMeeting({ port: 0, peer: { electron: electronRuntime().binary } });
  if (!started.ok) throw new Error(started.refusal.code);
  return started.value;
}

beforeEach(async () => {
  practice = await newPractice();
  program = await BareMeeting.start({ origins: practice.origins });
});
afterEach(async () => {
  await program.close();
  await practice.close();
});

const until = (kind: MeetingState['kind'], patienceMs?: number): Promise<MeetingState> =>
  program.until(
    kind,
    () => program.call('state'),
    (state) => state.kind === kind,
    patienceMs,
  );

const press = (selector: string, frame: string | null = null): Promise<unknown> =>
  program.call('run', `document.querySelector(${JSON.stringify(selector)}).click()`, frame);

/** Goes through the chooser and the name form. */
async function enterClient(query: string): Promise<void> {
  await program.call('open', `${practice.origin}/meet/join?${query}`);
  await until('waiting');
  await press('#broadcom-center-right');
  // The first click was lost on the native app, which must not start; the page is still there.
  await delay(300);
  await press('#broadcom-center-right');
  await program.until(
    'the form',
    () => program.call('run', `document.body.dataset.state`, CLIENT).catch(() => null),
    (state) => state === 'form',
  );
  const fill = `document.querySelector('input').value = 'Poste 1'; document.querySelector('form').requestSubmit()`;
  await program.call('run', fill, CLIENT);
}

describe('the way in (R42)', () => {
  it('leads past the native app, by a form and a lobby, into a frame of another site with the chosen devices', async () => {
    await program.call('devices', CHOSEN);
    await enterClient('lobby=1&lang=fr');
    await program.until(
      'the lobby',
      async () => practice.isWaiting('station'),
      (waiting) => waiting,
    );
    expect(await program.call('state')).toEqual({ kind: 'waiting' });
    expect(await program.call('run', `document.getElementById('status').textContent`, CLIENT)).toBe(
      'Vous êtes dans la salle d’attente',
    );
    practice.admit();
    await until('in-meeting');
    const evidence = await program.until(
      'evidence from inside the frame',
      () => program.call('evidence'),
      ({ seeAndHear, devices }) => seeAndHear.them && seeAndHear.us && devices.speaker === 'chosen',
    );
    expect(evidence.devices).toEqual({ microphone: 'chosen', camera: 'chosen', speaker: 'chosen' });
    const labels = `document.getElementById('ours').srcObject.getTracks().map((track) => track.label).sort().join()`;
    expect(await program.call('run', labels, CLIENT)).toBe(`${CHOSEN.microphone},${CHOSEN.camera}`);
    expect((await program.call('facts')).refusals.map(({ subject }) => subject)).toContain('webex:');

    // Removed by the host: what Webex shows afterwards is never seen.
    practice.removeStation();
    await until('ended');
    const { contents, url } = await program.call('facts');
    expect({ contents, url }).toEqual({ contents: 0, url: '' });
  });

  it('a camera that is blocked and a slow joining are no end of it: what there is flows', async () => {
    await program.call('open', `${practice.url}?camera=blocked&slow=4000&lang=en`);
    await program.until(
      'their picture',
      () => program.call('evidence'),
      ({ seeAndHear }) => seeAndHear.them,
    );
    expect((await program.call('evidence')).seeAndHear.us).toBe(false);
    expect((await program.call('state')).kind).toBe('waiting');
  });
});

describe('evidence (R40)', () => {
  it('tells loss, and a quality that falls and rises again', async () => {
    await program.call('open', practice.url);
    await until('in-meeting');
    await program.until(
      'a good call',
      () => program.call('evidence'),
      ({ quality }) => quality === 'good',
    );
    practice.media.setLoss(0.2);
    const bad = await program.until(
      'a poor call',
      () => program.call('evidence'),
      ({ quality }) => quality === 'poor',
    );
    expect(Math.max(bad.lossIn ?? 0, bad.lossOut ?? 0)).toBeGreaterThan(0.1);
    practice.media.setLoss(0);
    await program.until(
      'a good call again',
      () => program.call('evidence'),
      ({ quality }) => quality === 'good',
      60_000,
    );
  });

  it('goes on counting through a crash and a hang of the page, with the times of both', async () => {
    await program.call('open', practice.url);
    await until('in-meeting');
    const before = await program.until(
      'bytes',
      () => program.call('evidence'),
      ({ videoIn, audioOut }) => videoIn > 0 && audioOut > 0,
    );
    await program.call('crash');
    await until('lost');
    await until('in-meeting');
    void program.call('run', 'setTimeout(() => { for (;;); }, 10)', null).catch(() => undefined);
    await until('lost');
    await until('in-meeting');
    const after = await program.call('evidence');
    expect(after.videoIn).toBeGreaterThan(before.videoIn);
    expect(after.outages).toHaveLength(2);
    expect(after.outages.every(({ lostAt, backAt }) => backAt !== null && backAt > lostAt)).toBe(true);
    expect(after.lostMs).toBeGreaterThan(5000);
  });
});

describe('a network that fails (R43)', () => {
  it('for a minute: the link is loaded again meanwhile, and the call comes back by itself, as one outage', async () => {
    await program.call('open', practice.url);
    await until('in-meeting');
    practice.media.setDropping(true);
    await until('lost');
    await delay(60_000);
    // Never given up: a meeting that has begun is tried for as long as the visit lasts.
    expect((await program.call('state')).kind).toBe('lost');
    practice.media.setDropping(false);
    await until('in-meeting', 90_000);
    const { outages, lostMs } = await program.call('evidence');
    expect(outages).toHaveLength(1);
    expect(lostMs).toBeGreaterThan(59_000);
  });

  it('for good, with the servers gone: it stays lost, is tried again and again, and can be closed', async () => {
    await program.call('open', practice.url);
    await until('in-meeting');
    practice.setSignallingCut(true);
    practice.media.setDropping(true);
    await until('lost');
    await practice.close();
    practice = await newPractice();
    // By then the link was loaded in vain at least once.
    await delay(45_000);
    expect((await program.call('state')).kind).toBe('lost');
    expect((await program.call('evidence')).outages).toMatchObject([{ backAt: null }]);
    await program.call('close');
    expect(await program.call('state')).toEqual({ kind: 'closed' });
    expect((await program.call('facts')).contents).toBe(0);
  });

  it('a page that runs out of memory is fetched again', async () => {
    await program.close();
    program = await BareMeeting.start({ origins: practice.origins }, ['--js-flags=--max-old-space-size=96']);
    await program.call('open', practice.url);
    await until('in-meeting');
    const { pagePid } = await program.call('facts');
    const fill = `setTimeout(() => { const all = []; for (;;) all.push(Array.from({ length: 1e5 }, () => ({}))); }, 10)`;
    await program.call('run', fill, null);
    await until('lost');
    await until('in-meeting', 60_000);
    expect((await program.call('facts')).pagePid).not.toBe(pagePid);
  });
});

describe('afterwards (R41)', () => {
  it('camera and microphone are released, and the next visit shares nothing with this one', async () => {
    const leave = `localStorage.setItem('name', 'x'); sessionStorage.setItem('name', 'x'); document.cookie = 'name=x; max-age=9999';
      new Promise((resolve) => { const open = indexedDB.open('name'); open.onsuccess = () => { open.result.close(); resolve(); }; })`;
    const found = `(async () => JSON.stringify([localStorage.length, sessionStorage.length, document.cookie,
      (await indexedDB.databases()).length, (await caches.keys()).length]))()`;
    const ids = `navigator.mediaDevices.enumerateDevices().then((all) => all.map((one) => one.deviceId).filter((id) => id !== 'default'))`;

    await program.call('open', practice.url);
    await until('in-meeting');
    await program.call('run', leave, null);
    const idsBefore = (await program.call('run', ids, null)) as readonly string[];
    const { pagePid } = await program.call('facts');
    await program.call('close');
    const processes = await program.call('metrics');
    expect(processes.filter(({ pid, type }) => pid === pagePid || type === 'Tab')).toEqual([]);
    await program.until(
      'the camera’s own process to end, which it does when nobody holds a camera',
      () => program.call('metrics'),
      (all) => !all.some(({ name }) => name === 'Video Capture'),
    );

    await program.call('open', practice.url);
    await until('in-meeting');
    expect(await program.call('run', found, null)).toBe('[0,0,"",0,0]');
    const idsAfter = (await program.call('run', ids, null)) as readonly string[];
    expect(idsBefore.length).toBeGreaterThan(0);
    expect(idsAfter.filter((id) => idsBefore.includes(id))).toEqual([]);
  });
});

describe('suspension (R45)', () => {
  it('a page that switches its camera on again, or is hung, sends nothing all the same', async () => {
    const tracks = `document.getElementById('ours').srcObject.getTracks()`;
    await program.call('open', practice.url);
    await until('in-meeting');
    await program.call('suspend', true);
    const tried = `${tracks}.map((track) => { track.enabled = true; const copy = track.clone(); copy.enabled = true; return [track.enabled, copy.enabled]; }).flat().join()`;
    expect(await program.call('run', tried, null)).toBe('false,false,false,false');
    await program.call('suspend', false);
    expect(await program.call('run', `${tracks}.map((track) => track.enabled).join()`, null)).toBe(
      'true,true',
    );

    void program.call('run', 'setTimeout(() => { for (;;); }, 10)', null).catch(() => undefined);
    await delay(200);
    await program.call('suspend', true);
    const { pagePid } = await program.call('facts');
    // The hung page was ended; the one that took its place has its camera off from the start.
    await program.until(
      'a page that answers',
      () => program.call('run', `${tracks}.map((track) => track.enabled).join()`, null).catch(() => ''),
      (answer) => answer === 'false,false',
    );
    expect((await program.call('facts')).pagePid).not.toBe(pagePid);
  });
});
