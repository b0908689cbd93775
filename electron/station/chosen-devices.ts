import type { AttachedDevice, MediaDevice } from '../../shared/hardware/attached.ts';
import type { ChosenMedia } from '../../shared/hardware/choose-media.ts';
import { isListed, type AllowedDevices } from '../../shared/hardware/usb-identity.ts';
import type { GivenDevices } from '../../shared/session/entries.ts';
import type { StationState } from '../../shared/session/state.ts';
import type { Hardware } from '../hardware/hardware.ts';
import { ChosenLabels, givenDevices } from '../meeting/chosen-labels.ts';
import type { Meeting } from '../meeting/meeting.ts';
import type { StationSettings } from '../settings/station-settings.ts';
import type { ChangeSignal } from './change-signal.ts';

export interface ChosenDevicesParts {
  readonly hardware: Pick<Hardware, 'attached' | 'reportMedia'>;
  readonly meeting: Pick<Meeting, 'evidence' | 'setDevices'>;
  readonly settings: Pick<StationSettings, 'devices'>;
  readonly changes: Pick<ChangeSignal, 'notify'>;
}

/** The microphone, speaker and camera that staff chose, as the station and the meeting know them (R4, R41). */
export class ChosenDevices {
  readonly #parts: ChosenDevicesParts;
  readonly #labels = new ChosenLabels();
  #ids: ChosenMedia = { microphone: null, speaker: null, camera: null };

  constructor(parts: ChosenDevicesParts) {
    this.#parts = parts;
  }

  /** The ids by which the station's own pages know the devices. */
  get ids(): ChosenMedia {
    return this.#ids;
  }

  /** Takes what staff chose. Devices that are not on the site's list are left out, whatever the page asks for. */
  choose(wanted: ChosenMedia): void {
    const { hardware, meeting, settings } = this.#parts;
    this.#ids = withinAllowed(wanted, hardware.attached, settings.devices);
    void meeting.setDevices(this.#labels.choose(this.#ids));
    this.#parts.changes.notify();
  }

  /** Takes the devices that the station's own page lists. */
  report(devices: readonly MediaDevice[]): void {
    const { hardware, meeting } = this.#parts;
    hardware.reportMedia(devices);
    void meeting.setDevices(this.#labels.report(devices));
  }

  /** Takes the devices that the session's checks name, for a station that restarted (R33). */
  recall({ session }: Pick<StationState, 'session'>): void {
    void this.#parts.meeting.setDevices(this.#labels.recall(session));
  }

  /** The devices that the meeting really has. */
  given(): GivenDevices {
    return givenDevices(this.#parts.meeting.evidence.devices, this.#labels.devices);
  }
}

/** A choice without what is not on the site's list. */
export function withinAllowed(
  chosen: ChosenMedia,
  attached: readonly AttachedDevice[],
  allowed: AllowedDevices,
): ChosenMedia {
  const permitted = (kind: 'microphone' | 'speaker' | 'camera'): string | null => {
    const id = chosen[kind];
    const device = attached.find((one) => one.id === `media:${kind}:${id ?? ''}`);
    const list = kind === 'camera' ? allowed.webcams : allowed.headsets;
    return isListed(list, device ?? { vendor: null, product: null }) ? id : null;
  };
  return { microphone: permitted('microphone'), speaker: permitted('speaker'), camera: permitted('camera') };
}
