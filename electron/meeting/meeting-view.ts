import { isDeepStrictEqual } from 'node:util';
import type { Session, WebContentsView } from 'electron';
import type { Clock } from '../../shared/clock.ts';
import { askForBrowserClient } from '../../shared/meeting-link/browser-client.ts';
import { checkMeetingLink } from '../../shared/meeting-link/meeting-link.ts';
import { EvidenceTally, parseMediaReport } from './evidence.ts';
import { isPracticeOrigin } from './meeting-hosts.ts';
import type { MeetingHosts } from './meeting-hosts.ts';
import { createMeetingSession, destroyMeetingSession } from './meeting-session.ts';
import type { OnRefused } from './meeting-session.ts';
import { nextMeetingState } from './meeting-state.ts';
import type { MeetingSignal } from './meeting-state.ts';
import { NO_EVIDENCE } from './meeting.ts';
import type { Meeting, MeetingEvidence, MeetingFailure, MeetingState, MeetingTarget } from './meeting.ts';
import { PageDebugger } from './page-debugger.ts';
import { guardPage } from './page-guards.ts';
import { classifyLoadError, closeRemoteView, createRemoteView } from './remote-view.ts';
import { limitRefusals } from './refusal-limit.ts';
import { OPENING_ATTEMPTS, retryDelayMs } from './retry.ts';

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

const TICK_MS = 500;
const HUNG_AFTER_MS = 10_000;
const REJOIN_AFTER_MS = 30_000;

/** All that belongs to one meeting and goes with it. */
interface Visit {
  readonly href: string;
  readonly session: Session;
  readonly view: WebContentsView;
  readonly debugger: PageDebugger;
  readonly tick: NodeJS.Timeout;
  retry: NodeJS.Timeout | undefined;
  hung: NodeJS.Timeout | undefined;
  failures: number;
  wasInMeeting: boolean;
  /** Monotonic; when media stopped flowing, or when the page was last fetched again because of that. */
  lostSinceMs: number;
}

/** Owns the one view in which a meeting runs, from a fresh storage to the storage's destruction (R41). */
export class MeetingView implements Meeting {
  readonly #options: MeetingViewOptions;
  readonly #listeners = new Set<() => void>();
  #state: MeetingState = { kind: 'closed' };
  #tally = new EvidenceTally();
  #told: MeetingEvidence = NO_EVIDENCE;
  #visit: Visit | null = null;
  /** Kept from `open` to `close`, so that `rejoin` can begin anew where the page is gone. */
  #target: MeetingTarget | null = null;
  #suspended = false;
  #inputIgnored = false;
  /** `open` and `close` run one after the other, whoever calls them. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: MeetingViewOptions) {
    const { clock, onRefused } = options;
    this.#options = { ...options, onRefused: limitRefusals(onRefused, () => clock.monotonicMs()) };
  }

  get state(): MeetingState {
    return this.#state;
  }

  get evidence(): MeetingEvidence {
    return this.#tally.read(this.#options.clock.monotonicMs());
  }

  get view(): WebContentsView | null {
    return this.#visit?.view ?? null;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  open(target: MeetingTarget): Promise<void> {
    return this.#enqueue(async () => {
      await this.#tearDown();
      this.#signal({ kind: 'closed' });
      this.#tally = new EvidenceTally();
      this.#target = target;
      await this.#start(target);
    });
  }

  close(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#tearDown();
      this.#suspended = false;
      this.#target = null;
      this.#signal({ kind: 'closed' });
    });
  }

  rejoin(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#visit !== null) {
        this.#visit.failures = 0;
        this.#load(this.#visit);
      } else if (this.#target !== null) {
        await this.#start(this.#target);
      }
    });
  }

  async setSuspended(suspended: boolean): Promise<void> {
    this.#suspended = suspended;
    if (this.#visit !== null) await this.#applySuspended(this.#visit);
  }

  async setInputIgnored(ignored: boolean): Promise<void> {
    this.#inputIgnored = ignored;
    await this.#visit?.debugger.setInputIgnored(ignored);
  }

  async #start(target: MeetingTarget): Promise<void> {
    const hosts = this.#options.hosts();
    const link = checkMeetingLink(target.href, {
      hosts: hosts.sites,
      practiceOrigins: hosts.practiceOrigins,
    });
    this.#signal({ kind: 'load-started', attempt: 1 });
    if (!link.ok) return this.#signal({ kind: 'failed', code: 'meeting-link-refused' });

    const practice = isPracticeOrigin(new URL(link.value.href), hosts);
    const asks = this.#options.askForBrowserClient && !practice;
    const href = asks ? askForBrowserClient(link.value.href) : link.value.href;
    const session = createMeetingSession(hosts, this.#options.onRefused);
    const view = createRemoteView(session, this.#options.production);
    if (!practice) view.webContents.setWebRTCIPHandlingPolicy('default_public_interface_only');

    // An empty page first: the debugger needs one to attach to, and must be there before the meeting's.
    await view.webContents.loadURL('about:blank');
    const visit: Visit = {
      href,
      session,
      view,
      debugger: new PageDebugger(view.webContents, {
        report: (document, payload) => this.#onReport(document, payload),
        gone: (prefix) => this.#tally.forget(prefix),
        detached: () => void this.#guardAgain(),
      }),
      tick: setInterval(() => this.#onTick(), TICK_MS),
      retry: undefined,
      hung: undefined,
      failures: 0,
      wasInMeeting: false,
      lostSinceMs: 0,
    };
    this.#visit = visit;
    guardPage(view.webContents, {
      hosts,
      onRefused: this.#options.onRefused,
      isInputIgnored: () => this.#inputIgnored,
      onOver: () => this.#end({ kind: 'over' }),
      onStrayed: () => this.#loadFailed(visit, 'meeting-page-strayed'),
    });
    this.#watch(visit);
    if (!(await this.#guard(visit))) return;
    this.#tell();
    this.#load(visit);
  }

  /** Puts debugger, input block and suspension on the page; where that fails there is no meeting. */
  async #guard(visit: Visit): Promise<boolean> {
    try {
      await visit.debugger.attach();
      await visit.debugger.setInputIgnored(this.#inputIgnored);
      await this.#applySuspended(visit);
      return true;
    } catch {
      this.#end({ kind: 'failed', code: 'meeting-unguarded' });
      return false;
    }
  }

  async #guardAgain(): Promise<void> {
    const visit = this.#visit;
    if (visit === null || visit.view.webContents.isDestroyed()) return;
    // The script is not in the page that is there now, so the page is fetched again.
    if (await this.#guard(visit)) this.#load(visit);
  }

  async #applySuspended(visit: Visit): Promise<void> {
    visit.view.setVisible(!this.#suspended);
    visit.view.webContents.setAudioMuted(this.#suspended);
    await visit.debugger.setSuspended(this.#suspended);
  }

  #watch(visit: Visit): void {
    const page = visit.view.webContents;
    page.on('did-fail-load', (_event, errorCode, _text, _url, isMainFrame) => {
      const code = classifyLoadError(errorCode);
      if (isMainFrame && code !== null) this.#loadFailed(visit, code);
    });
    page.on('did-navigate', (_event, _url, httpStatus) => {
      if (httpStatus >= 400) this.#loadFailed(visit, 'meeting-unreachable');
    });
    page.on('did-finish-load', () => {
      if (visit === this.#visit && visit.retry === undefined) this.#signal({ kind: 'page-shown' });
    });
    page.on('render-process-gone', () => {
      this.#tally.interrupt();
      this.#signal({ kind: 'page-gone', cause: 'meeting-crashed' });
      this.#loadFailed(visit, 'meeting-unreachable');
    });
    page.on('unresponsive', () => {
      clearTimeout(visit.hung);
      visit.hung = setTimeout(() => page.forcefullyCrashRenderer(), HUNG_AFTER_MS);
    });
    page.on('responsive', () => clearTimeout(visit.hung));
  }

  #load(visit: Visit): void {
    clearTimeout(visit.retry);
    clearTimeout(visit.hung);
    visit.retry = undefined;
    this.#tally.interrupt();
    this.#signal({ kind: 'load-started', attempt: visit.failures + 1 });
    // What goes wrong is told by did-fail-load; the rejection says the same, with the link in its text.
    visit.view.webContents.loadURL(visit.href).catch(() => undefined);
  }

  /** Tries again, ever more slowly. Before the first connection it gives up in the end; after it never (R43). */
  #loadFailed(visit: Visit, code: MeetingFailure): void {
    if (visit !== this.#visit || visit.retry !== undefined) return;
    visit.failures += 1;
    const hopeless = code === 'meeting-certificate' || visit.failures >= OPENING_ATTEMPTS;
    if (!visit.wasInMeeting && hopeless) return this.#signal({ kind: 'failed', code });
    visit.retry = setTimeout(() => this.#load(visit), retryDelayMs(visit.failures));
  }

  #onReport(document: string, payload: string): void {
    const report = parseMediaReport(payload);
    if (report === null) return;
    const { clock } = this.#options;
    this.#tally.add(document, report, clock.monotonicMs(), clock.now());
  }

  #onTick(): void {
    const visit = this.#visit;
    if (visit === null) return;
    const nowMs = this.#options.clock.monotonicMs();
    const evidence = this.#tally.read(nowMs);
    const { flowing } = evidence;
    if (flowing) {
      visit.wasInMeeting = true;
      visit.failures = 0;
    }
    const wasLost = this.#state.kind === 'lost';
    this.#signal({ kind: 'media', flowing });
    if (this.#state.kind === 'lost') {
      if (!wasLost || this.#tally.isConnected(nowMs)) visit.lostSinceMs = nowMs;
      // Only when the page has no connection at all: the other side alone may have left, and will come back.
      if (visit.retry === undefined && nowMs - visit.lostSinceMs > REJOIN_AFTER_MS) {
        visit.lostSinceMs = nowMs;
        this.#load(visit);
      }
    }
    if (isDeepStrictEqual(evidence, this.#told)) return;
    this.#told = evidence;
    this.#tell();
  }

  /** Ends the page at once, from inside an event of it. */
  #end(signal: MeetingSignal): void {
    this.#signal(signal);
    void this.#enqueue(() => this.#tearDown());
  }

  async #tearDown(): Promise<void> {
    const visit = this.#visit;
    if (visit === null) return;
    clearInterval(visit.tick);
    clearTimeout(visit.retry);
    clearTimeout(visit.hung);
    this.#visit = null;
    this.#tell();
    visit.debugger.detach();
    this.#tally.forget('');
    this.#tally.interrupt();
    await closeRemoteView(visit.view);
    await destroyMeetingSession(visit.session);
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  #signal(signal: MeetingSignal): void {
    const next = nextMeetingState(this.#state, signal);
    if (next === this.#state) return;
    this.#state = next;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
