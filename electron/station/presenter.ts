import { sentZoneTable, type ZoneTable } from '../../shared/zones/zone-table.ts';
import type {
  StaffPageSnapshot,
  StationSnapshot,
  SyncStatus,
  VisitPageSnapshot,
  Message,
} from '../../shared/ipc/snapshot.ts';
import type { AttachedDevice, HardwareTrouble } from '../../shared/hardware/attached.ts';
import type { AllowedDevices } from '../../shared/hardware/usb-identity.ts';
import type { DirectiveRow, Enrolment, StaffRow } from '../../shared/sync/rows.ts';
import type { InputLock } from '../lockout/lock.ts';
import type { Meeting } from '../meeting/meeting.ts';
import { desired } from './desired.ts';
import type { Reconciler } from './reconciler.ts';
import type { PinPanel } from '../staff/pin-panel.ts';
import type { InstitutionChoices } from './policy.ts';
import type { Screens } from './ports.ts';
import { staffSnapshot } from './staff-snapshot.ts';
import type { Station } from './station.ts';
import { visitSnapshot } from './visit-snapshot.ts';

export interface PresenterParts {
  readonly station: Station;
  readonly reconciler: Reconciler;
  readonly panel: PinPanel;
  readonly lock: InputLock;
  readonly meeting: Meeting;
  readonly screens: Screens;
  readonly staff: () => readonly StaffRow[];
  readonly directives: () => readonly DirectiveRow[];
  readonly choices: () => InstitutionChoices;
  readonly attached: () => readonly AttachedDevice[];
  readonly troubles: () => readonly HardwareTrouble[];
  readonly allowed: AllowedDevices;
  readonly enrolment: () => Enrolment | null;
  readonly syncStatus: () => SyncStatus;
  readonly alarms: () => readonly Message[];
  readonly about: Pick<StationSnapshot, 'appVersion' | 'build' | 'practice'>;
  readonly simulatedHardware: boolean;
  readonly exporting: () => StaffPageSnapshot['exporting'];
  /** Why nothing but the safe screen is shown; null where all is well. */
  readonly fault: () => Message | null;
}

const DEVICE_KINDS = ['microphone', 'speaker', 'camera'] as const;

/** The zone before the station is enrolled: the machine's own. */
export const MACHINE_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Makes the snapshots of both pages and pushes them once after every change, however many changes came together (rule 5). */
export class Presenter {
  readonly #parts: PresenterParts;
  readonly #languages = new Map<string, 'en' | 'fr'>();
  #version = 0;
  #pending = false;
  #chosen: StaffPageSnapshot['hardware']['chosen'] = { microphone: null, speaker: null, camera: null };
  #microphoneOff = false;

  constructor(parts: PresenterParts) {
    this.#parts = parts;
  }

  get chosen(): StaffPageSnapshot['hardware']['chosen'] {
    return this.#chosen;
  }

  choose(chosen: StaffPageSnapshot['hardware']['chosen']): void {
    this.#chosen = chosen;
    this.changed();
  }

  /** The headset's own mute button, told to the inmate (R36). */
  setMicrophoneOff(off: boolean): void {
    this.#microphoneOff = off;
    this.changed();
  }

  /** The choice of whoever is signed in; nobody's choice is the screen's until someone signs in (R70). */
  setLanguage(language: 'en' | 'fr'): void {
    this.#languages.set(this.#viewer(), language);
    this.changed();
  }

  /** Something to show has changed. */
  changed(): void {
    if (this.#pending) return;
    this.#pending = true;
    setImmediate(() => {
      this.#pending = false;
      this.#version += 1;
      this.#parts.screens.push('staff', this.staff());
      this.#parts.screens.push('visit', this.visit());
    });
  }

  staff(): StaffPageSnapshot {
    const { station, reconciler, lock, meeting } = this.#parts;
    const enrolment = this.#parts.enrolment();
    const staff = this.#parts.staff();
    const { evidence } = meeting;
    const snapshot = staffSnapshot({
      version: this.#version,
      state: station.state,
      context: station.context,
      staff,
      station: this.#station(enrolment),
      attached: this.#parts.attached(),
      chosen: this.#chosen,
      troubles: this.#parts.troubles(),
      allowed: this.#parts.allowed,
      simulatedHardware: this.#parts.simulatedHardware,
      meeting: {
        state: meeting.state.kind,
        failure: meeting.state.kind === 'failed' ? meeting.state.code : null,
        evidence: {
          audioIn: evidence.audioIn,
          audioOut: evidence.audioOut,
          videoIn: evidence.videoIn,
          videoOut: evidence.videoOut,
        },
        flowing: {
          in: evidence.flows.audioIn || evidence.flows.videoIn,
          out: evidence.flows.audioOut || evidence.flows.videoOut,
        },
        quality: evidence.quality,
        otherDevices: DEVICE_KINDS.filter((kind) => evidence.devices[kind] === 'other'),
      },
      lock: {
        state: lock.state.name,
        kind: lock.kind,
        proof: lock.state.name === 'locked' ? lock.state.proof : null,
        detail: lock.state.name === 'unsupported' ? lock.state.why : (reconciler.lockTrouble ?? ''),
      },
      notice: this.#parts.choices().notice,
      language: this.#languages.get(this.#viewer()) ?? this.#firstLanguage(enrolment),
      meetingBounds: reconciler.place,
      exporting: this.#parts.exporting(),
      rowFacts: {
        institution: enrolment?.institution.name ?? { en: '', fr: '' },
        institutionZone: enrolment?.institution.zone ?? MACHINE_ZONE,
        station: enrolment?.station ?? '',
        staffName: (id) => staff.find((row) => row.id === id)?.name ?? id,
      },
      directives: this.#parts.directives(),
    });
    return { ...snapshot, fault: this.#parts.fault(), ...newerZones() };
  }

  visit(): VisitPageSnapshot {
    const { station, panel } = this.#parts;
    const enrolment = this.#parts.enrolment();
    const choices = this.#parts.choices();
    const snapshot = visitSnapshot({
      version: this.#version,
      mode: desired(station.state).mode,
      state: station.state,
      firstLanguage: this.#firstLanguage(enrolment),
      notice: choices.notice,
      zone: enrolment?.institution.zone ?? MACHINE_ZONE,
      now: station.context.now,
      panel: panel.view,
      support: choices.support,
      practice: this.#parts.about.practice !== null,
      microphoneOff: this.#microphoneOff,
      quality: this.#parts.meeting.evidence.quality,
    });
    return { ...snapshot, ...newerZones() };
  }

  #station(enrolment: Enrolment | null): StationSnapshot {
    const { station } = this.#parts;
    const malformed = this.#parts
      .choices()
      .malformed.map((key) => ({ code: 'setting-malformed', values: { key } }));
    return {
      enrolment:
        enrolment === null
          ? null
          : { station: enrolment.station, institution: enrolment.institution, location: enrolment.location },
      ...this.#parts.about,
      sync: this.#parts.syncStatus(),
      alarms: [...this.#parts.alarms(), ...malformed],
      firstLanguage: this.#firstLanguage(enrolment),
      zone: enrolment?.institution.zone ?? MACHINE_ZONE,
      now: station.context.now,
    };
  }

  #firstLanguage(enrolment: Enrolment | null): 'en' | 'fr' {
    return enrolment?.institution.firstLanguage ?? 'en';
  }

  #viewer(): string {
    return this.#parts.station.state.signedIn?.staff ?? '';
  }
}

function newerZones(): { readonly zones?: ZoneTable } {
  const zones = sentZoneTable();
  return zones === null ? {} : { zones };
}
