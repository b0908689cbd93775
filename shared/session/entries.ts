import { z } from 'zod';
import { DeviceKind } from '../hardware/attached.ts';
import { SessionKind, ScheduleRow, SiteRow } from '../sync/rows.ts';
import { ERASED_WHY, ExportBody } from '../tracking/exports.ts';
import { TrackingRow } from '../tracking/row.ts';

/** The longest reason: an order of the institution may be this long (`DirectiveRow`). */
export const LONGEST_REASON = 1000;

/** The checks of a session (R4), in the order in which a facilitator meets them; `sign`: the bilingual sign is posted (R25). */
export const CHECK_NAMES = [
  'headset',
  'microphone',
  'sound',
  'echo',
  'webcam',
  'display',
  'network',
  'clock',
  'disk',
  'lock',
  'sign',
] as const;
export const CheckName = z.enum(CHECK_NAMES);
export type CheckName = z.infer<typeof CheckName>;

/** The device of a check, with enough to identify it later. */
export const CheckedDevice = z.object({
  kind: DeviceKind,
  id: z.string().max(300),
  name: z.string().max(300),
  vendor: z.string().max(4).nullable(),
  product: z.string().max(4).nullable(),
});
export type CheckedDevice = z.infer<typeof CheckedDevice>;

export const Verdict = z.enum(['pass', 'fail', 'not-needed']);
export type Verdict = z.infer<typeof Verdict>;

export const CheckResult = z.object({
  verdict: Verdict,
  /** What was measured or seen: a device's name, a figure. Never a person's name. */
  detail: z.string().max(300),
  /** Added by the station; absent for checks without a device. */
  devices: z.array(CheckedDevice).max(20).optional(),
});
export type CheckResult = z.infer<typeof CheckResult>;

const Answer = z.enum(['met', 'not-met']);
export type Answer = z.infer<typeof Answer>;

/** The three checks of one accompanying adult (R11): what the server says, and what staff answered to each. */
export const AdultChecks = z.object({
  name: z.string().max(200),
  majority: z.enum(['yes', 'no', 'unknown']),
  approvedVisitor: z.boolean(),
  guardianAuthorization: z.enum(['yes', 'no', 'not-needed']),
  /** In older entries, which answer all three checks together. */
  confirmedByStaff: z.boolean().optional(),
  answers: z
    .object({
      majority: Answer,
      approvedVisitor: Answer,
      guardianAuthorization: Answer.or(z.literal('not-needed')),
    })
    .optional(),
});
export type AdultChecks = z.infer<typeof AdultChecks>;

/** A child's own approval and documents on file (R11; GL, scheduling a). */
export const ChildChecks = z.object({
  name: z.string().max(200),
  approvedVisitor: z.boolean(),
  documents: z.enum(['yes', 'no', 'unknown']),
  answers: z.object({ approvedVisitor: Answer, documents: Answer }).optional(),
});
export type ChildChecks = z.infer<typeof ChildChecks>;

/** What staff answered to each check, in the order of the booking's participants of each role; null is no answer yet. */
export const PeopleAnswers = z.object({
  adults: z
    .array(
      z.object({
        majority: z.boolean().nullable(),
        approvedVisitor: z.boolean().nullable(),
        guardianAuthorization: z.boolean().nullable(),
      }),
    )
    .max(40)
    .readonly(),
  children: z
    .array(z.object({ approvedVisitor: z.boolean().nullable(), documents: z.boolean().nullable() }))
    .max(40)
    .readonly(),
});
export type PeopleAnswers = z.infer<typeof PeopleAnswers>;

/** What a session went on without, on somebody's authority (R10, R11, R15). */
export const EXCEPTIONS = [
  'adult-majority',
  'adult-approval',
  'guardian-authorization',
  'child-approval',
  'child-documents',
  'minor-without-adult',
  'visits-suspended',
] as const;
export const ExceptionName = z.enum(EXCEPTIONS);
export type ExceptionName = z.infer<typeof ExceptionName>;
export const SessionException = z.object({
  names: z.array(ExceptionName).min(1),
  authority: z.string().min(1).max(200),
  reason: z.string().min(1).max(500),
});
export type SessionException = z.infer<typeof SessionException>;

/**
 * What can change under an open session (R13, R15). Some stop it, some are taken over by the facilitator, and staff who
 * are no longer on the list are relieved: `changes.ts` says which.
 */
export const CHANGES = [
  'booking-cancelled',
  'booking-removed',
  'visits-suspended',
  'contact-restricted',
  'site-unknown',
  'site-withdrawn',
  'reference-missing',
  'staff-removed',
  'approval-withdrawn',
  'people-changed',
  'site-changed',
  'link-changed',
  'time-moved',
] as const;
export const ChangeName = z.enum(CHANGES);
export type ChangeName = z.infer<typeof ChangeName>;

/** Bytes of media since the call began, by kind and direction as the station sees them (R40). Numbers only. */
export const MediaBytes = z.object({
  audioIn: z.int().nonnegative(),
  audioOut: z.int().nonnegative(),
  videoIn: z.int().nonnegative(),
  videoOut: z.int().nonnegative(),
});
export type MediaBytes = z.infer<typeof MediaBytes>;

/** The quality of the call: `unknown` before the first measurement and while no media flows. */
const MediaQuality = z.enum(['unknown', 'good', 'fair', 'poor']);
export type MediaQuality = z.infer<typeof MediaQuality>;

/** Whether the meeting was given the chosen device (R41); `any` where none was chosen, `unknown` until it has asked. */
const DeviceMatch = z.enum(['unknown', 'chosen', 'other', 'any']);
export type DeviceMatch = z.infer<typeof DeviceMatch>;

/** The devices that the meeting really got, read from its own tracks. */
const GivenDevice = z.object({
  match: DeviceMatch,
  /** The chosen device's name if the meeting got it; null otherwise. */
  name: z.string().max(300).nullable(),
});
const GivenDevices = z.object({
  microphone: GivenDevice,
  speaker: GivenDevice,
  camera: GivenDevice,
});
export type GivenDevices = z.infer<typeof GivenDevices>;

/** How the lock was proven before the facilitator may leave (R31, R32). */
export const LockProof = z.object({
  /** Which lock holds: `x11`, `evdev`, `windows`, `simulated`. */
  kind: z.string().min(1).max(40),
  /** `nothing-attached`, or `probe-swallowed` when an injected event was caught. */
  how: z.enum(['nothing-attached', 'probe-swallowed']),
  verifiedAt: z.string(),
  /** Keyboards, pointers and touch panels still attached, by device name. */
  attached: z.array(z.string().max(200)).max(50).readonly(),
});
export type LockProof = z.infer<typeof LockProof>;

/** How a session can end (R50). */
export const OUTCOMES = [
  'completed',
  'ended-early',
  'not-connected',
  'no-show',
  'cancelled',
  'suspended',
  'terminated',
  'refused',
] as const;
export const OutcomeName = z.enum(OUTCOMES);
export type OutcomeName = z.infer<typeof OutcomeName>;
export const PARTIES = [
  'visitor',
  'inmate',
  'staff',
  'technical',
  'institutional-head',
  'server',
  'site',
] as const;
export const Outcome = z.object({
  name: OutcomeName,
  /** Who ended it early, did not come, or cancelled; null where the outcome needs no party. */
  by: z.enum(PARTIES).nullable(),
  reason: z.string().max(LONGEST_REASON),
  /** Who was notified of a cancellation or a refusal (R9, R13, R50). */
  notified: z.array(z.enum(['visitor', 'inmate', 'site'])).max(3),
});
export type Outcome = z.infer<typeof Outcome>;

export const Observations = z.object({
  source: z.enum(['none', 'site', 'staff', 'both']),
  /** With `both`: the site's own. */
  text: z.string().max(1000),
  /** With `both`: what staff observed themselves (R51: recorded separately). */
  staffText: z.string().max(1000).optional(),
  /** The reference of the report made through normal procedures (R51). */
  reportReference: z.string().max(100),
});
export type Observations = z.infer<typeof Observations>;

/**
 * Why a session could be entered by hand (R2): the schedule was never received, the institution has been silent for too
 * long to rely on it, or the institution allows it at any time.
 */
export const WALK_UP_REASONS = ['never-received', 'silent', 'allowed'] as const;
const WalkUpReason = z.enum(WALK_UP_REASONS);
export type WalkUpReason = z.infer<typeof WalkUpReason>;

const Empty = z.object({});
const Cause = z.enum([
  'link-lost',
  'meeting-crashed',
  'meeting-ended',
  'headset-gone',
  'webcam-gone',
  'second-display',
  'restart',
]);
/** Why a visit pauses without any sanction (R45). */
export const PAUSE_CAUSES = ['count', 'lockdown', 'medical', 'other'] as const;
export const PauseCause = z.enum(PAUSE_CAUSES);
export type PauseCause = z.infer<typeof PauseCause>;
export type InterruptionCause = z.infer<typeof Cause>;

/** Every journal entry that the station writes, and the shape of its body. */
export const ENTRY_BODIES = {
  'station.started': z.object({
    appVersion: z.string(),
    platform: z.string(),
    build: z.enum(['development', 'end-to-end', 'production']),
  }),
  'station.note': z.object({ code: z.string().max(60), detail: z.string().max(500) }),
  'staff.signed-in': z.object({ staff: z.string() }),
  'staff.signed-out': z.object({ staff: z.string(), why: z.enum(['asked', 'idle', 'left', 'handed-over']) }),
  'staff.pin-refused': z.object({
    /** A staff id; `lock` when a PIN typed at the lock panel matches nobody. */
    staff: z.string(),
    /** A fingerprint of the verifier: a new PIN from the server restarts the count. */
    credential: z.string(),
    where: z.enum(['sign-in', 'lock']),
  }),
  'session.opened': z.object({
    booking: ScheduleRow,
    site: SiteRow.nullable(),
    kind: SessionKind,
    walkUp: z.boolean(),
    /** Absent in older entries; null if it was on the schedule. */
    walkUpReason: WalkUpReason.nullable().optional(),
    /** Minutes before (negative) or after (positive) the scheduled start, with the reason when it needs one (R2). */
    timing: z.object({ minutes: z.int(), reason: z.string().max(300) }),
    /** In older entries, from before every adult was checked (R11): the first one. */
    adult: AdultChecks.nullable().optional(),
    adults: z.array(AdultChecks).optional(),
    children: z.array(ChildChecks).optional(),
    exception: SessionException.nullable().optional(),
    /** The booking was another day's, confirmed twice (R2). */
    otherDay: z.boolean().optional(),
    /** Whether a person of the Schedule to CCRR 94(2) takes part; null for the kinds that do not ask (R16). */
    privileged: z.boolean().nullable(),
  }),
  /** Nothing was shown yet: the booking is free again (R8). */
  'session.opened-by-mistake': Empty,
  /** A visit that was refused, cancelled or missed without a session (R9, R50). */
  'visit.not-held': z.object({
    booking: ScheduleRow,
    site: SiteRow.nullable(),
    kind: SessionKind,
    outcome: Outcome,
    authority: z.string().max(200),
  }),
  /** What of the booking, the lists and the settings differs from what the session was opened with; empty if nothing does. */
  'session.changed': z.object({ changes: z.array(ChangeName) }),
  /** The facilitator accepted the booking as it is now. */
  'session.updated': z.object({
    booking: ScheduleRow,
    site: SiteRow.nullable(),
    adults: z.array(AdultChecks),
    children: z.array(ChildChecks),
    exception: SessionException.nullable(),
  }),
  'equipment.checked': z.object({ check: CheckName, result: CheckResult }),
  /** The session goes on in spite of a failed check (R4). */
  'check.overridden': z.object({ check: CheckName, reason: z.string().min(1).max(300) }),
  /** Something was plugged in or unplugged during the equipment checks: these no longer count. */
  'equipment.changed': z.object({
    checks: z.array(CheckName).min(1),
    came: z.array(z.string().max(300)).max(50),
    gone: z.array(z.string().max(300)).max(50),
  }),
  'settings.confirmed': z.object({ checks: z.record(z.string(), CheckResult) }),
  'notice.shown': z.object({
    version: z.string(),
    privileged: z.boolean(),
    order: z.tuple([z.enum(['en', 'fr']), z.enum(['en', 'fr'])]),
    /** Languages shown beside the official two (R26), BCP 47. */
    further: z.array(z.string().max(35)).max(8).optional(),
  }),
  /** The recordings were played in the headset, in the notice's order of languages (R23). */
  'notice.played': z.object({
    version: z.string(),
    seconds: z.int().nonnegative(),
    /** Whether both languages played to the end. */
    complete: z.boolean(),
  }),
  'notice.finished': z.object({
    version: z.string(),
    seconds: z.int().nonnegative(),
    readAloud: z.boolean(),
    questionsAnswered: z.boolean(),
  }),
  'connection.started': z.object({ attempt: z.int().positive(), host: z.string() }),
  'connection.failed': z.object({ attempt: z.int().positive(), code: z.string() }),
  'connection.confirmed': z.object({
    siteSeenAndHeard: z.literal(true),
    bookedSite: z.literal(true),
    adultPresent: z.boolean(),
    /** The site's own duties (R40); absent in older entries. */
    identityChecked: z.boolean().optional(),
    earlyEndExplained: z.boolean().optional(),
    evidence: MediaBytes,
  }),
  'supervision.started': z.object({ staff: z.string() }),
  /** Another facilitator took over with her own PIN (R7). */
  'supervision.relieved': z.object({ from: z.string(), to: z.string() }),
  'lock.requested': Empty,
  'lock.waiting': z.object({ attached: z.array(z.string()).max(50) }),
  'lock.failed': z.object({ code: z.string(), detail: z.string().max(500) }),
  /** `gapMs`: how long a lost lock was unproven (R33). */
  'lock.verified': LockProof.extend({ gapMs: z.int().nonnegative().optional() }),
  'lock.released': z.object({ kind: z.string() }),
  'facilitator.left': z.object({ staff: z.string() }),
  /** `by`: what replaced a PIN; then `staff` is the person who left, not one who was recognized (R34). */
  'facilitator.returned': z.object({
    staff: z.string(),
    by: z.enum(['recovery-code', 'server']).optional(),
  }),
  /** The institution ordered the lock open: it ends in the sign-in, and the link stays closed until somebody signs in (SYNC.md). */
  'lock.opened-by-order': Empty,
  'session.recovered': z.object({ gapMs: z.int().nonnegative(), locked: z.boolean() }),
  'input.attached': z.object({ devices: z.array(z.string()).max(50) }),
  'visit.interrupted': z.object({ cause: Cause }),
  'visit.resumed': z.object({ cause: Cause, lostMs: z.int().nonnegative() }),
  'visit.extended': z.object({
    minutes: z.int().positive(),
    endsAt: z.string(),
    reason: z.string().max(300),
  }),
  /** Authority and reason are empty where the suspension came first and was explained later (R45). */
  'visit.suspended': z.object({
    authority: z.string().max(200),
    reason: z.string().max(LONGEST_REASON),
    linkKept: z.boolean(),
  }),
  /** Authority and reason of what was ordered before anything was asked: a suspension, or the end of the visit (R45). */
  'visit.explained': z.object({ authority: z.string().min(1).max(200), reason: z.string().min(1).max(500) }),
  'visit.paused': z.object({ cause: PauseCause, note: z.string().max(300) }),
  'visit.continued': Empty,
  'visit.unsuspended': z.object({ authority: z.string().max(200) }),
  'visit.informed': z.object({
    inmate: z.boolean(),
    visitor: z.boolean(),
    representations: z.boolean(),
    note: z.string().max(500),
  }),
  'cue.shown': z.object({ minutesLeft: z.int().positive() }),
  'assistance.requested': z.object({
    /**
     * The last three: nobody asked, and nobody is there. Something has failed for a while (R43), the rules have changed
     * (R15), or the time is over (R44).
     */
    how: z.enum(['headset', 'lock-panel', 'simulated', 'interruption', 'change', 'time-over']),
  }),
  'assistance.answered': Empty,
  /** Quality is absent in older entries. */
  'media.measured': MediaBytes.extend({ quality: MediaQuality.optional() }),
  'devices.verified': GivenDevices,
  'session.ended': z.object({
    outcome: Outcome,
    /** Evidence at the end; null when there was no call. */
    evidence: MediaBytes.nullable(),
    /** On whose authority an order ended it. */
    authority: z.string().max(200).optional(),
  }),
  'session.handed-over': z.object({
    observations: Observations,
    troubles: z.string().max(500),
    note: z.string().max(500),
  }),
  'tracking.completed': z.looseObject({ version: z.literal(1), row: TrackingRow }),
  'tracking.amended': z.looseObject({
    version: z.int().min(2),
    row: TrackingRow,
    reason: z.string().min(1).max(500),
    /** The former value of each field that changed (R52). */
    former: z.record(z.string(), z.json()),
  }),
  /** A period of the sheet was written to files that are not sealed (R53). */
  'export.written': ExportBody,
  'export.erased': z.object({ export: z.string().max(100), why: z.enum(ERASED_WHY) }),
  /** The language that a person reads the station in, kept over restarts (R73). */
  'language.chosen': z.object({ staff: z.string(), language: z.enum(['en', 'fr']) }),
  'directive.obeyed': z.object({ directive: z.string(), action: z.string() }),
  'directive.refused': z.object({ directive: z.string(), action: z.string(), code: z.string() }),
} as const satisfies Record<string, z.ZodType>;

export type EntryType = keyof typeof ENTRY_BODIES;
export type EntryBodies = { readonly [T in EntryType]: z.infer<(typeof ENTRY_BODIES)[T]> };

/** An event before the journal assigns its place in the chain. */
export type EntryDraft = {
  readonly [T in EntryType]: {
    readonly type: T;
    readonly body: EntryBodies[T];
    /** A staff id, `station` or `server`. */
    readonly actor: string;
    /** The session it belongs to, or null. */
    readonly session: string | null;
  };
}[EntryType];

/** A draft with its time, as `evolve` reads it. `at` is milliseconds since 1970. */
export type RecordedEntry = EntryDraft & { readonly at: number };
