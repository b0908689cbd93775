import type { MediaDevice } from '../../shared/hardware/attached.ts';
import type { GivenDevices } from '../../shared/session/entries.ts';
import type { Session } from '../../shared/session/state.ts';
import type { MeetingEvidence } from './meeting.ts';
import { ANY_DEVICES } from './page/page-script.ts';
import type { MeetingDevices } from './page/page-script.ts';

/** The ids that staff chose, from the staff page's own `enumerateDevices`. */
type ChosenIds = Readonly<Record<keyof MeetingDevices, string | null>>;

/** The check whose entry names the chosen device (R4). */
const CHECK_OF = { microphone: 'microphone', speaker: 'sound', camera: 'webcam' } as const;

/**
 * Translates the chosen devices into labels for the meeting's page (R41), because device ids differ per origin. Keeps a
 * label after its device is unplugged, so that no other device replaces it. Falls back to the devices that the session's
 * checks name if nobody has chosen since the start (R33).
 */
export class ChosenLabels {
  #known: readonly MediaDevice[] = [];
  #chosen: ChosenIds = ANY_DEVICES;
  #labels: MeetingDevices = ANY_DEVICES;
  #recorded: MeetingDevices = ANY_DEVICES;

  get devices(): MeetingDevices {
    return {
      microphone: this.#labels.microphone ?? this.#recorded.microphone,
      speaker: this.#labels.speaker ?? this.#recorded.speaker,
      camera: this.#labels.camera ?? this.#recorded.camera,
    };
  }

  /** Call with each device list of the staff page. */
  report(devices: readonly MediaDevice[]): MeetingDevices {
    this.#known = devices;
    return this.#update();
  }

  choose(chosen: ChosenIds): MeetingDevices {
    this.#chosen = chosen;
    this.#labels = ANY_DEVICES;
    return this.#update();
  }

  /** Reads the devices of the current session's checks; `null` without a session. */
  recall(session: Pick<Session, 'checks'> | null): MeetingDevices {
    const name = (kind: keyof MeetingDevices): string | null => {
      const result = session?.checks[CHECK_OF[kind]];
      return result === undefined || result.verdict !== 'pass' || result.detail === '' ? null : result.detail;
    };
    this.#recorded = { microphone: name('microphone'), speaker: name('speaker'), camera: name('camera') };
    return this.devices;
  }

  #update(): MeetingDevices {
    const label = (kind: keyof MeetingDevices): string | null => {
      const id = this.#chosen[kind];
      if (id === null) return null;
      const device = this.#known.find((one) => one.kind === kind && one.deviceId === id);
      // A device without a label cannot be recognized: keep the last label.
      return device === undefined || device.label === '' ? this.#labels[kind] : device.label;
    };
    this.#labels = { microphone: label('microphone'), speaker: label('speaker'), camera: label('camera') };
    return this.devices;
  }
}

/** The devices that the page got, with the names of chosen ones, for the journal (R41). */
export function givenDevices(matches: MeetingEvidence['devices'], chosen: MeetingDevices): GivenDevices {
  const given = (kind: keyof GivenDevices): GivenDevices['camera'] => ({
    match: matches[kind],
    name: matches[kind] === 'chosen' ? chosen[kind] : null,
  });
  return { microphone: given('microphone'), speaker: given('speaker'), camera: given('camera') };
}
