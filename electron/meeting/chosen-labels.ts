import type { MediaDevice } from '../../shared/hardware/attached.ts';
import type { MeetingDevices } from './page-script.ts';

/** The ids that staff chose, as the station's own page knows the devices. */
type ChosenIds = Readonly<Record<'microphone' | 'speaker' | 'camera', string | null>>;

/**
 * Turns the devices that staff chose into what the meeting's page can recognize (R41): an id means nothing to another
 * origin, a label and a kind do. Keeps a label after its device is gone, so that no other takes its place meanwhile.
 */
export class ChosenLabels {
  #known: readonly MediaDevice[] = [];
  #chosen: ChosenIds = { microphone: null, speaker: null, camera: null };
  #devices: MeetingDevices = { microphone: null, speaker: null, camera: null };

  /** The station's page has listed its devices. */
  report(devices: readonly MediaDevice[]): MeetingDevices {
    this.#known = devices;
    return this.#update();
  }

  choose(chosen: ChosenIds): MeetingDevices {
    this.#chosen = chosen;
    this.#devices = { microphone: null, speaker: null, camera: null };
    return this.#update();
  }

  #update(): MeetingDevices {
    const label = (kind: MediaDevice['kind']): string | null => {
      const id = this.#chosen[kind];
      if (id === null) return null;
      const device = this.#known.find((one) => one.kind === kind && one.deviceId === id);
      // Without a label there is nothing to recognize it by.
      return device === undefined || device.label === '' ? this.#devices[kind] : device.label;
    };
    this.#devices = { microphone: label('microphone'), speaker: label('speaker'), camera: label('camera') };
    return this.#devices;
  }
}
