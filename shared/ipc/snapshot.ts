import type { HardwareTrouble } from '../hardware/attached.ts';
import type { AllowedDevices } from '../hardware/usb-identity.ts';
import type {
  CheckName,
  LockProof,
  MediaBytes,
  MediaQuality,
  OutcomeName,
  WalkUpReason,
} from '../session/entries.ts';
import type { Session } from '../session/state.ts';
import type { RefusalCode } from '../session/refusals.ts';
import type { BilingualText, Enrolment, Participant, SessionKind, StaffRole } from '../sync/rows.ts';
import type { TrackingRow } from '../tracking/row.ts';
import type { MessageValues } from '../result.ts';

/** What the screens show: pushed whole, versioned, made by the station; a page computes nothing of its own (rule 5). */

export type Language = 'en' | 'fr';

/** A message to be worded by its code: `t(code, values)`. */
export interface Message {
  readonly code: string;
  readonly values: MessageValues;
}

/** How the record stands towards the institution (SYNC.md): `safe` only with a receipt for every entry. */
export interface SyncStatus {
  readonly state: 'not-enrolled' | 'safe' | 'waiting' | 'attention';
  readonly total: number;
  readonly waiting: number;
  readonly oldestWaitingAt: number | null;
  readonly lastReachedAt: number | null;
  readonly nextTryAt: number | null;
  readonly receiptAt: number | null;
  /** What needs attention, a kebab-case code; null when nothing does. */
  readonly code: string | null;
}

export interface StationSnapshot {
  readonly enrolment: Pick<Enrolment, 'station' | 'institution' | 'location'> | null;
  readonly appVersion: string;
  readonly build: 'development' | 'end-to-end' | 'production';
  /** Practice and end-to-end builds only: the PINs to sign in with, shown on the sign-in screen. */
  readonly practice: { readonly pins: readonly { readonly staff: string; readonly pin: string }[] } | null;
  readonly sync: SyncStatus;
  /** Things staff must know: the database was set aside, the lock needs a rule, the clock is wrong. */
  readonly alarms: readonly Message[];
  /** The institution's first language orders what is shown in both (R20). */
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

/** One booking as the schedule page lists it. */
export interface BookingView {
  readonly id: string;
  readonly kind: SessionKind;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly inmateName: string;
  readonly inmateFps: string;
  readonly participants: readonly Participant[];
  readonly site: { readonly name: BilingualText; readonly zone: string; readonly listDate: string } | null;
  readonly reference: string | null;
  readonly webcamRequired: boolean;
  readonly language: Language | null;
  readonly adult: Session['adult'];
  /** Why it cannot be opened by anyone now; null when nothing stands in the way. */
  readonly stop: { readonly code: RefusalCode; readonly values: MessageValues } | null;
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
  /** What of the hardware cannot be seen or read, worded under `hardwareTrouble`. */
  readonly troubles: readonly HardwareTrouble[];
  /** The devices of this site, where IT has listed them. */
  readonly allowed: AllowedDevices;
  /** Simulated hardware is said plainly. */
  readonly simulated: boolean;
}

export interface MeetingSnapshot {
  readonly state: 'closed' | 'opening' | 'waiting' | 'in-meeting' | 'lost' | 'ended' | 'failed';
  readonly failure: string | null;
  readonly evidence: MediaBytes;
  readonly flowing: { readonly in: boolean; readonly out: boolean };
  readonly quality: MediaQuality;
  /** Which devices the meeting has instead of the chosen ones (R41). */
  readonly otherDevices: readonly ('microphone' | 'speaker' | 'camera')[];
}

export interface LockSnapshot {
  readonly state: 'open' | 'engaging' | 'locked' | 'degraded' | 'unsupported';
  readonly kind: string;
  readonly proof: LockProof | null;
  readonly detail: string;
}

export interface SessionSnapshot {
  readonly session: Session;
  readonly requiredChecks: readonly CheckName[];
  readonly gates: readonly {
    readonly name: string;
    readonly holds: boolean;
    readonly refusal: RefusalCode;
  }[];
  readonly possibleOutcomes: readonly OutcomeName[];
  readonly siteZone: string | null;
  /** How long the notice must be on the screen at least, in seconds (R21). */
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
  /** The name of whoever wrote it. */
  readonly by: string;
  /** Why it was amended; null for the first version. */
  readonly reason: string | null;
  readonly row: TrackingRow;
}

/** The notice, as versioned data (R20 to R22). */
export interface NoticeText {
  readonly version: string;
  readonly strip: BilingualText;
  readonly title: BilingualText;
  readonly paragraphs: readonly BilingualText[];
  readonly privileged: BilingualText;
}

export interface StaffPageSnapshot {
  readonly version: number;
  /** Why the station cannot be used at all (settings, record): the page shows this and nothing else. */
  readonly fault: Message | null;
  readonly station: StationSnapshot;
  readonly staff: StaffSnapshot;
  readonly schedule: readonly BookingView[];
  /** Null where no session may be entered by hand now. */
  readonly walkUp: WalkUpView | null;
  readonly hardware: HardwareSnapshot;
  readonly meeting: MeetingSnapshot;
  readonly lock: LockSnapshot;
  readonly session: SessionSnapshot | null;
  readonly waiting: readonly WaitingView[];
  /** The export under way: rows written, of how many; null when there is none. */
  readonly exporting: { readonly done: number; readonly total: number } | null;
  readonly notice: NoticeText;
  /** The viewer's language. */
  readonly language: Language;
  /** Where the meeting covers the page, in CSS pixels of the window; null when it is not shown. */
  readonly meetingBounds: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  } | null;
}

/** What the PIN panel of the locked screen shows: how many digits, never which (R34). */
export interface PinPanel {
  readonly digits: number;
  readonly message: Message | null;
  readonly checking: boolean;
}

/** What the mother sees around the meeting: no names beyond what calms, no staff matters. */
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
  /** A calm message: `link-lost`, `suspended`, `staff-called`, `microphone-off`, `headset-gone`, `webcam-gone`, `second-display`, `ended`. */
  readonly messages: readonly Message[];
  readonly cue: 5 | 1 | null;
  readonly panel: PinPanel | null;
  /** While locking: what must be unplugged, and whether the facilitator may leave. */
  readonly locking: { readonly waitsFor: readonly string[]; readonly mayLeave: boolean } | null;
  readonly support: readonly { readonly name: BilingualText; readonly detail: BilingualText }[];
  readonly practice: boolean;
}
