import type {
  EmbeddedView,
  Message,
  StaffPageSnapshot,
  StationSnapshot,
  VisitPageSnapshot,
} from '../../shared/ipc/snapshot.ts';
import { sentZoneTable, type ZoneTable } from '../../shared/zones/zone-table.ts';
import type { ChosenMedia } from '../../shared/hardware/choose-media.ts';
import type { Hardware } from '../hardware/hardware.ts';
import type { Incident } from '../journal/journal.ts';
import type { InputLock } from '../lockout/lock.ts';
import type { Meeting } from '../meeting/meeting.ts';
import type { StationSettings } from '../settings/station-settings.ts';
import type { PinPanel } from '../staff/pin-panel.ts';
import type { StaffDirectory } from '../staff/staff-directory.ts';
import type { Sync } from '../sync/sync.ts';
import type { ChangeSignal } from './change-signal.ts';
import type { FaultState } from './fault-state.ts';
import { desired } from './desired.ts';
import type { Institution } from './institution.ts';
import type { FeedReader, Pages } from './ports.ts';
import type { Reconciler } from './reconciler.ts';
import { staffSnapshot } from './staff-snapshot.ts';
import type { Station } from './station.ts';
import { PageLanguage } from './page-language.ts';
import { visitSnapshot } from './visit-snapshot.ts';

export interface PresenterParts {
  readonly station: Pick<Station, 'state' | 'context' | 'typedPassword'>;
  readonly reconciler: Pick<Reconciler, 'place' | 'lockTrouble' | 'isTrying'>;
  readonly panel: Pick<PinPanel, 'view'>;
  readonly hardware: Pick<Hardware, 'attached' | 'troubles'>;
  readonly lock: Pick<InputLock, 'kind' | 'state'>;
  readonly meeting: Pick<Meeting, 'state' | 'evidence'>;
  readonly pages: Pages;
  readonly staff: StaffDirectory;
  readonly institution: Institution;
  readonly feeds: Pick<FeedReader, 'directives'>;
  readonly chosenDevices: { readonly ids: ChosenMedia };
  readonly settings: Pick<StationSettings, 'devices' | 'meeting' | 'practice'>;
  /** Null with a server. */
  readonly embedded: { copyState(): EmbeddedView } | null;
  readonly sync: Pick<Sync, 'status'>;
  readonly journal: { readonly incident: Incident | null };
  readonly provisioning: { readonly fault: Message | null };
  readonly monitors: { readonly idleSignOut: { readonly signOutAt: number | null } };
  readonly exporter: { readonly progress: StaffPageSnapshot['exporting'] };
  readonly changes: Pick<ChangeSignal, 'notify'>;
  readonly appVersion: string;
  readonly simulatedHardware: boolean;
  readonly faults: FaultState;
}

const DEVICE_KINDS = ['microphone', 'speaker', 'camera'] as const;

/** Makes the snapshots of both pages and pushes them after every change (rule 5). */
export class Presenter {
  readonly #parts: PresenterParts;
  readonly #language = new PageLanguage();
  #version = 0;
  #isMicrophoneOff = false;
  #isWarning = false;

  constructor(parts: PresenterParts) {
    this.#parts = parts;
  }

  /** Takes the state of the headset's own mute button, which the mother and staff are shown (R36). */
  setMicrophoneOff(isOff: boolean): void {
    this.#isMicrophoneOff = isOff;
    this.#parts.changes.notify();
  }

  /** Sets the language of the person who is signed in, or of the sign-in screen (R70); `choose-language` keeps a person's. */
  setLanguage(language: 'en' | 'fr'): void {
    this.#language.choose(this.#parts.station.state.signedIn?.staff ?? null, language);
    this.#parts.changes.notify();
  }

  /** Shows the fault as soon as no session is under way; only a new start removes it. */
  failWhenIdle(fault: Message): void {
    this.#parts.faults.pending = fault;
    this.#parts.changes.notify();
  }

  /** Called once a second: a session shows the time, an idle person is warned. */
  tick(): void {
    const { station, monitors, changes } = this.#parts;
    const isWarning = monitors.idleSignOut.signOutAt !== null;
    if (station.state.session !== null || isWarning || this.#isWarning) changes.notify();
    this.#isWarning = isWarning;
  }

  push(): void {
    this.#version += 1;
    this.#parts.pages.push('staff', this.staff());
    this.#parts.pages.push('visit', this.visit());
  }

  staff(): StaffPageSnapshot {
    const { station, reconciler, lock, meeting, institution, staff, hardware } = this.#parts;
    const { evidence } = meeting;
    const snapshot = staffSnapshot({
      version: this.#version,
      fault: this.#fault(),
      state: station.state,
      context: station.context,
      staff: staff.list(),
      station: this.#station(),
      attached: hardware.attached,
      chosen: this.#parts.chosenDevices.ids,
      microphoneOff: this.#isMicrophoneOff,
      troubles: hardware.troubles,
      allowed: this.#parts.settings.devices,
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
      typedPassword: station.typedPassword,
      trialMeeting: reconciler.isTrying
        ? 'open'
        : this.#parts.settings.meeting.trialLink === null
          ? 'none'
          : 'offered',
      lock: {
        state: lock.state.name,
        kind: lock.kind,
        proof: lock.state.name === 'locked' ? lock.state.proof : null,
        detail: lock.state.name === 'unsupported' ? lock.state.why : (reconciler.lockTrouble ?? ''),
      },
      notice: institution.choices().notice,
      language: this.language,
      meetingBounds: reconciler.place,
      signOutAt: this.#parts.monitors.idleSignOut.signOutAt,
      exporting: this.#parts.exporter.progress,
      rowFacts: {
        institution: institution.name,
        institutionZone: institution.zone,
        station: institution.enrolment?.station ?? '',
        staffName: (id) => staff.nameOf(id),
      },
      directives: this.#parts.feeds.directives(),
      support: institution.choices().support,
      telephones: institution.choices().telephones,
    });
    return { ...snapshot, ...newerZones() };
  }

  visit(): VisitPageSnapshot {
    const { station, panel, institution, meeting, settings } = this.#parts;
    const choices = institution.choices();
    const snapshot = visitSnapshot({
      version: this.#version,
      mode: desired(station.state).mode,
      state: station.state,
      firstLanguage: institution.firstLanguage,
      notice: choices.notice,
      zone: institution.zone,
      now: station.context.now,
      panel: panel.view,
      support: choices.support,
      practice: settings.practice !== null,
      microphoneOff: this.#isMicrophoneOff,
      quality: meeting.evidence.quality,
    });
    return { ...snapshot, ...newerZones() };
  }

  /** The language of the staff page. */
  get language(): 'en' | 'fr' {
    const { signedIn, languages } = this.#parts.station.state;
    return this.#language.of(signedIn?.staff ?? null, languages, this.#parts.institution.firstLanguage);
  }

  #station(): StationSnapshot {
    const { station, institution, sync, settings, appVersion } = this.#parts;
    const { enrolment } = institution;
    const { practice } = settings;
    const status = sync.status();
    return {
      enrolment:
        enrolment === null
          ? null
          : { station: enrolment.station, institution: enrolment.institution, location: enrolment.location },
      embedded: embeddedView(this.#parts.embedded),
      appVersion,
      build: __BUILD__,
      practice: practice === null ? null : { pins: practice.pins },
      sync: status,
      alarms: [
        ...this.#alarms(),
        ...this.#listAlarms(),
        ...status.warnings.map(({ code }) => ({ code: `sync-${code}`, values: {} })),
        ...institution.choices().malformed.map((key) => ({ code: 'setting-malformed', values: { key } })),
      ],
      firstLanguage: institution.firstLanguage,
      zone: institution.zone,
      now: station.context.now,
    };
  }

  #alarms(): readonly Message[] {
    const { incident } = this.#parts.journal;
    const alarms: Message[] = [];
    if (incident !== null) alarms.push({ code: `incident-${incident.code}`, values: {} });
    if (this.#parts.provisioning.fault !== null) alarms.push(this.#parts.provisioning.fault);
    if (this.#parts.lock.kind === 'unsupported') alarms.push({ code: 'lock-unsupported', values: {} });
    return alarms;
  }

  #listAlarms(): readonly Message[] {
    const age = this.#parts.institution.staffListAge();
    switch (age.kind) {
      case 'fresh':
        return [];
      case 'ends':
        return [{ code: 'sign-in-ends', values: { days: age.daysLeft } }];
      case 'ended':
        return [{ code: 'sign-in-ended', values: {} }];
    }
  }

  #fault(): Message | null {
    const { faults, station } = this.#parts;
    return station.state.session === null ? faults.current : faults.safe;
  }
}

function embeddedView(embedded: PresenterParts['embedded']): EmbeddedView | null {
  if (embedded === null) return null;
  const { takenAt, folder, fault } = embedded.copyState();
  return { takenAt, folder, fault };
}

function newerZones(): { readonly zones?: ZoneTable } {
  const zones = sentZoneTable();
  return zones === null ? {} : { zones };
}
