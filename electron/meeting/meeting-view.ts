import { isDeepStrictEqual } from 'node:util';
import type { WebContentsView } from 'electron';
import type { Clock } from '../../shared/clock.ts';
import { askForBrowserClient } from '../../shared/meeting-link/browser-client.ts';
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
import { ANY_DEVICES } from './page/page-script.ts';
import type { MeetingDevices, PageOrders } from './page/page-script.ts';
import { limitRefusals } from './refusal-limit.ts';
import { OPENING_ATTEMPTS, newFetching, retryDelayMs } from './retry.ts';
import type { Fetching } from './retry.ts';
import { openRemotePage, closeRemotePage, orderRemotePage } from './remote-page.ts';
import type { RemotePage, RemotePageEvents } from './remote-page.ts';

export interface MeetingViewOptions {
  readonly clock: Clock;
  /** Read at each `open`, so that what IT changes counts from the next meeting on. */
  readonly hosts: () => MeetingHosts;
  /** No DevTools, and no local addresses offered to the other side. */
  readonly production: boolean;
  /** Adds `launchApp=true` to Webex links (facts: some sites need it, some do not know it). */
  readonly askForBrowserClient: boolean;
  readonly onRefused: OnRefused;
}

const TICK_MS = 250;
/** A page that answers nothing for so long is hung: its process is ended, and it is fetched again. */
const HUNG_AFTER_MS = 10_000;
const REJOIN_AFTER_MS = 30_000;

/** Owns the one view in which a meeting runs, from a fresh storage to the storage's destruction (R41). */
export class MeetingView implements Meeting {
  readonly #options: MeetingViewOptions;
  readonly #changes = new Emitter<MeetingState>();
  #state: MeetingState = { kind: 'closed' };
  #tally = new EvidenceTally();
  #lastEvidence: MeetingEvidence = NO_EVIDENCE;
  #page: RemotePage | null = null;
  #fetching: Fetching = newFetching();
  #ticking: NodeJS.Timeout | undefined;
  /** Kept from `open` to `close`, so that `rejoin` can begin anew where the page is gone. */
  #target: MeetingTarget | null = null;
  #suspended = false;
  #inputIgnored = false;
  #devices: MeetingDevices = ANY_DEVICES;
  /** `open` and `close` run one after the other, whoever calls them. */
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
    return this.#page?.view ?? null;
  }

  onChange(listener: (state: MeetingState) => void): () => void {
    return this.#changes.on(listener);
  }

  open(target: MeetingTarget): Promise<void> {
    return this.#queue.add(async () => {
      await this.#tearDown();
      this.#signal({ kind: 'closed' });
      this.#tally = new EvidenceTally();
      this.#target = target;
      await this.#start(target);
    });
  }

  close(): Promise<void> {
    return this.#queue.add(async () => {
      await this.#tearDown();
      this.#suspended = false;
      this.#target = null;
      this.#signal({ kind: 'closed' });
    });
  }

  rejoin(): Promise<void> {
    return this.#queue.add(async () => {
      if (this.#page !== null) {
        this.#fetching.failures = 0;
        this.#load(this.#page);
      } else if (this.#target !== null) {
        await this.#start(this.#target);
      }
    });
  }

  async setSuspended(suspended: boolean): Promise<void> {
    this.#suspended = suspended;
    if (this.#page !== null) await orderRemotePage(this.#page, this.#orders());
  }

  async setInputIgnored(ignored: boolean): Promise<void> {
    this.#inputIgnored = ignored;
    await this.#page?.control.setInputIgnored(ignored);
  }

  async setDevices(devices: MeetingDevices): Promise<void> {
    if (isDeepStrictEqual(devices, this.#devices)) return;
    this.#devices = devices;
    if (this.#page !== null) await orderRemotePage(this.#page, this.#orders());
  }

  async #start(target: MeetingTarget): Promise<void> {
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
        production: this.#options.production,
        onRefused: this.#options.onRefused,
        isInputIgnored: () => this.#inputIgnored,
      },
      this.#events(),
    );
    this.#page = remote;
    this.#fetching = newFetching();
    this.#ticking = setInterval(() => this.#onTick(), TICK_MS);
    if (!(await this.#guard(remote))) return;
    this.#notify();
    this.#load(remote);
  }

  #events(): RemotePageEvents {
    return {
      replaced: () => {
        this.#tally.forget();
        if (this.#page !== null) this.#collect(this.#page);
      },
      detached: () => void this.#guardAgain(),
      shown: () => {
        if (this.#page !== null && this.#fetching.retry === undefined) this.#signal({ kind: 'page-shown' });
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

  /** Puts debugger, input block, devices and suspension on the page; where that fails there is no meeting. */
  async #guard(remote: RemotePage): Promise<boolean> {
    try {
      await remote.control.attach(this.#orders());
      await remote.control.setInputIgnored(this.#inputIgnored);
      await orderRemotePage(remote, this.#orders());
      return true;
    } catch {
      this.#end({ kind: 'failed', code: 'meeting-unguarded' });
      return false;
    }
  }

  async #guardAgain(): Promise<void> {
    const remote = this.#page;
    if (remote === null || remote.view.webContents.isDestroyed()) return;
    // The script is not in the page that is there now, so the page is fetched again.
    if (await this.#guard(remote)) this.#load(remote);
  }

  #load(remote: RemotePage): void {
    clearTimeout(this.#fetching.retry);
    this.#fetching.retry = undefined;
    remote.control.forgetSilence();
    this.#tally.interrupt();
    this.#signal({ kind: 'load-started', attempt: this.#fetching.failures + 1 });
    // What goes wrong is told by did-fail-load; the rejection says the same, with the link in its text.
    remote.view.webContents.loadURL(remote.href).catch(() => undefined);
  }

  /** Tries again, ever more slowly. Before the first connection it gives up in the end; after it never (R43). */
  #loadFailed(code: MeetingFailure): void {
    const fetching = this.#fetching;
    const remote = this.#page;
    if (remote === null || fetching.retry !== undefined) return;
    fetching.failures += 1;
    const hopeless = code === 'meeting-certificate' || fetching.failures >= OPENING_ATTEMPTS;
    if (!fetching.wasInMeeting && hopeless) return this.#signal({ kind: 'failed', code });
    fetching.retry = setTimeout(() => this.#load(remote), retryDelayMs(fetching.failures));
  }

  #orders(): PageOrders {
    return { suspended: this.#suspended, devices: this.#devices };
  }

  #collect(remote: RemotePage): void {
    const { clock } = this.#options;
    remote.control.collect(clock.monotonicMs(), (document, report) => {
      if (remote !== this.#page) return;
      if (report.kind === 'device') this.#tally.addDevice(report);
      else this.#tally.add(document, report, clock.monotonicMs(), clock.now());
    });
  }

  #onTick(): void {
    const remote = this.#page;
    if (remote === null) return;
    this.#collect(remote);
    const nowMs = this.#options.clock.monotonicMs();
    const { flowing } = this.evidence;
    if (flowing) {
      this.#fetching.wasInMeeting = true;
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

  #endHungPage(remote: RemotePage, nowMs: number): void {
    const { pageMs, frameMs } = remote.control.silence(nowMs);
    const page = remote.view.webContents;
    if (pageMs > HUNG_AFTER_MS) page.forcefullyCrashRenderer();
    else if (frameMs > HUNG_AFTER_MS && this.#fetching.retry === undefined) this.#load(remote);
  }

  /** Only when the page has no connection at all: the other side alone may have left, and will come back. */
  #rejoinWhenCutOff(remote: RemotePage, justLost: boolean, nowMs: number): void {
    const fetching = this.#fetching;
    if (justLost || this.#tally.isConnected(nowMs)) fetching.lostSinceMs = nowMs;
    if (fetching.retry !== undefined || nowMs - fetching.lostSinceMs <= REJOIN_AFTER_MS) return;
    fetching.lostSinceMs = nowMs;
    this.#load(remote);
  }

  /** Ends the page at once, from inside an event of it. */
  #end(signal: MeetingSignal): void {
    this.#signal(signal);
    void this.#queue.add(() => this.#tearDown());
  }

  async #tearDown(): Promise<void> {
    const remote = this.#page;
    if (remote === null) return;
    clearInterval(this.#ticking);
    clearTimeout(this.#fetching.retry);
    this.#page = null;
    this.#notify();
    this.#tally.forget();
    this.#tally.interrupt();
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
