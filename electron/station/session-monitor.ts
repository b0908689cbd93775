import { isDeepStrictEqual } from 'node:util';
import { changesOf } from '../../shared/session/changes.ts';
import type { GivenDevices } from '../../shared/session/entries.ts';
import { isOnHold } from '../../shared/session/state.ts';
import type { Meeting } from '../meeting/meeting.ts';
import type { ChosenDevices } from './chosen-devices.ts';
import type { Station } from './station.ts';

export interface SessionMonitorParts {
  readonly station: Pick<Station, 'state' | 'context' | 'execute'>;
  readonly meeting: Pick<Meeting, 'evidence'>;
  readonly chosenDevices: Pick<ChosenDevices, 'given'>;
}

const MEASURE_EVERY_MS = 60_000;
const MINUTE_MS = 60_000;
/** A cue that could not be shown when it was due is shown while it is still true. */
const CUE_MS = 30_000;

/** Follows a session second by second: time cues (R44), the media that flows (R24), the devices in use (R41). */
export class SessionMonitor {
  readonly #parts: SessionMonitorParts;
  #measuredAt = 0;
  /** The end of the visit for which staff were called already. */
  #calledForEnd: number | null = null;
  /** The devices of a second ago: a page that is still joining takes one device after the other. */
  #given: GivenDevices | null = null;

  constructor(parts: SessionMonitorParts) {
    this.#parts = parts;
  }

  /** Called once a second. */
  tick(): void {
    this.noteChanges();
    this.#showCues();
    this.#callStaffAtEnd();
    this.#measureMedia();
    this.#verifyDevices();
  }

  /** Notes what differs from the opening in rules, booking and people, also where only time changes the answer (R13, R15). */
  noteChanges(): void {
    const { station } = this.#parts;
    const { session } = station.state;
    if (session === null || session.phase === 'ended') return;
    if (changesOf(session, station.context).join() !== session.changes.join())
      station.execute({ type: 'note-changes' });
  }

  #showCues(): void {
    const { station } = this.#parts;
    const { session } = station.state;
    if (session?.phase !== 'underway') return;
    const leftMs = session.endsAt - station.context.now;
    // The later cue replaces the earlier one: five minutes mean nothing when one is left.
    const due = station.context.policy.cues
      .filter((minutes) => leftMs <= minutes * MINUTE_MS && leftMs > minutes * MINUTE_MS - CUE_MS)
      .at(-1);
    if (due !== undefined && !session.cues.includes(due) && !isOnHold(session))
      station.execute({ type: 'show-cue', minutesLeft: due });
  }

  /** Calls staff when the time is over and nobody is there (R44). */
  #callStaffAtEnd(): void {
    const { station } = this.#parts;
    const { session } = station.state;
    if (session?.phase !== 'underway' || session.supervision?.mode !== 'unsupervised') return;
    if (station.context.now < session.endsAt || this.#calledForEnd === session.endsAt) return;
    this.#calledForEnd = session.endsAt;
    if (session.assistanceSince === null) station.execute({ type: 'ask-assistance', how: 'time-over' });
  }

  #measureMedia(): void {
    const { station, meeting } = this.#parts;
    if (station.state.session?.phase !== 'underway') return;
    const { now, evidence } = station.context;
    if (now - this.#measuredAt < MEASURE_EVERY_MS && now >= this.#measuredAt) return;
    this.#measuredAt = now;
    station.execute({ type: 'measure-media', evidence, quality: meeting.evidence.quality });
  }

  /** Records which devices the meeting really has, each time that this changes (R41). */
  #verifyDevices(): void {
    const { station, chosenDevices } = this.#parts;
    const { session } = station.state;
    if (session === null || session.phase === 'ended' || session.attempts === 0) return;
    const devices = chosenDevices.given();
    const before = this.#given;
    this.#given = devices;
    if (!isDeepStrictEqual(devices, before)) return;
    const recorded = session.devices;
    // A page that reloads has no device for a moment, which is not a change.
    const known = (kind: keyof GivenDevices): GivenDevices['camera'] =>
      devices[kind].match === 'unknown' ? (recorded?.[kind] ?? devices[kind]) : devices[kind];
    const now = { microphone: known('microphone'), speaker: known('speaker'), camera: known('camera') };
    const isUnknown = Object.values(now).every(({ match }) => match === 'unknown');
    if (!isUnknown && !isDeepStrictEqual(now, recorded))
      station.execute({ type: 'verify-devices', devices: now });
  }
}
