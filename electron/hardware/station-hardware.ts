import type {
  AttachedDevice,
  DisplayDevice,
  HardwareTrouble,
  HeadsetEvent,
  MediaDevice,
} from '../../shared/hardware/attached.ts';
import { Emitter } from '../platform/emitter.ts';
import type { DeviceSource, Hardware, HeadsetSource, SourceReading } from './hardware.ts';
import { attachedMedia } from './media-devices.ts';

const NOTHING: SourceReading = { devices: [], troubles: [] };

/** The hardware of this machine: what its sources read and the pages report, as one value. */
export class StationHardware implements Hardware {
  readonly #inputs: DeviceSource;
  readonly #headsets: HeadsetSource;
  readonly #changes = new Emitter<readonly AttachedDevice[]>();
  #inputReading = NOTHING;
  #headsetReading = NOTHING;
  #media: readonly MediaDevice[] = [];
  #displays: readonly DisplayDevice[] = [];
  #attached: readonly AttachedDevice[] = [];
  #troubles: readonly HardwareTrouble[] = [];
  #seen = '';

  constructor(inputs: DeviceSource, headsets: HeadsetSource) {
    this.#inputs = inputs;
    this.#headsets = headsets;
  }

  get attached(): readonly AttachedDevice[] {
    return this.#attached;
  }

  get troubles(): readonly HardwareTrouble[] {
    return this.#troubles;
  }

  onChange(listener: (attached: readonly AttachedDevice[]) => void): () => void {
    return this.#changes.on(listener);
  }

  onHeadset(listener: (event: HeadsetEvent) => void): () => void {
    return this.#headsets.onEvent(listener);
  }

  async start(): Promise<void> {
    await Promise.all([
      this.#inputs.start((reading) => {
        this.#inputReading = reading;
        this.#renew();
      }),
      this.#headsets.start((reading) => {
        this.#headsetReading = reading;
        this.#renew();
      }),
    ]);
  }

  lookAgain(): void {
    this.#inputs.lookAgain();
    this.#headsets.lookAgain();
  }

  stop(): void {
    this.#inputs.stop();
    this.#headsets.stop();
  }

  reportMedia(devices: readonly MediaDevice[]): void {
    this.#media = devices;
    this.#renew();
  }

  reportDisplays(displays: readonly DisplayDevice[]): void {
    this.#displays = displays;
    this.#renew();
  }

  #renew(): void {
    const attached: readonly AttachedDevice[] = [
      ...this.#inputReading.devices,
      ...this.#headsetReading.devices,
      ...attachedMedia(this.#media, this.#headsetReading.devices),
      ...this.#displays.map((display): AttachedDevice => ({
        kind: 'display',
        id: `display:${display.id}`,
        name: display.name === '' ? 'unnamed display' : display.name,
        vendor: null,
        product: null,
        how: 'listed by the system',
      })),
    ];
    const troubles = [...this.#inputReading.troubles, ...this.#headsetReading.troubles];
    const seen = JSON.stringify([attached, troubles]);
    if (seen === this.#seen) return;
    this.#seen = seen;
    this.#attached = attached;
    this.#troubles = troubles;
    this.#changes.emit(attached);
  }
}
