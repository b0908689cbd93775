import { once } from 'node:events';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { automaticChecks, type CheckParts } from './checks.ts';

const DISPLAY = { id: '1', name: 'Example Display' };

let server: net.Server;
let port = 0;
beforeEach(async () => {
  server = net.createServer((socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterEach(() => server.close());

function parts(changes: Partial<CheckParts> = {}): CheckParts {
  return {
    diskReserve: { topUp: () => true, held: () => 1 },
    dataFolder: tmpdir(),
    displays: () => [DISPLAY],
    clock: { offsetMs: 500 },
    meetingUrl: () => new URL('https://example.webex.com/meet/secret'),
    reachMeeting: () => Promise.resolve(null),
    mediaServers: [],
    lock: { kind: 'x11', state: { name: 'open' } },
    ...changes,
  };
}

async function one(check: Parameters<typeof automaticChecks>[1], changes: Partial<CheckParts> = {}) {
  return (await automaticChecks(parts(changes), check)).map(({ result }) => result);
}

describe('the checks that need no person', () => {
  it('are all made, or only those that are asked for', async () => {
    const names = (await automaticChecks(parts())).map(({ check }) => check);
    expect(names).toEqual(['display', 'network', 'clock', 'disk', 'lock']);
    expect((await automaticChecks(parts(), ['lock', 'headset'])).map(({ check }) => check)).toEqual(['lock']);
  });

  it('two displays, a clock far off, a lock that is none and a folder that is not there fail', async () => {
    expect(await one(['display'], { displays: () => [DISPLAY, DISPLAY] })).toEqual([
      { verdict: 'fail', detail: '2' },
    ]);
    expect(await one(['clock'], { clock: { offsetMs: -200_000 } })).toEqual([
      { verdict: 'fail', detail: '-200 s' },
    ]);
    expect(await one(['clock'], { clock: { offsetMs: null } })).toEqual([
      { verdict: 'not-needed', detail: '' },
    ]);
    const lock = { kind: 'unsupported', state: { name: 'unsupported', why: 'no-display' } } as const;
    expect(await one(['lock'], { lock })).toEqual([{ verdict: 'fail', detail: 'no-display' }]);
    const dataFolder = path.join(tmpdir(), 'child-link-no-such-folder');
    expect(await one(['disk'], { dataFolder })).toEqual([{ verdict: 'fail', detail: 'ENOENT' }]);
    // A disk that was so full that the reserve had to be given up.
    expect(await one(['disk'], { diskReserve: { topUp: () => false, held: () => 0 } })).toMatchObject([
      { verdict: 'fail' },
    ]);
    expect(await one(['disk'])).toMatchObject([{ verdict: 'pass' }]);
  });

  it('R4: two minutes of drift from the server are too much', async () => {
    expect(await one(['clock'], { clock: { offsetMs: 120_000 } })).toMatchObject([{ verdict: 'pass' }]);
    expect(await one(['clock'], { clock: { offsetMs: -120_001 } })).toMatchObject([{ verdict: 'fail' }]);
  });

  it('the meeting’s host is reached, refused by its link, or not there', async () => {
    expect(await one(['network'])).toEqual([{ verdict: 'pass', detail: 'example.webex.com' }]);
    expect(await one(['network'], { meetingUrl: () => null })).toEqual([
      { verdict: 'fail', detail: 'link-refused' },
    ]);
    expect(await one(['network'], { reachMeeting: () => Promise.resolve('proxy-password') })).toEqual([
      { verdict: 'fail', detail: 'example.webex.com fault proxy-password' },
    ]);
  });

  it('of the media servers that IT named, one that answers suffices', async () => {
    const mediaServers = [`127.0.0.1:${port}`, 'not an address'];
    expect(await one(['network'], { mediaServers })).toEqual([
      { verdict: 'pass', detail: 'example.webex.com media 1/1' },
    ]);
  });
});
