import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { BLINK_FEATURES_OFF } from '../../../electron/meeting/engine-features.ts';
import { hostRules } from '../../../electron/meeting/host-rules.ts';
import { type EngineReport, parseEngineReport } from '../../../electron/meeting/media-report.ts';
import { PageDebugger } from '../../../electron/meeting/page/page-debugger.ts';
import { type MeetingDevices, pageScript } from '../../../electron/meeting/page/page-script.ts';
import { COLLECTOR } from '../../../electron/meeting/webrtc-collector.ts';
import { startPolicyProxy } from './policy-proxy.ts';

export const PROGRAM = '/usr/bin/chromium';
/** What the script of `PROGRAM` starts. */
export const ENGINE = '/usr/lib/chromium/chromium';
const INTERNALS = 'chrome://webrtc-internals/';
const START_MS = 30_000;
const CLICK_MS = 2000;
const Answer = z.object({
  id: z.number().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  sessionId: z.string().optional(),
});
const Target = z.object({ webSocketDebuggerUrl: z.string() });
const Targets = z.array(Target.extend({ type: z.string(), url: z.string() }));
const Processes = z.object({ processInfo: z.array(z.object({ type: z.string(), id: z.number() })) });
const Evaluated = z.object({
  result: z.object({ value: z.unknown().optional() }),
  exceptionDetails: z.unknown().optional(),
});

/** The version of the installed Chromium; null where there is none. */
export function chromiumVersion(): string | null {
  const ended = spawnSync(PROGRAM, ['--version'], { encoding: 'utf8' });
  return ended.status === 0 ? (/[\d.]+/.exec(ended.stdout)?.[0] ?? null) : null;
}

/** The debugger protocol of one page, as Electron's `webContents.debugger` offers it. */
class ProtocolSocket {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #listeners: ((event: null, method: string, params: unknown, session: string) => void)[] = [];
  #last = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#receive(data.toString('utf8')));
  }

  static async open(url: string): Promise<ProtocolSocket> {
    const socket = new WebSocket(url);
    await once(socket, 'open');
    return new ProtocolSocket(socket);
  }

  sendCommand(method: string, params: object = {}, sessionId?: string): Promise<unknown> {
    this.#last += 1;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(this.#last, answer);
    this.#socket.send(JSON.stringify({ id: this.#last, method, params, sessionId }));
    return answer.promise;
  }

  /** The value of an expression, or of the promise that it is. Rejects where the page throws. */
  async evaluate(expression: string): Promise<unknown> {
    const parameters = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = Evaluated.parse(
      await this.sendCommand('Runtime.evaluate', parameters),
    );
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return result.value;
  }

  on(event: string, listener: (event: null, method: string, params: unknown, session: string) => void): void {
    if (event === 'message') this.#listeners.push(listener);
  }

  isAttached(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  #receive(text: string): void {
    const { id, result, error, method, params, sessionId = '' } = Answer.parse(JSON.parse(text));
    if (method !== undefined)
      for (const listener of this.#listeners) listener(null, method, params, sessionId);
    if (id === undefined) return;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error.message));
  }
}

export interface ChromiumOptions {
  readonly origins: readonly string[];
  readonly devices: MeetingDevices;
  /** A plain page instead, to prove that attempts can succeed. */
  readonly unguarded: boolean;
}

/**
 * A page of Debian's Chromium with everything of the station that works from outside the browser: the engine's features
 * off, host rules, request table, headers, and the page scripts in every frame by the station's own `PageDebugger`. What
 * Electron's session decides (permissions, downloads, windows) is Chromium's own here.
 */
export class ChromiumPage {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #socket: ProtocolSocket;
  readonly #port: number;
  readonly #closeProxy: () => void;

  private constructor(parts: {
    readonly child: ChildProcess;
    readonly folder: string;
    readonly socket: ProtocolSocket;
    readonly port: number;
    readonly closeProxy: () => void;
  }) {
    this.#child = parts.child;
    this.#folder = parts.folder;
    this.#socket = parts.socket;
    this.#port = parts.port;
    this.#closeProxy = parts.closeProxy;
  }

  static async start({ origins, devices, unguarded }: ChromiumOptions): Promise<ChromiumPage> {
    const hosts = { sites: [], pages: [], requests: [], practiceOrigins: origins };
    const proxy = await startPolicyProxy(hosts, !unguarded);
    const folder = mkdtempSync(path.join(tmpdir(), 'child-link-chromium-'));
    const guards = [
      `--disable-blink-features=${BLINK_FEATURES_OFF.join(',')}`,
      `--host-resolver-rules=${hostRules([], [])}, EXCLUDE localhost, EXCLUDE 127.0.0.1`,
      '--disable-features=HardwareMediaKeyHandling,MediaSessionService',
    ];
    const child = spawn(
      PROGRAM,
      [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        ...['--remote-debugging-port=0', `--user-data-dir=${folder}`, '--no-first-run', '--disable-gpu'],
        ...['--use-fake-device-for-media-stream', '--autoplay-policy=no-user-gesture-required'],
        // A page that calls itself needs no network then.
        '--allow-loopback-in-peer-connection',
        ...[`--proxy-server=http://127.0.0.1:${proxy.port}`, '--proxy-bypass-list=<-loopback>'],
        ...['--disable-component-update', '--disable-background-networking', '--window-size=1280,800'],
        ...(unguarded ? [] : guards),
        'about:blank',
      ],
      { stdio: 'ignore' },
    );
    const port = await debuggingPort(folder);
    const targets = Targets.parse(await (await fetch(`http://127.0.0.1:${port}/json/list`)).json());
    const url = targets.find(({ type }) => type === 'page')?.webSocketDebuggerUrl ?? '';
    const socket = await ProtocolSocket.open(url);
    const page = new ChromiumPage({ child, folder, socket, port, closeProxy: () => proxy.close() });
    // Camera and microphone for the meeting's origins, and nothing else: what `permission-policy.ts` answers.
    for (const origin of origins)
      await socket.sendCommand('Browser.grantPermissions', {
        origin,
        permissions: ['audioCapture', 'videoCapture'],
      });
    if (unguarded) return page;
    const contents = { isDestroyed: () => false, debugger: socket };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the part of a WebContents that PageDebugger uses
    await new PageDebugger(
      contents as unknown as ConstructorParameters<typeof PageDebugger>[0],
      pageScript(devices),
      () => undefined,
    ).attach();
    return page;
  }

  async open(url: string): Promise<void> {
    await this.#socket.sendCommand('Page.navigate', { url });
  }

  evaluate(expression: string): Promise<unknown> {
    return this.#socket.evaluate(expression);
  }

  /** Opens the engine's own record of calls with the station's collector in it. Returns what reads it. */
  async openInternals(): Promise<() => Promise<EngineReport>> {
    const address = `http://127.0.0.1:${this.#port}/json`;
    const targetAt = async (path: string, method: string) =>
      ProtocolSocket.open(
        Target.parse(await (await fetch(`${address}/${path}`, { method })).json()).webSocketDebuggerUrl,
      );
    const internals = await targetAt(`new?${INTERNALS}`, 'PUT');
    const browser = await targetAt('version', 'GET');
    await internals.sendCommand('Page.enable');
    while ((await internals.evaluate("document.readyState === 'complete' && 'cr' in window")) !== true)
      await delay(100);
    await internals.evaluate(COLLECTOR);
    return async () => {
      const { processInfo } = Processes.parse(await browser.sendCommand('SystemInfo.getProcessInfo'));
      const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
      return parseEngineReport(await internals.evaluate('readMeeting()'), new Set(renderers));
    };
  }

  async click(x: number, y: number): Promise<void> {
    const at = { x, y, button: 'left', clickCount: 1 };
    const both = Promise.all(
      ['mousePressed', 'mouseReleased'].map((type) =>
        this.#socket.sendCommand('Input.dispatchMouseEvent', { type, ...at }),
      ),
    );
    // A page that is being replaced never answers.
    await Promise.race([both, delay(CLICK_MS)]);
  }

  /** The addresses of the pages that are open in the browser: the meeting's, and any that it opened. */
  async pages(): Promise<readonly string[]> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}/json/list`);
    return Targets.parse(await answer.json())
      .filter(({ type }) => type === 'page')
      .map(({ url }) => url);
  }

  async close(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
    this.#closeProxy();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Chromium writes the port into its folder once it listens. */
async function debuggingPort(folder: string): Promise<number> {
  const file = path.join(folder, 'DevToolsActivePort');
  for (let waited = 0; waited < START_MS; waited += 100) {
    const port = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
    if (port > 0) return port;
    await delay(100);
  }
  throw new Error('Chromium does not start.');
}
