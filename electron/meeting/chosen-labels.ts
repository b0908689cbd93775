import type { MediaDevice } from '../../shared/hardware/attached.ts';
import type { GivenDevices } from '../../shared/session/entries.ts';
import type { Session } from '../../shared/session/state.ts';
import type { MeetingEvidence } from './meeting.ts';
import { ANY_DEVICES } from './page/page-script.ts';
import type { MeetingDevices } from './page/page-script.ts';

/** The ids that staff chose, as the station's own page knows the devices. */
type ChosenIds = Readonly<Record<keyof MeetingDevices, string | null>>;

/** The check whose record names the device that staff chose (R4). */
const CHECK_OF = { microphone: 'microphone', speaker: 'sound', camera: 'webcam' } as const;

/**
 * Turns the devices that staff chose into what the meeting's page can recognize (R41): an id means nothing to another
 * origin, a label and a kind do. Keeps a label after its device is gone, so that no other takes its place meanwhile; and
 * where nobody has chosen since the station started, takes the device that the session's checks name (R33).
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

  /** The station's page has listed its devices. */
  report(devices: readonly MediaDevice[]): MeetingDevices {
    this.#known = devices;
    return this.#update();
  }

  choose(chosen: ChosenIds): MeetingDevices {
    this.#chosen = chosen;
    this.#labels = ANY_DEVICES;
    return this.#update();
  }

  /** What the journal says of the current session; null without one. */
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
      // Without a label there is nothing to recognize it by.
      return device === undefined || device.label === '' ? this.#labels[kind] : device.label;
    };
    this.#labels = { microphone: label('microphone'), speaker: label('speaker'), camera: label('camera') };
    return this.devices;
  }
}

/** What the page was given, with the names of those that were chosen: for the record (R41). */
export function givenDevices(matches: MeetingEvidence['devices'], chosen: MeetingDevices): GivenDevices {
  const given = (kind: keyof GivenDevices): GivenDevices['camera'] => ({
    match: matches[kind],
    name: matches[kind] === 'chosen' ? chosen[kind] : null,
  });
  return { microphone: given('microphone'), speaker: given('speaker'), camera: given('camera') };
}
