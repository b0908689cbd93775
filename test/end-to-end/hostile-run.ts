import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { BareMeeting } from './bare-meeting/bare-meeting.ts';
import type { BareFacts } from './bare-meeting/calls.ts';
import { startMeetingServer } from '../meeting/server.ts';

const run = promisify(execFile);

/** The devices that staff chose for the hostile page, of those that Chromium makes up. */
const CHOSEN = {
  microphone: 'Fake Audio Input 2',
  speaker: 'Fake Audio Output 2',
  camera: 'fake_device_0',
};
const RUN_MS = 200_000;
const CLICK_EVERY_MS = 700;

export interface HostileOutcome {
  readonly place: string;
  readonly name: string;
  /** What it got; null when nothing. */
  readonly got: string | null;
}

export interface HostileRunResult {
  readonly outcomes: readonly HostileOutcome[];
  readonly facts: BareFacts;
  /** Windows of the program that stand on the display in the end: its own, and any dialog that was called up. */
  readonly windowsShown: number;
  /** Connections to the server outside of the meeting, whatever they asked for. */
  readonly connections: number;
}

/**
 * Lets the hostile page try everything, as the page itself or in a frame of another site, and returns what it got.
 * `unguarded` names what it tries instead in a page that nothing guards.
 */
export async function runHostile(
  place: 'main' | 'frame',
  unguarded: readonly string[] = [],
): Promise<HostileRunResult> {
  const reached = new Set<string>();
  let connections = 0;
  const outside = createServer((request, response) => {
    const [, name = ''] = (request.url ?? '').split('/');
    reached.add(decodeURIComponent(name.replace(/\?.*$/, '')));
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('outside');
  });
  outside.on('upgrade', (request, socket) => {
    reached.add(decodeURIComponent((request.url ?? '').slice(1)));
    socket.destroy();
  });
  outside.on('connection', () => (connections += 1));
  outside.listen(0);
  await once(outside, 'listening');
  const address = outside.address();
  const outsidePort = typeof address === 'object' && address !== null ? address.port : 0;

  const started = await startMeetingServer({ port: 0 });
  if (!started.ok) throw new Error(started.refusal.code);
  const server = started.value;
  const sites = [`http://localhost:${server.port}`, `http://127.0.0.1:${server.port}`] as const;
  const query = new URLSearchParams({
    canary: `http://localhost:${outsidePort}`,
    microphone: CHOSEN.microphone,
    camera: CHOSEN.camera,
    inner: `${sites[1]}/meet/hostile`,
  });
  for (const name of unguarded) query.append('only', name);
  const path = place === 'main' ? '/meet/hostile' : '/meet/hostile/outer';
  const program = await BareMeeting.start({ origins: sites, unguarded: unguarded.length > 0 }, [
    '--autoplay-policy=no-user-gesture-required',
  ]);
  try {
    await program.call('devices', CHOSEN);
    await program.call('open', `${sites[0]}${path}?${query.toString()}`);
    // A hand on the page all the time: with it, a page may ask for more.
    const clicking = setInterval(
      () => void program.call('click', 640, 300).catch(() => undefined),
      CLICK_EVERY_MS,
    );
    try {
      await program.until(
        'the hostile page to try everything',
        async () => server.hostile.results.at(-1)?.name,
        () => server.hostile.isDone(place),
        RUN_MS,
      );
    } finally {
      clearInterval(clicking);
    }
    const facts = await program.call('facts');
    const outcomes = server.hostile.results.map(({ name, got }): HostileOutcome => ({
      place,
      name,
      got: got ?? (reached.has(`${place} ${name}`) ? 'reached the outside' : null),
    }));
    return { outcomes, facts, connections, windowsShown: await windowsShownBy(program.pid) };
  } finally {
    await program.close();
    await server.close();
    outside.closeAllConnections();
    outside.close();
  }
}

async function windowsShownBy(pid: number): Promise<number> {
  const { stdout } = await run('xdotool', [
    'search',
    '--all',
    '--onlyvisible',
    '--pid',
    String(pid),
    '--name',
    '',
  ]);
  return stdout.split('\n').filter((line) => line !== '').length;
}
