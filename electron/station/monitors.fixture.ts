import type { AttachedDevice, DeviceKind } from '../../shared/hardware/attached.ts';
import type { Command, DecisionContext } from '../../shared/session/commands.ts';
import type { EntryDraft, GivenDevices } from '../../shared/session/entries.ts';
import { evolve } from '../../shared/session/evolve.ts';
import { CONTEXT, NOW, run } from '../../shared/session/session.fixture.ts';
import type { StationState } from '../../shared/session/state.ts';
import { type MeetingState, NO_EVIDENCE } from '../meeting/meeting.ts';
import { createMonitors, type Monitors } from './create-monitors.ts';
import { Station } from './station.ts';

export interface MonitorWorld {
  readonly monitors: Monitors;
  readonly station: Station;
  readonly recorded: EntryDraft['type'][];
  /** What was reported of the lock: the detail, and since when. */
  readonly lost: (readonly [detail: string, sinceMs: number])[];
  now: number;
  idleSeconds: number;
  given: GivenDevices;
  attached: readonly AttachedDevice[];
  tick(): void;
  become(meeting: MeetingState): void;
  /** Replaces what is attached, and tells the monitors. */
  plug(...devices: readonly AttachedDevice[]): void;
}

export function device(kind: DeviceKind, name = `Example ${kind}`): AttachedDevice {
  return { kind, id: name, name, vendor: null, product: null, how: '' };
}

export const KEYBOARD = device('keyboard', 'Example Keyboard');
export const HEADSET = device('headset');
const USUAL = [KEYBOARD, HEADSET, device('camera'), device('display')];

/** Returns the usual devices without those of one kind. */
export function usualWithout(kind: DeviceKind): readonly AttachedDevice[] {
  return USUAL.filter((one) => one.kind !== kind);
}

export function usualWith(...more: readonly AttachedDevice[]): readonly AttachedDevice[] {
  return [...USUAL, ...more];
}

export function given(microphone: GivenDevices['microphone']['match']): GivenDevices {
  return {
    microphone: { match: microphone, name: microphone === 'chosen' ? 'Example Microphone' : null },
    speaker: { match: 'unknown', name: null },
    camera: { match: 'unknown', name: null },
  };
}

/** The monitors of a real station whose journal forgets, in a world that the test moves. */
export function monitorWorld(commands: readonly Command[]): MonitorWorld {
  let state: StationState = run(commands).state;
  const context = (): DecisionContext => ({ ...CONTEXT, now: world.now });
  const recorded: EntryDraft['type'][] = [];
  const lost: (readonly [string, number])[] = [];
  const station = new Station({
    journal: {
      get state() {
        return state;
      },
      append(drafts) {
        for (const draft of drafts) {
          recorded.push(draft.type);
          state = evolve(state, { ...draft, at: world.now });
        }
        return [];
      },
    },
    context,
    report: () => undefined,
  });
  const monitors = createMonitors({
    station,
    reconciler: {
      reconcile: () => undefined,
      proveAgain: () => Promise.resolve(),
      lockLost: (detail, since) => void lost.push([detail, since]),
    },
    meeting: { evidence: { ...NO_EVIDENCE, quality: 'good' } },
    hardware: {
      get attached() {
        return world.attached;
      },
    },
    chosenDevices: { given: () => world.given },
    idleSeconds: () => world.idleSeconds,
  });
  const world: MonitorWorld = {
    monitors,
    station,
    recorded,
    lost,
    now: NOW + 60_000,
    idleSeconds: 0,
    given: given('unknown'),
    attached: USUAL,
    tick() {
      for (const monitor of Object.values(monitors)) monitor.tick();
    },
    become: (meeting) => monitors.interruptions.meetingChanged(meeting),
    plug(...devices) {
      world.attached = devices;
      monitors.interruptions.hardwareChanged(devices);
      monitors.lockMonitor.hardwareChanged(devices);
    },
  };
  station.onRecorded(() => monitors.lockMonitor.recorded());
  station.onRecorded(() => monitors.interruptions.recorded());
  monitors.lockMonitor.recorded();
  return world;
}
