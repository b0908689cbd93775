import type {
  AttachedDevice,
  DisplayDevice,
  HardwareTrouble,
  HeadsetEvent,
  MediaDevice,
} from '../../shared/hardware/attached.ts';

/** Everything attached to the station as one value, with a signal when it changes (R4, R31, R36). */
export interface Hardware {
  /** Input devices, headsets, media devices and displays, in that order. A new array after each change. */
  readonly attached: readonly AttachedDevice[];
  /** What cannot be seen here, and why. */
  readonly troubles: readonly HardwareTrouble[];
  /** Called only when `attached` or `troubles` changed. Returns a function that unsubscribes. */
  onChange(listener: (attached: readonly AttachedDevice[]) => void): () => void;
  onHeadset(listener: (event: HeadsetEvent) => void): () => void;
  /** Resolves once everything attached has been read. */
  start(): Promise<void>;
  stop(): void;
  /** The system reported elsewhere that something was plugged in or removed (Windows: `WM_DEVICECHANGE`). */
  lookAgain(): void;
  /** Cameras, microphones and speakers, as a local page enumerates them. */
  reportMedia(devices: readonly MediaDevice[]): void;
  /** Displays, as Electron's `screen` lists them. */
  reportDisplays(displays: readonly DisplayDevice[]): void;
}

/** A part of the hardware that watches itself. `changed` may be called at any time between start and stop. */
export interface DeviceSource {
  /** Resolves after the first reading was passed to `changed`. Never rejects. */
  start(changed: (reading: SourceReading) => void): Promise<void>;
  stop(): void;
  /** Reads again now; does nothing before `start`. */
  lookAgain(): void;
}

export type SourceReading = {
  readonly devices: readonly AttachedDevice[];
  readonly troubles: readonly HardwareTrouble[];
};

export interface HeadsetSource extends DeviceSource {
  onEvent(listener: (event: HeadsetEvent) => void): () => void;
}
