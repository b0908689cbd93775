import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { BareMeeting } from './bare-meeting/bare-meeting.ts';
import type { BareFacts } from './bare-meeting/calls.ts';
import { startMeetingServer } from '../meeting/server.ts';

const run = promisify(execFile);

/** The devices that staff chose for the hostile page, of those that Chromium makes up. */
export const CHOSEN = {
  microphone: 'Fake Audio Input 2',
  speaker: 'Fake Audio Output 2',
  camera: 'fake_device_0',
};
const RUN_MS = 250_000;
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

/** The hostile page, served for one run, and what it got. */
export interface HostileStage {
  /** The meeting's origins, the page's own first. */
  readonly sites: readonly [string, string];
  /** Where the page is that tries everything. */
  readonly url: string;
  /** Resolves once everything was tried; `click` is called all the time, because with a hand on it a page may ask for more. */
  untilDone(click: () => Promise<unknown>): Promise<void>;
  outcomes(): readonly HostileOutcome[];
  /** Connections to the server outside of the meeting, whatever they asked for. */
  connections(): number;
  close(): Promise<void>;
}

/** `only` names what it tries; everything where it is empty. */
export async function setHostileStage(
  place: 'main' | 'frame',
  only: readonly string[],
): Promise<HostileStage> {
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
  for (const name of only) query.append('only', name);
  const path = place === 'main' ? '/meet/hostile' : '/meet/hostile/outer';
  return {
    sites,
    url: `${sites[0]}${path}?${query.toString()}`,
    async untilDone(click) {
      const deadline = performance.now() + RUN_MS;
      while (!server.hostile.isDone(place)) {
        if (performance.now() > deadline)
          throw new Error(
            `The hostile page stopped after ${server.hostile.results.at(-1)?.name ?? 'nothing'}.`,
          );
        await click().catch(() => undefined);
        await delay(CLICK_EVERY_MS);
      }
    },
    outcomes: () =>
      server.hostile.results.map(({ name, got }) => ({
        place,
        name,
        got: got ?? (reached.has(`${place} ${name}`) ? 'reached the outside' : null),
      })),
    connections: () => connections,
    async close() {
      await server.close();
      outside.closeAllConnections();
      outside.close();
    },
  };
}

/**
 * Lets the hostile page try everything, as the page itself or in a frame of another site, and returns what it got.
 * `unguarded` names what it tries instead in a page that nothing guards.
 */
export async function runHostile(
  place: 'main' | 'frame',
  unguarded: readonly string[] = [],
): Promise<HostileRunResult> {
  const stage = await setHostileStage(place, unguarded);
  const program = await BareMeeting.start({ origins: stage.sites, unguarded: unguarded.length > 0 }, [
    '--autoplay-policy=no-user-gesture-required',
  ]);
  try {
    await program.call('devices', CHOSEN);
    await program.call('open', stage.url);
    await stage.untilDone(() => program.call('click', 640, 300));
    const facts = await program.call('facts');
    const windowsShown = await windowsShownBy(program.pid);
    return { outcomes: stage.outcomes(), facts, connections: stage.connections(), windowsShown };
  } finally {
    await program.close();
    await stage.close();
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
