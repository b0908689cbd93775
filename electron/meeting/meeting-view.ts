import { isDeepStrictEqual } from 'node:util';
import type { WebContentsView } from 'electron';
import type { Clock } from '../../shared/clock.ts';
import { askForBrowserClient } from '../../shared/meeting-link/browser-client.ts';
import type { StationNetwork } from '../network/station-network.ts';
import { Emitter } from '../platform/emitter.ts';
import { SerialQueue } from '../platform/serial-queue.ts';
import { EvidenceTally } from './evidence.ts';
import { checkLink, isPracticeOrigin } from './meeting-hosts.ts';
import type { MeetingHosts } from './meeting-hosts.ts';
import type { OnRefused } from './meeting-session.ts';
import { nextMeetingState } from './meeting-state.ts';
import type { MeetingSignal } from './meeting-state.ts';
import { NO_EVIDENCE } from './meeting.ts';
import type { Meeting, MeetingEvidence, MeetingFailure, MeetingState, MeetingTarget } from './meeting.ts';
import { framesOf } from './page/liveness.ts';
import { ANY_DEVICES } from './page/page-script.ts';
import type { MeetingDevices } from './page/page-script.ts';
import { limitRefusals } from './refusal-limit.ts';
import { OPENING_ATTEMPTS, newFetching, retryDelayMs } from './retry.ts';
import type { Fetching } from './retry.ts';
import { closeRemotePage, openRemotePage } from './remote-page.ts';
import type { RemotePage, RemotePageEvents } from './remote-page.ts';

export type MeetingViewOptions = {
  readonly clock: Clock;
  /** Read at each `open`, so that IT's changes apply to the next meeting. */
  readonly hosts: () => MeetingHosts;
  readonly network: StationNetwork;
  /** No DevTools, and no local addresses offered to the other side. */
  readonly production: boolean;
  /** Adds `launchApp=true` to Webex links (some sites need it, some do not know it). */
  readonly askForBrowserClient: boolean;
  readonly onRefused: OnRefused;
};

const TICK_MS = 250;
const READ_EVERY_MS = 500;
/** Kills and reloads a page that has not answered for this long. */
const HUNG_AFTER_MS = 10_000;
const REJOIN_AFTER_MS = 30_000;

/**
 * Owns the one view in which a meeting runs, from creating its storage to destroying it (R41). A suspension closes the
 * page, because a page may ignore any request; afterwards the station joins again (R45).
 */
export class MeetingView implements Meeting {
  readonly #options: MeetingViewOptions;
  readonly #changes = new Emitter<MeetingState>();
  #state: MeetingState = { kind: 'closed' };
  #tally = new EvidenceTally();
  #lastEvidence: MeetingEvidence = NO_EVIDENCE;
  #remote: RemotePage | null = null;
  #fetching: Fetching = newFetching();
  #wasInMeeting = false;
  #ticking: NodeJS.Timeout | undefined;
  #readAtMs = 0;
  /** Kept from `open` to `close`, so that the station can join again when the page is gone. */
  #target: MeetingTarget | null = null;
  #suspended = false;
  #inputIgnored = false;
  #devices: MeetingDevices = ANY_DEVICES;
  /** Opens and closes one page at a time. */
  readonly #queue = new SerialQueue();

  constructor(options: MeetingViewOptions) {
    const { clock, onRefused } = options;
    this.#options = { ...options, onRefused: limitRefusals(onRefused, () => clock.monotonicMs()) };
  }

  get state(): MeetingState {
    return this.#state;
  }

  get evidence(): MeetingEvidence {
    const { clock } = this.#options;
    return this.#tally.read(clock.monotonicMs(), clock.now());
  }

  get view(): WebContentsView | null {
    return this.#remote?.view ?? null;
  }

  onChange(listener: (state: MeetingState) => void): () => void {
    return this.#changes.on(listener);
  }

  open(target: MeetingTarget): Promise<void> {
    return this.#queue.add(async () => {
      await this.#tearDown();
      this.#tally = new EvidenceTally();
      this.#wasInMeeting = false;
      this.#target = target;
      await this.#start(target);
    });
  }

  close(): Promise<void> {
    return this.#queue.add(async () => {
      await this.#tearDown();
      this.#suspended = false;
      this.#target = null;
    });
  }

  rejoin(): Promise<void> {
    return this.#queue.add(async () => {
      if (this.#remote !== null) {
        this.#fetching.failures = 0;
        this.#load(this.#remote);
      } else if (this.#target !== null) {
        await this.#start(this.#target);
      }
    });
  }

  setSuspended(suspended: boolean): Promise<void> {
    this.#suspended = suspended;
    // Not queued: the queue may be waiting for a slow page.
    const contents = this.#remote?.contents;
    if (suspended && contents?.isDestroyed() === false) contents.close();
    return this.#queue.add(async () => {
      if (this.#suspended) await this.#tearDown();
      else if (this.#remote === null && this.#target !== null) await this.#start(this.#target);
    });
  }

  async setInputIgnored(ignored: boolean): Promise<void> {
    this.#inputIgnored = ignored;
    await this.#remote?.debugger.setInputIgnored(ignored);
  }

  setDevices(devices: MeetingDevices): Promise<void> {
    this.#devices = devices;
    return this.#queue.add(async () => {
      const remote = this.#remote;
      if (remote !== null && !isDeepStrictEqual(remote.devices, this.#devices)) await this.#restart();
    });
  }

  async #start(target: MeetingTarget): Promise<void> {
    if (this.#suspended) return;
    const hosts = this.#options.hosts();
    const link = checkLink(target.href, hosts);
    this.#signal({ kind: 'load-started', attempt: 1 });
    if (!link.ok) return this.#signal({ kind: 'failed', code: 'meeting-link-refused' });

    const { href } = link.value;
    const asks = this.#options.askForBrowserClient && !isPracticeOrigin(new URL(href), hosts);
    const remote = await openRemotePage(
      {
        href: asks ? askForBrowserClient(href) : href,
        hosts,
        devices: this.#devices,
        network: this.#options.network,
        production: this.#options.production,
        onRefused: this.#options.onRefused,
        isInputIgnored: () => this.#inputIgnored,
      },
      this.#events(),
    ).catch(() => null);
    if (remote === null) return this.#signal({ kind: 'failed', code: 'meeting-unguarded' });
    this.#remote = remote;
    if (this.#suspended) return this.#tearDown();
    this.#fetching = newFetching();
    this.#ticking = setInterval(() => this.#onTick(), TICK_MS);
    this.#notify();
    this.#load(remote);
  }

  #events(): RemotePageEvents {
    return {
      detached: () => void this.#guardAgain(),
      unmeasured: () => void this.#queue.add(() => this.#restart()),
      shown: () => {
        if (this.#remote !== null && this.#fetching.retry === undefined) this.#signal({ kind: 'page-shown' });
      },
      failed: (code) => this.#loadFailed(code),
      crashed: () => {
        this.#tally.interrupt();
        this.#signal({ kind: 'page-gone', cause: 'meeting-crashed' });
        this.#loadFailed('meeting-unreachable');
      },
      over: () => this.#end({ kind: 'over' }),
    };
  }

  /** Reloads an unguarded page; if that fails there is no meeting. */
  async #guardAgain(): Promise<void> {
    const remote = this.#remote;
    if (remote === null || remote.contents.isDestroyed()) return;
    try {
      await remote.debugger.attach();
      await remote.debugger.setInputIgnored(this.#inputIgnored);
      this.#load(remote);
    } catch {
      this.#end({ kind: 'failed', code: 'meeting-unguarded' });
    }
  }

  #load(remote: RemotePage): void {
    clearTimeout(this.#fetching.retry);
    this.#fetching.retry = undefined;
    if (remote.contents.isDestroyed()) return;
    remote.liveness.reset();
    this.#tally.interrupt();
    this.#signal({ kind: 'load-started', attempt: this.#fetching.failures + 1 });
    // did-fail-load reports a failure; the rejection repeats it, with the link in its text.
    remote.contents.loadURL(remote.href).catch(() => undefined);
  }

  /** Retries with growing delays; stops retrying only before the first connection, never after it (R43). */
  #loadFailed(code: MeetingFailure): void {
    const fetching = this.#fetching;
    const remote = this.#remote;
    if (remote === null || fetching.retry !== undefined) return;
    fetching.failures += 1;
    const hopeless = code === 'meeting-certificate' || fetching.failures >= OPENING_ATTEMPTS;
    if (!this.#wasInMeeting && hopeless) return this.#signal({ kind: 'failed', code });
    fetching.retry = setTimeout(() => this.#load(remote), retryDelayMs(fetching.failures));
  }

  #onTick(): void {
    const remote = this.#remote;
    if (remote === null || remote.contents.isDestroyed()) return;
    const nowMs = this.#options.clock.monotonicMs();
    remote.liveness.ask(remote.contents, nowMs);
    void this.#readEvidence(remote, nowMs);
    const { flowing } = this.evidence;
    if (flowing) {
      this.#wasInMeeting = true;
      this.#fetching.failures = 0;
    }
    this.#endHungPage(remote, nowMs);
    const wasLost = this.#state.kind === 'lost';
    this.#signal({ kind: 'media', flowing });
    if (this.#state.kind === 'lost') this.#rejoinWhenCutOff(remote, !wasLost, nowMs);
    this.#tally.tick(this.#state.kind === 'lost', nowMs, this.#options.clock.now());
    const { evidence } = this;
    if (isDeepStrictEqual(evidence, this.#lastEvidence)) return;
    this.#lastEvidence = evidence;
    this.#notify();
  }

  async #readEvidence(remote: RemotePage, nowMs: number): Promise<void> {
    for (const frame of framesOf(remote.contents)) remote.processes.add(frame.osProcessId);
    if (remote.internals === null || nowMs - this.#readAtMs < READ_EVERY_MS) return;
    this.#readAtMs = nowMs;
    const { media, devices } = await remote.internals.read(remote.processes);
    if (remote !== this.#remote) return;
    const { clock } = this.#options;
    for (const report of media) this.#tally.add(report, clock.monotonicMs(), clock.now());
    for (const report of devices) this.#tally.addDevice(report, remote.devices[report.device]);
  }

  #endHungPage(remote: RemotePage, nowMs: number): void {
    const { pageMs, frameMs } = remote.liveness.silence(remote.contents, nowMs);
    if (pageMs > HUNG_AFTER_MS) remote.contents.forcefullyCrashRenderer();
    else if (frameMs > HUNG_AFTER_MS && this.#fetching.retry === undefined) this.#load(remote);
  }

  /** Rejoins only without any connection: the other side may just have left, and will come back. */
  #rejoinWhenCutOff(remote: RemotePage, justLost: boolean, nowMs: number): void {
    const fetching = this.#fetching;
    if (justLost || this.#tally.isConnected(nowMs)) fetching.lostSinceMs = nowMs;
    if (fetching.retry !== undefined || nowMs - fetching.lostSinceMs <= REJOIN_AFTER_MS) return;
    fetching.lostSinceMs = nowMs;
    this.#load(remote);
  }

  /** Closes the page from inside one of its events. */
  #end(signal: MeetingSignal): void {
    this.#signal(signal);
    void this.#queue.add(() => this.#closePage());
  }

  async #restart(): Promise<void> {
    await this.#tearDown();
    if (this.#target !== null) await this.#start(this.#target);
  }

  async #tearDown(): Promise<void> {
    await this.#closePage();
    this.#signal({ kind: 'closed' });
  }

  async #closePage(): Promise<void> {
    const remote = this.#remote;
    if (remote === null) return;
    clearInterval(this.#ticking);
    clearTimeout(this.#fetching.retry);
    this.#remote = null;
    this.#notify();
    const { clock } = this.#options;
    this.#tally.interrupt();
    this.#tally.tick(false, clock.monotonicMs(), clock.now());
    await closeRemotePage(remote);
  }

  #signal(signal: MeetingSignal): void {
    const next = nextMeetingState(this.#state, signal);
    if (next === this.#state) return;
    this.#state = next;
    this.#notify();
  }

  #notify(): void {
    this.#changes.emit(this.#state);
  }
}
