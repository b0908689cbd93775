import type { ZoneTable } from '../zones/zone-table.ts';
import type { HardwareTrouble } from '../hardware/attached.ts';
import type { AllowedDevices } from '../hardware/usb-identity.ts';
import type { ChangeEffect } from '../session/changes.ts';
import type { PeopleChecks } from '../session/people.ts';
import type {
  ChangeName,
  CheckName,
  LockProof,
  MediaBytes,
  MediaQuality,
  OutcomeName,
  WalkUpReason,
} from '../session/entries.ts';
import type { Session } from '../session/state.ts';
import type { Refusal } from '../session/refusals.ts';
import type { BilingualText, Enrolment, Participant, SessionKind, SiteRow, StaffRole } from '../sync/rows.ts';
import type { DestinationKind, RecordedFormat } from '../tracking/exports.ts';
import type { TrackingRow } from '../tracking/row.ts';
import type { MessageValues } from '../result.ts';

/** What the screens show: built by the station, versioned, pushed whole; pages compute nothing themselves (rule 5). */

export type Language = 'en' | 'fr';

/** A message to be worded by its code: `t(code, values)`. */
export interface Message {
  readonly code: string;
  readonly values: MessageValues;
}

/** Whether the institution has everything (SYNC.md): `safe` only with a receipt for every entry. */
export interface SyncView {
  readonly state: 'not-enrolled' | 'safe' | 'waiting' | 'attention';
  readonly total: number;
  readonly waiting: number;
  readonly oldestWaitingAt: number | null;
  readonly lastReachedAt: number | null;
  readonly nextTryAt: number | null;
  readonly receiptAt: number | null;
  /** A kebab-case code of what needs attention, or null. */
  readonly code: string | null;
}

/** When the last sealed copy was taken and where to: without a server nothing else is safe. */
export interface EmbeddedView {
  /** Milliseconds since 1970; null if none was ever taken. */
  readonly takenAt: number | null;
  readonly folder: string | null;
  readonly fault: 'no-folder' | 'no-key' | 'failed' | null;
}

export interface StationSnapshot {
  readonly enrolment: Pick<Enrolment, 'station' | 'institution' | 'location'> | null;
  /** The copies of a station without a server (R64); null where a server has everything. */
  readonly embedded: EmbeddedView | null;
  readonly appVersion: string;
  readonly build: 'development' | 'end-to-end' | 'production';
  /** Practice and end-to-end builds only: the PINs shown on the sign-in screen. */
  readonly practice: { readonly pins: readonly { readonly staff: string; readonly pin: string }[] } | null;
  readonly sync: SyncView;
  /** Warnings for staff: the database was set aside, the lock needs a rule, the clock is wrong. */
  readonly alarms: readonly Message[];
  /** The institution's first language, which comes first in bilingual texts (R20). */
  readonly firstLanguage: Language;
  readonly zone: string;
  /** The station's clock when the snapshot was made, milliseconds since 1970. */
  readonly now: number;
}

/** Why a session may be entered by hand now, and what it may choose from (R2, R13). */
export interface WalkUpView {
  readonly why: WalkUpReason;
  /** When the institution last confirmed the schedule, milliseconds since 1970; null when it never did. */
  readonly scheduleAt: number | null;
  /** The community sites that are authorized now. */
  readonly sites: readonly {
    readonly id: string;
    readonly name: BilingualText;
    readonly city: string;
    readonly listDate: string;
  }[];
}

export interface StaffSnapshot {
  readonly list: readonly {
    readonly id: string;
    readonly name: string;
    readonly roles: readonly StaffRole[];
  }[];
  readonly signedIn: {
    readonly id: string;
    readonly name: string;
    readonly roles: readonly StaffRole[];
  } | null;
  /** Staff who must wait before another PIN: until when, or null when blocked. */
  readonly throttled: Readonly<Record<string, number | null>>;
}

/** A community site: whom to call, and when (R13). */
export interface SiteView {
  readonly name: BilingualText;
  readonly province: SiteRow['province'];
  readonly zone: string;
  readonly listDate: string;
  readonly telephone: string | null;
  readonly contact: string | null;
  readonly hours: BilingualText | null;
}

/** One booking as the schedule page lists it. */
export interface BookingView {
  readonly id: string;
  readonly kind: SessionKind;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly inmateName: string;
  readonly inmateFps: string;
  readonly participants: readonly Participant[];
  readonly site: SiteView | null;
  readonly reference: string | null;
  readonly webcamRequired: boolean;
  readonly language: Language | null;
  /** What the records say of every accompanying adult and every child, for staff to answer one by one (R11). */
  readonly people: PeopleChecks;
  /** Whether a minor takes part with no accompanying adult: authority and reason are asked (R10). */
  readonly minorAlone: boolean;
  /** Interpreters, captions, video relay and the like (R72). */
  readonly needs: readonly string[];
  /** All visits are suspended, and this one may go on by decision of the Head if a person of CCRR 93 takes part (R15). */
  readonly asksSection93: boolean;
  /** Another calendar day's, to be confirmed twice (R2). */
  readonly otherDay: boolean;
  /** Why nobody can open it now; null if it can be opened. */
  readonly stop: Refusal | null;
  readonly done: { readonly outcome: OutcomeName | null } | null;
  readonly asksPrivilege: boolean;
  /** Minutes early (negative) or late now; a reason is asked when `reasonNeeded`. */
  readonly minutes: number;
  readonly reasonNeeded: boolean;
}

export interface DeviceView {
  readonly kind:
    | 'keyboard'
    | 'pointer'
    | 'touch'
    | 'headset'
    | 'camera'
    | 'microphone'
    | 'speaker'
    | 'display'
    | 'unknown';
  readonly id: string;
  readonly name: string;
  readonly vendor: string | null;
  readonly product: string | null;
}

export interface HardwareSnapshot {
  readonly devices: readonly DeviceView[];
  readonly attachedInput: readonly string[];
  /** Device ids chosen for the meeting, as the staff page's own `enumerateDevices` names them. */
  readonly chosen: {
    readonly microphone: string | null;
    readonly speaker: string | null;
    readonly camera: string | null;
  };
  /** The headset's own mute button is on: nobody at the site hears her (R36). */
  readonly microphoneOff: boolean;
  /** Hardware that cannot be detected or read, worded under `hardwareTrouble`. */
  readonly troubles: readonly HardwareTrouble[];
  /** The devices of this site, if IT has listed them. */
  readonly allowed: AllowedDevices;
  /** Simulated hardware is labelled as such. */
  readonly simulated: boolean;
}

export interface MeetingSnapshot {
  readonly state: 'closed' | 'opening' | 'waiting' | 'in-meeting' | 'lost' | 'ended' | 'failed';
  readonly failure: string | null;
  readonly evidence: MediaBytes;
  readonly flowing: { readonly in: boolean; readonly out: boolean };
  readonly quality: MediaQuality;
  /** Devices that the meeting uses instead of the chosen ones (R41). */
  readonly otherDevices: readonly ('microphone' | 'speaker' | 'camera')[];
}

export interface LockSnapshot {
  readonly state: 'open' | 'engaging' | 'locked' | 'degraded' | 'unsupported';
  readonly kind: string;
  readonly proof: LockProof | null;
  readonly detail: string;
}

/** What staff see before they extend a visit (R44). */
export interface ExtensionView {
  /** Minutes lost, paused or suspended that no extension has given back yet. */
  readonly offeredMinutes: number;
  /** More was lost than one extension may give. */
  readonly isOfferPartial: boolean;
  /** The most that one extension may give. */
  readonly maximumMinutes: number;
  /** When the next booking begins here, and at the community site; milliseconds since 1970, null where there is none. */
  readonly nextHereAt: number | null;
  readonly nextAtSiteAt: number | null;
}

/** A message of the institution that nobody has answered yet (SYNC.md, directives). */
export interface OrderView {
  readonly directive: string;
  readonly code: string;
  readonly text: string;
  readonly authority: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface SessionSnapshot {
  readonly session: Session;
  readonly requiredChecks: readonly CheckName[];
  /** Failed checks that prevent confirming the settings. */
  readonly blocking: readonly CheckName[];
  readonly gates: readonly {
    readonly name: string;
    readonly holds: boolean;
    readonly refusal: Refusal;
  }[];
  readonly possibleOutcomes: readonly OutcomeName[];
  /** What has changed since the session was opened, and what it does (R13, R15). */
  readonly changes: readonly { readonly name: ChangeName; readonly effect: ChangeEffect }[];
  /** The booking as it is now where something of it is to be taken over (`session.accept-changes`); else null. */
  readonly current: BookingView | null;
  /** Failed checks that the session may go on without, with a reason (R4). */
  readonly overridable: readonly CheckName[];
  /** Shown to staff from the notice to the confirmed connection, and never to her (R14). */
  readonly meetingPassword: string | null;
  readonly extension: ExtensionView;
  /** An order still lacks authority and reason (R45): `session.explain`. */
  readonly unexplained: boolean;
  /** Whether the connection is to be confirmed: the first time, or again after the link was lost (R40). */
  readonly asksConfirmation: boolean;
  readonly site: SiteView | null;
  readonly siteZone: string | null;
  /** The minimum time of the notice on the screen, in seconds (R21). */
  readonly noticeMinimumSeconds: number;
}

export interface WaitingView {
  readonly session: string;
  readonly inmateName: string;
  readonly kind: SessionKind;
  readonly startsAt: number;
  readonly outcome: OutcomeName | null;
  readonly handedOverAt: number;
  readonly handedOverBy: string;
  /** The row that the station proposes; the tracking person checks it and never retypes. */
  readonly proposed: TrackingRow;
  readonly note: string;
}

/** One version of an entry of the tracking sheet (R52). */
export interface EntryVersion {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The name of the author. */
  readonly by: string;
  /** Why it was amended; null for the first version. */
  readonly reason: string | null;
  readonly row: TrackingRow;
}

/** Where an export can go: its kind and its folder. */
export interface ExportDestination {
  readonly kind: DestinationKind;
  readonly path: string;
}

/** An export that may still be readable: who wrote it, when, of which period, and where (R53). */
export interface ExportView {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The name of the person who wrote it. */
  readonly by: string;
  readonly from: string;
  readonly to: string;
  readonly format: RecordedFormat;
  readonly destination: DestinationKind;
  readonly files: readonly string[];
  readonly rows: number;
}

export interface ExportsView {
  readonly destinations: readonly ExportDestination[];
  /** Whether IT allows removable media: without one attached, staff are asked to plug one in. */
  readonly removableMedia: boolean;
  /** After how many days files are erased. */
  readonly keepDays: number;
  readonly exports: readonly ExportView[];
}

/** A file that was written to be printed, and where. */
export interface PrintedFile {
  readonly file: string;
  readonly destination: DestinationKind;
}

/** The notice, as versioned data (R20 to R22). */
export interface NoticeText {
  readonly version: string;
  readonly strip: BilingualText;
  readonly title: BilingualText;
  readonly paragraphs: readonly BilingualText[];
  readonly privileged: BilingualText;
  /** Languages beside the official two, as the institution sends them (R26). */
  readonly further?: readonly FurtherNotice[] | undefined;
}

/** The notice in a further language (R26; CCRR 88). */
export interface FurtherNotice {
  /** BCP 47, such as `cr` or `iu`. */
  readonly language: string;
  /** The language's own name for itself. */
  readonly name: string;
  readonly strip: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly privileged: string;
}

export interface StaffPageSnapshot {
  readonly version: number;
  /** Why the station cannot be used at all (settings, journal): the page shows only this. */
  readonly fault: Message | null;
  readonly station: StationSnapshot;
  readonly staff: StaffSnapshot;
  readonly schedule: readonly BookingView[];
  /** Null where no session may be entered by hand now. */
  readonly walkUp: WalkUpView | null;
  readonly hardware: HardwareSnapshot;
  readonly meeting: MeetingSnapshot;
  /** A meeting in which nobody is expected, to try the equipment in: whether IT has named one, and whether it is open. */
  readonly trialMeeting: 'none' | 'offered' | 'open';
  readonly lock: LockSnapshot;
  readonly session: SessionSnapshot | null;
  readonly waiting: readonly WaitingView[];
  /** Where families find support, for the closing page (R55). */
  readonly support: readonly SupportView[];
  readonly telephones: TelephonesView;
  /** Messages of the institution to be read and answered (`order.answer`). */
  readonly orders: readonly OrderView[];
  /** When an idle person is signed out, in the minute before; milliseconds since 1970, else null (R73). */
  readonly signOutAt: number | null;
  /** The export under way: rows written, of how many; null when there is none. */
  readonly exporting: { readonly done: number; readonly total: number } | null;
  readonly notice: NoticeText;
  /** The viewer's language. */
  readonly language: Language;
  /** The meeting's place on the page, in CSS pixels of the window; null when it is not shown. */
  readonly meetingBounds: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  } | null;
  /** Newer time zones than the page's own (R6), from the settings feed. */
  readonly zones?: ZoneTable;
}

/** The locked screen's PIN panel: how many digits were typed, never which (R34). */
export interface PinPanel {
  readonly digits: number;
  readonly message: Message | null;
  readonly checking: boolean;
}

/** Whom staff call, beside the community site (R13); null where the institution sent no number. */
export interface TelephonesView {
  readonly it: string | null;
  readonly visitsAndCorrespondence: string | null;
}

/** Where families find support (R55). */
export interface SupportView {
  readonly name: BilingualText;
  readonly detail: BilingualText;
}

/** What the mother sees around the meeting: no unneeded names, no staff matters. */
export interface VisitPageSnapshot {
  readonly version: number;
  /** What the page is for now. `strip`: the notice line and the time above the meeting. `locked`: the same, over everything. */
  readonly mode: 'hidden' | 'strip' | 'locking' | 'locked' | 'closing';
  readonly firstLanguage: Language;
  readonly notice: NoticeText;
  /** Milliseconds since 1970; null before the visit. */
  readonly endsAt: number | null;
  /** When mother and child were connected: the full length of the bar of time left. Without it the bar shows the last hour. */
  readonly startedAt: number | null;
  readonly zone: string;
  readonly now: number;
  /** A calm message: `link-lost`, `suspended`, `paused`, `staff-called`, `microphone-off`, `headset-gone`, `webcam-gone`, `second-display`, `ended`. */
  readonly messages: readonly Message[];
  /** Minutes left, while a cue is shown (R44). */
  readonly cue: number | null;
  /** The first minute: how to ask for a staff member with the headset's button (R36). */
  readonly buttonHint: boolean;
  readonly panel: PinPanel | null;
  /** While locking: what must be unplugged, or is still plugged in once the facilitator may leave. */
  readonly locking: { readonly waitsFor: readonly string[]; readonly mayLeave: boolean } | null;
  readonly support: readonly SupportView[];
  /** The visit was ended or suspended for good by order: the closing page says so (R55). */
  readonly endedByOrder: boolean;
  readonly practice: boolean;
  /** As on the staff page. */
  readonly zones?: ZoneTable;
}
