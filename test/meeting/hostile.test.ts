import { afterEach, beforeEach, expect, it } from 'vitest';
import { startMeetingServer, type MeetingServer } from './server.ts';

let server: MeetingServer;

beforeEach(async () => {
  const started = await startMeetingServer({ port: 0 });
  if (!started.ok) throw new Error(started.refusal.code);
  server = started.value;
});
afterEach(() => server.close());

const report = async (query: string): Promise<unknown> =>
  (await fetch(`${server.origin}/meet/hostile/report?${query}`)).json();

it('keeps what the page got, and what it began and never finished', async () => {
  expect(await report('place=main')).toEqual([]);
  await report('place=main&begin=leave');
  await report('place=main&begin=look');
  expect(await report('place=main&name=look&got=a+window')).toEqual(['leave', 'look']);
  expect(server.hostile.results).toEqual([
    { place: 'main', name: 'leave', got: null, finished: false },
    { place: 'main', name: 'look', got: 'a window', finished: true },
  ]);
});

it('is done at one place when that place says so', async () => {
  await report('place=frame&done=yes');
  expect([server.hostile.isDone('frame'), server.hostile.isDone('main')]).toEqual([true, false]);
});

it('every script of the hostile page is served, and no policy is in its way', async () => {
  const page = await fetch(`${server.origin}/meet/hostile`);
  expect(page.headers.get('content-security-policy')).toBeNull();
  for (const name of [
    'hostile',
    'outer',
    'frames',
    'frames-outer',
    'asking',
    'attempt',
    'leaving',
    'meddling',
    'reaching',
  ]) {
    const script = await fetch(`${server.origin}/meet/hostile/${name}.js`);
    expect([name, script.status, (await script.text()).includes(': Promise<')]).toEqual([name, 200, false]);
  }
  expect((await fetch(`${server.origin}/meet/hostile/../../server.js`)).status).toBe(404);
});
