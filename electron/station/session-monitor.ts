import { isDeepStrictEqual } from 'node:util';
import type { GivenDevices, InterruptionCause, MediaQuality } from '../../shared/session/entries.ts';
import type { HardwareSnapshot, MeetingSnapshot } from '../../shared/ipc/snapshot.ts';
import { changesOf } from '../../shared/session/changes.ts';
import { needsWebcam } from '../../shared/session/decide-preparation.ts';
import { isOnHold } from '../../shared/session/state.ts';
import type { Reconciler } from './reconciler.ts';
import type { FeedReader } from './ports.ts';
import type { Station } from './station.ts';

export interface WatchParts {
  readonly station: Station;
  readonly reconciler: Pick<Reconciler, 'reconcile' | 'proveAgain' | 'lockLost'>;
  readonly feeds: Pick<FeedReader, 'directives'>;
  readonly meeting: () => {
    readonly state: MeetingSnapshot['state'];
    readonly cause: 'link-lost' | 'meeting-crashed' | null;
    readonly failure: string | null;
    readonly quality: MediaQuality;
    readonly devices: GivenDevices;
  };
  readonly hardware: () => Pick<HardwareSnapshot, 'devices' | 'attachedInput'>;
  readonly headsetPresent: () => boolean;
  readonly webcamPresent: () => boolean;
  /** Seconds since keyboard or mouse were last used. */
  readonly idleSeconds: () => number;
}

const IDLE_SIGN_OUT_SECONDS = 10 * 60;
const MEASURE_EVERY_MS = 60_000;
const PROVE_EVERY_MS = 10_000;
/** A second took so long: nothing of this ran, and nothing is known of the lock. */
const STANDSTILL_MS = 5000;
/** Nearly everything comes back by itself sooner; what does not, needs a person (R43). */
const CALL_STAFF_AFTER_MS = 60_000;
const MINUTE_MS = 60_000;
/** A cue that could not be drawn when it was due is drawn while it is still true. */
const CUE_MS = 30_000;

/** What the station notices by itself while a session lasts, turned into facts (R36, R43, R44). */
export class Watch {
  readonly #parts: WatchParts;
  #measuredAt = 0;
  #provenAt = 0;
  #tickedAt: number | null = null;
  #inputWhenLocked: ReadonlySet<string> | null = null;
  #connectedAt: number | null;
  /** What the meeting was given a second ago: a page that is still joining takes one device after the other. */
  #given: GivenDevices | null = null;
  /** Since when the trouble lasts for which staff were called already. */
  #calledFor: number | null = null;
  /** The end of the visit for which staff were called already. */
  #overFor: number | null = null;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#connectedAt = parts.station.state.session?.connectedAt ?? null;
  }

  /** Once a second. */
  tick(): void {
    this.#standstill();
    this.#noteChanges();
    this.#cues();
    this.#measure();
    this.#verifyDevices();
    this.#callStaff();
    this.#proveLock();
    this.#signOutIdle();
  }

  /** The meeting changed: lost, back, or given up. */
  meetingChanged(): void {
    const { station } = this.#parts;
    const { session } = station.state;
    if (session === null || session.phase === 'ended') return;
    const { state, cause, failure } = this.#parts.meeting();
    if (state === 'in-meeting') {
      for (const over of ['link-lost', 'meeting-crashed', 'meeting-ended', 'restart'] as const)
        this.#over(over);
    }
    if (session.connectedAt === null) {
      if (state === 'failed' && failure !== null && session.connectionFailure !== failure) {
        station.execute({ type: 'connection-failed', code: failure });
      }
      return;
    }
    if (state === 'lost' && session.interruptions.restart === undefined) this.#begun(cause ?? 'link-lost');
    if (state === 'ended') this.#begun('meeting-ended');
    if (state === 'failed' && failure !== null && session.connectionFailure !== failure) {
      station.execute({ type: 'connection-failed', code: failure });
      this.#begun('link-lost');
    }
  }

  /** Something was plugged or unplugged (R31, R43). */
  hardwareChanged(): void {
    const { station, reconciler } = this.#parts;
    const { session } = station.state;
    if (session === null || session.phase === 'ended' || session.connectedAt === null) return;
    this.#present('headset-gone', this.#parts.headsetPresent());
    const { policy } = station.context;
    this.#present('webcam-gone', this.#parts.webcamPresent() || !needsWebcam(session, policy));
    const displays = this.#parts.hardware().devices.filter((device) => device.kind === 'display').length;
    this.#present('second-display', displays < 2);
    if (session.phase === 'locking') reconciler.reconcile();
    this.#inputAttached();
  }

  /** The feeds changed: directives are obeyed at once (SYNC.md). */
  feedsChanged(): void {
    const { station, feeds } = this.#parts;
    for (const directive of feeds.directives()) {
      if (station.state.directives[directive.id] === undefined) station.execute({ type: 'obey', directive });
    }
    this.#noteChanges();
  }

  /** After something was recorded. */
  recorded(): void {
    const { session } = this.#parts.station.state;
    if (session?.lock == null) this.#inputWhenLocked = null;
    else this.#inputWhenLocked ??= new Set(session.lock.attached);
    const connectedAt = session?.connectedAt ?? null;
    if (connectedAt === this.#connectedAt) return;
    this.#connectedAt = connectedAt;
    // What went away between the equipment check and the connection was nobody's interruption yet.
    this.hardwareChanged();
  }

  #inputAttached(): void {
    const before = this.#inputWhenLocked;
    if (before === null) return;
    const now = this.#parts.hardware().attachedInput;
    const devices = now.filter((name) => !before.has(name));
    this.#inputWhenLocked = new Set(now);
    if (devices.length > 0) this.#parts.station.execute({ type: 'input-attached', devices });
  }

  #present(cause: InterruptionCause, present: boolean): void {
    if (present) this.#over(cause);
    else this.#begun(cause);
  }

  #begun(cause: InterruptionCause): void {
    const { station } = this.#parts;
    if (station.state.session?.interruptions[cause] === undefined)
      station.execute({ type: 'interrupt', cause });
  }

  #over(cause: InterruptionCause): void {
    const { station } = this.#parts;
    if (station.state.session?.interruptions[cause] !== undefined) station.execute({ type: 'resume', cause });
  }

  #cues(): void {
    const { station } = this.#parts;
    const { session } = station.state;
    if (session?.phase !== 'underway') return;
    const leftMs = session.endsAt - station.context.now;
    // The later cue makes the earlier one pointless: nobody needs to hear of five minutes when one is left.
    const due = station.context.policy.cues
      .filter((minutes) => leftMs <= minutes * MINUTE_MS && leftMs > minutes * MINUTE_MS - CUE_MS)
      .at(-1);
    if (due !== undefined && !session.cues.includes(due) && !isOnHold(session))
      station.execute({ type: 'show-cue', minutesLeft: due });
  }

  /** Rules, booking and people are asked all through the visit, also where time alone changes the answer (R13, R15). */
  #noteChanges(): void {
    const { station } = this.#parts;
    const { session } = station.state;
    if (session === null || session.phase === 'ended') return;
    if (changesOf(session, station.context).join() !== session.changes.join())
      station.execute({ type: 'note-changes' });
  }

  #measure(): void {
    const { station } = this.#parts;
    const { session } = station.state;
    if (session?.phase !== 'underway') return;
    const { now, evidence } = station.context;
    if (now - this.#measuredAt < MEASURE_EVERY_MS && now >= this.#measuredAt) return;
    this.#measuredAt = now;
    station.execute({ type: 'measure-media', evidence, quality: this.#parts.meeting().quality });
  }

  /** Which devices the meeting really has, each time that it changes (R41). */
  #verifyDevices(): void {
    const { station } = this.#parts;
    const { session } = station.state;
    if (session === null || session.phase === 'ended' || session.attempts === 0) return;
    const { devices } = this.#parts.meeting();
    const before = this.#given;
    this.#given = devices;
    if (!isDeepStrictEqual(devices, before)) return;
    const seen = session.devices;
    // A page that is loaded again has none for a moment; that is no news.
    const known = (kind: keyof GivenDevices): GivenDevices['camera'] =>
      devices[kind].match === 'unknown' ? (seen?.[kind] ?? devices[kind]) : devices[kind];
    const now = { microphone: known('microphone'), speaker: known('speaker'), camera: known('camera') };
    const nothing = Object.values(now).every(({ match }) => match === 'unknown');
    if (!nothing && !isDeepStrictEqual(now, seen)) station.execute({ type: 'verify-devices', devices: now });
  }

  /** Where nobody sits beside her, somebody is called when a trouble does not pass (R43). */
  #callStaff(): void {
    const { station } = this.#parts;
    const { session } = station.state;
    if (session?.phase !== 'underway' || session.supervision?.mode !== 'unsupervised') return;
    this.#timeOver();
    const began = Object.values(session.interruptions);
    if (began.length === 0) return;
    const since = Math.min(...began);
    if (this.#calledFor === since || station.context.now - since < CALL_STAFF_AFTER_MS) return;
    this.#calledFor = since;
    if (session.assistanceSince === null) station.execute({ type: 'ask-assistance', how: 'interruption' });
  }

  /** The time is over and nobody is there: somebody should come (R44). */
  #timeOver(): void {
    const { station } = this.#parts;
    const { session } = station.state;
    if (session === null || station.context.now < session.endsAt || this.#overFor === session.endsAt) return;
    this.#overFor = session.endsAt;
    if (session.assistanceSince === null) station.execute({ type: 'ask-assistance', how: 'time-over' });
  }

  /** Names of inmates and children do not stay on the screen of a chair that nobody sits on (R62). */
  #signOutIdle(): void {
    const { station, idleSeconds } = this.#parts;
    const { signedIn, session } = station.state;
    if (signedIn === null || (session !== null && session.phase !== 'ended')) return;
    const sinceSignIn = (station.context.now - signedIn.since) / 1000;
    if (Math.min(idleSeconds(), sinceSignIn) < IDLE_SIGN_OUT_SECONDS) return;
    station.execute({ type: 'sign-out', why: 'idle' });
  }

  /** Suspended, stopped, or starved of the processor: the record says for how long (R33). */
  #standstill(): void {
    const { station, reconciler } = this.#parts;
    const { now } = station.context;
    const since = this.#tickedAt;
    this.#tickedAt = now;
    if (since === null || now - since < STANDSTILL_MS) return;
    reconciler.lockLost(
      `the station stood still or its clock was set: ${Math.round((now - since) / 1000)} s`,
      since,
    );
    reconciler.reconcile();
  }

  #proveLock(): void {
    const { station, reconciler } = this.#parts;
    if (station.state.session?.lock == null) return;
    const { now } = station.context;
    if (now - this.#provenAt < PROVE_EVERY_MS && now >= this.#provenAt) return;
    this.#provenAt = now;
    void reconciler.proveAgain();
  }
}
