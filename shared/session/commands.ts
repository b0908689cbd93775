import type { DirectiveRow, ScheduleRow, SessionKind, SiteRow, StaffRole } from '../sync/rows.ts';
import type { ErasedWhy, ExportBody } from '../tracking/exports.ts';
import type { TrackingRow } from '../tracking/row.ts';
import type {
  CheckName,
  CheckResult,
  EntryBodies,
  GivenDevices,
  InterruptionCause,
  LockProof,
  MediaBytes,
  MediaQuality,
  Observations,
  Outcome,
  PauseCause,
  PeopleAnswers,
  WalkUpReason,
} from './entries.ts';

/** Staff's requests and facts reported by the station's own parts. Both go through `decide`. */
export type Command =
  // facts of the station
  | {
      readonly type: 'start-station';
      readonly appVersion: string;
      readonly platform: string;
      readonly build: 'development' | 'end-to-end' | 'production';
    }
  | {
      readonly type: 'pin-accepted';
      readonly staff: string;
      readonly credential: string;
      /** `relief`: another facilitator takes over during the visit (R7). */
      readonly where: 'sign-in' | 'lock' | 'relief';
    }
  | {
      readonly type: 'pin-refused';
      readonly staff: string;
      readonly credential: string;
      readonly where: 'sign-in' | 'lock';
    }
  /** The one-time recovery code for when every PIN fails matched (R34). */
  | { readonly type: 'recovery-code-accepted' }
  /** `gapMs`: how long the lock was unproven; null when it was never lost. */
  | { readonly type: 'lock-proven'; readonly proof: LockProof; readonly gapMs: number | null }
  | { readonly type: 'lock-failed'; readonly code: string; readonly detail: string }
  | { readonly type: 'lock-released'; readonly kind: string }
  | { readonly type: 'input-attached'; readonly devices: readonly string[] }
  /** Checks made with a device that is no longer attached, or whose result may have changed (R4). */
  | {
      readonly type: 'equipment-changed';
      readonly checks: readonly CheckName[];
      readonly came: readonly string[];
      readonly gone: readonly string[];
    }
  | { readonly type: 'connection-failed'; readonly code: string }
  /** The station reloads the link: after a restart, or when the page cannot recover (R33, R43). */
  | { readonly type: 'rejoin' }
  | { readonly type: 'interrupt'; readonly cause: InterruptionCause }
  | { readonly type: 'resume'; readonly cause: InterruptionCause }
  | { readonly type: 'show-cue'; readonly minutesLeft: number }
  /** Feeds or settings may have changed: notes what differs now from what the session was opened with (R13, R15). */
  | { readonly type: 'note-changes' }
  | { readonly type: 'ask-assistance'; readonly how: EntryBodies['assistance.requested']['how'] }
  | { readonly type: 'measure-media'; readonly evidence: MediaBytes; readonly quality: MediaQuality }
  | { readonly type: 'verify-devices'; readonly devices: GivenDevices }
  | { readonly type: 'obey'; readonly directive: DirectiveRow }
  /** An export was written for this person, who may have signed out since (R53). */
  | { readonly type: 'note-export'; readonly by: string; readonly written: ExportBody }
  | {
      readonly type: 'note-export-erased';
      readonly export: string;
      /** Null when the station erased it by itself. */
      readonly by: string | null;
      readonly why: ErasedWhy;
    }
  // what staff do
  | { readonly type: 'sign-out'; readonly why: 'asked' | 'idle' }
  | { readonly type: 'choose-language'; readonly language: 'en' | 'fr' }
  | {
      readonly type: 'open-session';
      /** A new UUIDv7, made by the station. */
      readonly id: string;
      readonly booking: string;
      readonly timingReason: string;
      readonly privileged: boolean | null;
      readonly answers: PeopleAnswers;
      /** On whose authority, and why, the session goes on despite an unmet check; empty if all are met (R11). */
      readonly authority: string;
      readonly reason: string;
      /** The Head leaves this visit out of a suspension of all visits: a person of CCRR 93 takes part (R15). */
      readonly section93: boolean;
      /** A booking of another day was asked for twice (R2). */
      readonly otherDay: boolean;
    }
  | {
      readonly type: 'open-walk-up';
      readonly id: string;
      readonly booking: ScheduleRow;
      readonly privileged: boolean | null;
      readonly answers: PeopleAnswers;
      readonly authority: string;
      readonly reason: string;
      readonly section93: boolean;
    }
  /** Opened by mistake, before the notice was shown: the booking is free again, the sheet is not touched (R8). */
  | { readonly type: 'close-mistaken' }
  /** A visit that is refused, cancelled or missed without a session (R9, R50). */
  | {
      readonly type: 'record-not-held';
      /** A new UUIDv7, made by the station. */
      readonly id: string;
      readonly booking: string;
      readonly outcome: Outcome;
      readonly authority: string;
    }
  /** Accepts the booking as it is now, with every check answered again (R13, R15). */
  | {
      readonly type: 'accept-changes';
      readonly answers: PeopleAnswers;
      readonly authority: string;
      readonly reason: string;
    }
  /** Overrides a failed check that staff may override (R4). */
  | { readonly type: 'override-check'; readonly check: CheckName; readonly reason: string }
  | { readonly type: 'record-check'; readonly check: CheckName; readonly result: CheckResult }
  | { readonly type: 'confirm-settings' }
  | { readonly type: 'show-notice' }
  | { readonly type: 'notice-played'; readonly seconds: number; readonly complete: boolean }
  | { readonly type: 'finish-notice'; readonly readAloud: boolean; readonly questionsAnswered: boolean }
  | { readonly type: 'connect' }
  | {
      readonly type: 'confirm-connection';
      readonly siteSeenAndHeard: boolean;
      readonly bookedSite: boolean;
      readonly adultPresent: boolean;
      /** The site's own duties: identification checked, how to end early explained. */
      readonly identityChecked: boolean;
      readonly earlyEndExplained: boolean;
    }
  | { readonly type: 'stay' }
  | { readonly type: 'leave' }
  /** Hides, mutes and drops the link at once; `explain` says by whose authority and why, later (R45). */
  | { readonly type: 'suspend' }
  | { readonly type: 'explain'; readonly authority: string; readonly reason: string }
  /** A pause is no sanction: the link drops, nobody has to be informed (R45). */
  | { readonly type: 'pause'; readonly cause: PauseCause; readonly note: string }
  | { readonly type: 'end-pause' }
  | { readonly type: 'unsuspend'; readonly authority: string }
  | {
      readonly type: 'inform';
      readonly inmate: boolean;
      readonly visitor: boolean;
      readonly representations: boolean;
      readonly note: string;
    }
  | { readonly type: 'extend'; readonly minutes: number; readonly reason: string }
  | { readonly type: 'answer-assistance' }
  /** Staff have read a message of the institution, which answers it (SYNC.md). */
  | { readonly type: 'answer-message'; readonly directive: DirectiveRow }
  | { readonly type: 'end'; readonly outcome: Outcome }
  | {
      readonly type: 'hand-over';
      readonly observations: Observations;
      readonly troubles: string;
      readonly note: string;
    }
  | { readonly type: 'complete-tracking'; readonly row: TrackingRow }
  | {
      readonly type: 'amend-tracking';
      readonly current: TrackingRow;
      readonly row: TrackingRow;
      readonly reason: string;
    };

/** A staff member as `decide` needs one: no verifier, no PIN. */
export interface StaffFact {
  readonly id: string;
  readonly roles: readonly string[];
  readonly validUntil: number;
  /** Fingerprint of the PIN verifier. */
  readonly credential: string;
}

/** Choices of the institution (the `settings` feed and the machine-wide file). */
export interface SessionPolicy {
  readonly visitsSuspended: boolean;
  /** Minutes before the end at which a cue is shown, longest first (R44). */
  readonly cues: readonly number[];
  /** For how many days after the last valid staff list anybody may sign in (SYNC.md, staff feed). */
  readonly signInDays: number;
  /** Minutes around the scheduled start within which no reason is asked (R2). */
  readonly timingToleranceMinutes: number;
  readonly lockdownRequire: 'removed' | 'removed-or-blocked';
  /** Why a session may be entered by hand now (R2); null when it may not. */
  readonly walkUp: WalkUpReason | null;
  /** The station's own need of a webcam, beside the booking's (R4). */
  readonly webcamRequired: boolean;
  readonly noticeVersion: string;
  readonly noticeMinimumSeconds: number;
  /** Languages that the notice is shown in beside the official two (R26), BCP 47. */
  readonly noticeFurther: readonly string[];
  readonly noticeOrder: readonly ['en', 'fr'] | readonly ['fr', 'en'];
  readonly maximumExtensionMinutes: number;
  /** Whether the province of the community site decides for the child's majority too (R12). */
  readonly checkChildIsMinor: boolean;
}

/** What `decide` may read besides the state: values, taken at one instant. */
export interface DecisionContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly staff: readonly StaffFact[];
  /** When the staff feed was last valid; null when it never was. */
  readonly staffListAt: number | null;
  readonly schedule: readonly ScheduleRow[];
  /** When the institution last confirmed the schedule; null when it never did. */
  readonly scheduleAt: number | null;
  readonly sites: readonly SiteRow[];
  readonly policy: SessionPolicy;
  /** Names of the keyboards, pointers and touch panels attached now, site devices left out. */
  readonly attachedInput: readonly string[];
  readonly headsetPresent: boolean;
  readonly webcamPresent: boolean;
  readonly lockSupported: boolean;
  /** Whether the current booking's link is acceptable, and its host; null without a session. */
  readonly link: { readonly accepted: boolean; readonly host: string; readonly code: string } | null;
  /** Whether the meeting is joined and media flows in both directions at this moment (R40). */
  readonly linkUp: boolean;
  /** The institution's IANA zone. */
  readonly zone: string;
  readonly evidence: MediaBytes;
}

/** The kinds of session that must carry a reference (R10). */
export const KINDS_WITH_REFERENCE: readonly SessionKind[] = [
  'adult-child',
  'correctional-plan',
  'community-contact',
];
/** The kinds that ask whether a privileged person takes part, because they may have no child (R16). */
export const KINDS_THAT_ASK_PRIVILEGE: readonly SessionKind[] = [
  'child-welfare',
  'section-81-84',
  'correctional-plan',
  'community-contact',
];

/** The role that each staff command needs; facts need none. */
export const COMMAND_ROLES = {
  'open-session': ['facilitator'],
  'open-walk-up': ['facilitator'],
  'close-mistaken': ['facilitator'],
  'record-not-held': ['facilitator', 'head'],
  'accept-changes': ['facilitator'],
  'override-check': ['facilitator'],
  'record-check': ['facilitator'],
  'confirm-settings': ['facilitator'],
  'show-notice': ['facilitator'],
  'notice-played': ['facilitator'],
  'finish-notice': ['facilitator'],
  connect: ['facilitator'],
  'confirm-connection': ['facilitator'],
  stay: ['facilitator'],
  leave: ['facilitator'],
  suspend: ['facilitator', 'head'],
  unsuspend: ['facilitator', 'head'],
  explain: ['facilitator', 'head'],
  pause: ['facilitator', 'head'],
  'end-pause': ['facilitator', 'head'],
  inform: ['facilitator', 'head'],
  extend: ['facilitator', 'head'],
  'answer-assistance': ['facilitator', 'head'],
  end: ['facilitator', 'head'],
  'hand-over': ['facilitator', 'head'],
  'complete-tracking': ['tracking'],
  'amend-tracking': ['tracking', 'head'],
} satisfies Partial<Record<Command['type'], readonly StaffRole[]>>;

/** The commands that need a role. */
export type StaffCommand = keyof typeof COMMAND_ROLES;

export function isStaffCommand(type: Command['type']): type is StaffCommand {
  return Object.hasOwn(COMMAND_ROLES, type);
}
