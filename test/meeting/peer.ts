import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ok, refuse } from '../../shared/result.ts';
import type { Result } from '../../shared/result.ts';
import type { InputCounts } from './page/inputs.ts';
import { startMeetingServer } from './server.ts';
import type { MeetingServer, MeetingServerRefusal } from './server.ts';
import type { Side } from './signalling.ts';

/** The program that plays the community site: the station's own runtime, or an installed Chromium. */
export type PeerProgram = { readonly electron: string } | { readonly browser: string };

export interface PracticeMeeting {
  /** `http://localhost:7443/meet/practice` */
  readonly url: string;
  readonly origin: string;
  readonly port: number;
  has(side: Side): boolean;
  /** The origins of all its pages: like Webex's, the client is in a frame of another site. */
  readonly origins: readonly string[];
  /** The host admits the page in the lobby, or removes the station. */
  isWaiting(side: Side): boolean;
  admit(): void;
  removeStation(): void;
  /** Cuts pages off from the server, or their media from one another; thins their media. */
  setSignallingCut(cut: boolean): void;
  readonly media: Pick<MeetingServer['media'], 'setDropping' | 'setLoss' | 'silentMs'>;
  /** The community site hangs up. */
  leave(): void;
  /** The community site comes back. */
  return(): void;
  /** The host ends the meeting. */
  end(): void;
  /** The input received by the station's page; null when it is not in the meeting. */
  inputsReceived(): Promise<InputCounts | null>;
  close(): Promise<void>;
}

export type PracticeMeetingRefusal =
  | MeetingServerRefusal
  | { readonly code: 'practice-peer-did-not-start'; readonly values: { readonly program: string } };

const PEER_FOLDER = fileURLToPath(new URL('./peer/', import.meta.url));
const PEER_WITHIN_MS = 30_000;
const QUIT_WITHIN_MS = 3000;

/** Starts the practice meeting and, when a program is given, the community site that waits in it. */
export async function startPracticeMeeting(options: {
  readonly port: number;
  readonly peer: PeerProgram | null;
}): Promise<Result<PracticeMeeting, PracticeMeetingRefusal>> {
  const started = await startMeetingServer({ port: options.port });
  if (!started.ok) return started;
  const server = started.value;

  let stopPeer: () => Promise<void> = async () => undefined;
  if (options.peer !== null) {
    const peer = await startPeer(options.peer, `${server.url}?peer=1`, server.arrival('site'));
    if (!peer.ok) {
      await server.close();
      return peer;
    }
    stopPeer = peer.value;
  }
  return ok({
    url: server.url,
    origin: server.origin,
    port: server.port,
    has: server.has,
    origins: [server.origin, server.otherOrigin],
    isWaiting: server.isWaiting,
    admit: server.admit,
    removeStation: () => server.remove('station'),
    setSignallingCut: server.setSignallingCut,
    media: server.media,
    leave: () => server.setSiteAway(true),
    return: () => server.setSiteAway(false),
    end: server.end,
    inputsReceived: server.inputsReceived,
    close: async () => {
      await stopPeer();
      await server.close();
    },
  });
}

async function startPeer(
  program: PeerProgram,
  url: string,
  arrived: Promise<void>,
): Promise<Result<() => Promise<void>, PracticeMeetingRefusal>> {
  const binary = 'electron' in program ? program.electron : program.browser;
  const folder = await mkdtemp(join(tmpdir(), 'child-link-peer-'));
  const switches = [
    '--no-sandbox',
    `--user-data-dir=${folder}`,
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    '--allow-loopback-in-peer-connection',
    '--autoplay-policy=no-user-gesture-required',
    '--disable-features=WebRtcHideLocalIpsWithMdns',
    '--disable-gpu',
    '--mute-audio',
  ];
  const ending =
    'electron' in program
      ? [PEER_FOLDER, ...switches, url]
      : ['--headless=new', '--no-first-run', '--disable-background-networking', ...switches, url];
  const child = spawn(binary, ending, { stdio: ['pipe', 'ignore', 'ignore'] });
  const gone = new Promise<'gone'>((resolve) => {
    child.once('exit', () => resolve('gone'));
    child.once('error', () => resolve('gone'));
  });
  child.stdin.on('error', () => undefined);

  const stop = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), QUIT_WITHIN_MS);
      await exited;
      clearTimeout(patience);
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };

  let patience: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    patience = setTimeout(() => resolve('late'), PEER_WITHIN_MS);
  });
  const first = await Promise.race([arrived.then(() => 'arrived' as const), gone, late]);
  clearTimeout(patience);
  if (first === 'arrived') return ok(stop);
  await stop();
  return refuse({ code: 'practice-peer-did-not-start', values: { program: binary } });
}
