import { z } from 'zod';
import { COMMAND_ROLES, type StaffCommand } from '../session/commands.ts';
import {
  CheckName,
  CheckResult,
  Observations,
  Outcome,
  PauseCause,
  PeopleAnswers,
  Verdict,
} from '../session/entries.ts';
import { PRINTED_DOCUMENTS } from '../notice/printed.ts';
import { ScheduleRow, type StaffRole } from '../sync/rows.ts';
import { DESTINATION_KINDS, EXPORT_FORMATS } from '../tracking/exports.ts';
import type { Figures } from '../tracking/figures.ts';
import { TrackingRow } from '../tracking/row.ts';
import type { Refusal } from '../session/refusals.ts';
import type { Result } from '../result.ts';
import type { ItView } from './it-view.ts';
import type {
  EntryVersion,
  ExportsView,
  Message,
  PrintedFile,
  StaffPageSnapshot,
  VisitPageSnapshot,
} from './snapshot.ts';

/**
 * Every channel between our own pages and the main process, in one object (rule 6): which page may call it, which role
 * the signed-in staff member needs, and the shape of what it carries. What is not here does not exist.
 *
 * To add a call: one entry here, one handler in `electron/ipc/handlers.ts`; types follow by themselves.
 */

export type PageName = 'staff' | 'visit';

/** How every call answers: a value, or a refusal to be worded. */
export type Answer<T> = Result<T, Refusal>;

interface Call<Payload extends z.ZodType, Value> {
  readonly pages: readonly PageName[];
  /** `anyone`: no one need be signed in; `signed-in`: anyone who is; else one of the roles. */
  readonly roles: 'anyone' | 'signed-in' | readonly StaffRole[];
  readonly payload: Payload;
  /** Carries the type of the answer only. */
  readonly value?: Value;
}

function call<Value>() {
  return <Payload extends z.ZodType>(
    pages: readonly PageName[],
    roles: Call<Payload, Value>['roles'],
    payload: Payload,
  ): Call<Payload, Value> => ({ pages, roles, payload });
}

const Nothing = z.null();
const staff = ['staff'] as const;

/** A call of the staff page that becomes one command, with the command's roles. */
function commandCall<Payload extends z.ZodType>(
  command: StaffCommand,
  payload: Payload,
): Call<Payload, null> {
  return call<null>()(staff, COMMAND_ROLES[command], payload);
}

const text = (length: number) => z.string().max(length);
const id = z.string().min(1).max(100);
/** Six digits at least (R37). */
const Pin = z.string().regex(/^\d{6,12}$/u);

/** What staff answer before a booking becomes a session, or is taken over as it is now (R10, R11, R15). */
const Answered = { answers: PeopleAnswers, authority: text(200), reason: text(500) } as const;
const Opening = { ...Answered, privileged: z.boolean().nullable(), section93: z.boolean() } as const;

export const CALLS = {
  'snapshot.staff': call<StaffPageSnapshot>()(staff, 'anyone', Nothing),
  'snapshot.visit': call<VisitPageSnapshot>()(['visit'], 'anyone', Nothing),
  /** The page's first screen is on the display. */
  'page.shown': call<null>()(staff, 'anyone', Nothing),
  /** A page failed to draw: the kind of error and where it was thrown. */
  'page.failed': call<null>()(['staff', 'visit'], 'anyone', z.object({ detail: text(2000) })),
  'language.set': call<null>()(staff, 'anyone', z.object({ language: z.enum(['en', 'fr']) })),
  'staff.sign-in': call<null>()(staff, 'anyone', z.object({ staff: id, pin: Pin })),
  /** Another facilitator takes over the session with her own PIN (R7). */
  'staff.relieve': call<null>()(staff, 'signed-in', z.object({ staff: id, pin: Pin })),
  'staff.sign-out': call<null>()(staff, 'signed-in', Nothing),
  /** The person is still there: puts off the idle sign-out (R73). */
  'staff.stay-signed-in': call<null>()(staff, 'signed-in', Nothing),
  /** What the signed-in person typed before and did not send: by form, the page's own JSON. */
  'drafts.read': call<{ readonly drafts: Readonly<Record<string, string>> }>()(staff, 'signed-in', Nothing),
  /** What changed in forms; null forgets a form. */
  'drafts.keep': call<null>()(
    staff,
    'signed-in',
    z.object({ changes: z.record(z.string().max(200), z.string().max(100_000).nullable()) }),
  ),
  'media.report': call<null>()(
    staff,
    'anyone',
    z.object({
      devices: z
        .array(
          z.object({
            kind: z.enum(['camera', 'microphone', 'speaker']),
            deviceId: z.string().max(200),
            groupId: z.string().max(200),
            label: text(300),
          }),
        )
        .max(100),
    }),
  ),
  'media.choose': call<null>()(
    staff,
    ['facilitator'],
    z.object({
      microphone: z.string().max(200).nullable(),
      speaker: z.string().max(200).nullable(),
      camera: z.string().max(200).nullable(),
    }),
  ),
  'session.open': call<{ readonly session: string }>()(
    staff,
    COMMAND_ROLES['open-session'],
    z.object({
      booking: id,
      timingReason: text(300),
      ...Opening,
      otherDay: z.boolean(),
    }),
  ),
  'session.open-walk-up': call<{ readonly session: string }>()(
    staff,
    COMMAND_ROLES['open-walk-up'],
    z.object({ booking: ScheduleRow, ...Opening }),
  ),
  /** Closes a session that was opened by mistake, before the notice was shown (R8). */
  'session.close-mistaken': commandCall('close-mistaken', Nothing),
  /** Records a visit that is refused, cancelled or missed without a session (R9); the hand-over follows. */
  'session.record-not-held': call<{ readonly session: string }>()(
    staff,
    COMMAND_ROLES['record-not-held'],
    z.object({ booking: id, outcome: Outcome, authority: text(200) }),
  ),
  /** Takes over what has changed in the booking since it was opened; `SessionSnapshot.changes` says what (R15). */
  'session.accept-changes': commandCall('accept-changes', z.object(Answered)),
  /** Goes on in spite of a failed check of `SessionSnapshot.overridable` (R4). */
  'session.override-check': commandCall('override-check', z.object({ check: CheckName, reason: text(300) })),
  /** Whether a meeting link that staff typed would be accepted (R14). Refuses with `link-refused`. */
  'link.check': call<{ readonly host: string }>()(
    staff,
    ['facilitator'],
    z.object({ url: z.string().max(4000) }),
  ),
  'session.record-check': commandCall(
    'record-check',
    z.object({ check: CheckName, result: CheckResult.omit({ devices: true }) }),
  ),
  /** Runs the checks that need no person: display, network, clock, disk, lock. */
  'session.run-checks': commandCall('record-check', Nothing),
  'session.confirm-settings': commandCall('confirm-settings', Nothing),
  'session.show-notice': commandCall('show-notice', Nothing),
  /** The recordings of the notice were played: for how long, and whether both languages to their end. */
  'session.notice-played': commandCall(
    'notice-played',
    z.object({ seconds: z.int().min(0).max(3600), complete: z.boolean() }),
  ),
  'session.finish-notice': commandCall(
    'finish-notice',
    z.object({ readAloud: z.boolean(), questionsAnswered: z.boolean() }),
  ),
  'session.connect': commandCall('connect', Nothing),
  'session.confirm-connection': commandCall(
    'confirm-connection',
    z.object({
      siteSeenAndHeard: z.boolean(),
      bookedSite: z.boolean(),
      adultPresent: z.boolean(),
      identityChecked: z.boolean(),
      earlyEndExplained: z.boolean(),
    }),
  ),
  'session.stay': commandCall('stay', Nothing),
  'session.leave': commandCall('leave', Nothing),
  /** One step, nothing asked (R45); `session.explain` says by whose authority and why, before the hand-over. */
  'session.suspend': commandCall('suspend', Nothing),
  'session.explain': commandCall('explain', z.object({ authority: text(200), reason: text(500) })),
  'session.pause': commandCall('pause', z.object({ cause: PauseCause, note: text(300) })),
  'session.end-pause': commandCall('end-pause', Nothing),
  'session.unsuspend': commandCall('unsuspend', z.object({ authority: text(200) })),
  'session.inform': commandCall(
    'inform',
    z.object({ inmate: z.boolean(), visitor: z.boolean(), representations: z.boolean(), note: text(500) }),
  ),
  'session.extend': commandCall(
    'extend',
    z.object({ minutes: z.int().min(1).max(10_000), reason: text(300) }),
  ),
  'session.answer-assistance': commandCall('answer-assistance', Nothing),
  /** Staff have read a message of `StaffPageSnapshot.orders`. */
  'order.answer': call<null>()(staff, 'signed-in', z.object({ directive: id })),
  'session.end': commandCall('end', z.object({ outcome: Outcome })),
  'session.hand-over': commandCall(
    'hand-over',
    z.object({ observations: Observations, troubles: text(500), note: text(500) }),
  ),
  'tracking.complete': commandCall('complete-tracking', z.object({ row: TrackingRow })),
  'tracking.amend': commandCall('amend-tracking', z.object({ row: TrackingRow, reason: text(500) })),
  /** A page of a period's sheet, in the order of the visits. Dates are calendar dates of the institution, both included. */
  'tracking.sheet': call<{ readonly rows: readonly TrackingRow[]; readonly total: number }>()(
    staff,
    ['tracking', 'facilitator', 'head'],
    z.object({
      from: z.iso.date(),
      to: z.iso.date(),
      offset: z.int().min(0).max(10_000_000),
      limit: z.int().min(1).max(200),
    }),
  ),
  /** Figures of a period without names, small counts hidden (R54). */
  'tracking.figures': call<Figures>()(
    staff,
    ['tracking', 'facilitator', 'head'],
    z.object({ from: z.iso.date(), to: z.iso.date() }),
  ),
  /** Every version of one session's entry, oldest first, with who wrote it, when and why (R52). */
  'tracking.history': call<{ readonly versions: readonly EntryVersion[] }>()(
    staff,
    ['tracking', 'facilitator', 'head'],
    z.object({ session: id }),
  ),
  /** Ends the export under way; its file goes. */
  'tracking.cancel-export': call<null>()(staff, ['tracking', 'head'], Nothing),
  /** Writes the period to one of the destinations of `tracking.exports` and names its files; a long PDF becomes several. */
  'tracking.export': call<{ readonly files: readonly string[]; readonly rows: number }>()(
    staff,
    ['tracking', 'head'],
    z.object({
      from: z.iso.date(),
      to: z.iso.date(),
      format: z.enum(EXPORT_FORMATS),
      destination: z.object({ kind: z.enum(DESTINATION_KINDS), path: text(1000) }),
    }),
  ),
  /** Where an export can go now, and the exports that have not been erased (R53). */
  'tracking.exports': call<ExportsView>()(staff, ['tracking', 'head'], Nothing),
  /** Erases the files of an export. */
  'tracking.erase-export': call<null>()(staff, ['tracking', 'head'], z.object({ export: id })),
  /** Writes the sign or the leaflet to print, with the institution's notice (R25), and names the file. */
  'printed.write': call<{ readonly file: string }>()(
    staff,
    'signed-in',
    z.object({ document: z.enum(PRINTED_DOCUMENTS) }),
  ),
  /** Writes the list of today's visits, with names, and names the file; it is erased like an export (R53, R62). */
  'schedule.write-day': call<PrintedFile>()(staff, ['facilitator', 'tracking', 'head'], Nothing),
  /** Runs the checks that need no person before a visit. A trial records nothing (R4). */
  'trial.run-checks': call<{
    readonly results: readonly { readonly check: CheckName; readonly result: CheckResult }[];
  }>()(staff, ['facilitator'], Nothing),
  /** Writes what a trial found, to print, and names the file. */
  'trial.write': call<PrintedFile>()(
    staff,
    ['facilitator'],
    z.object({ checks: z.partialRecord(CheckName, Verdict) }),
  ),
  /** Opens the meeting that IT has named for trials, in which nobody is expected. */
  'trial.open-meeting': call<null>()(staff, ['facilitator'], Nothing),
  'trial.close-meeting': call<null>()(staff, ['facilitator'], Nothing),
  /** What IT looks at; also before anyone has signed in, which needs a staff list. */
  'it.view': call<ItView>()(staff, 'anyone', Nothing),
  /** Writes the bundle for those who help from afar, counts and codes only, and names the file. */
  'it.bundle': call<{ readonly file: string }>()(staff, 'signed-in', Nothing),
  /** A call of the institution in this station (`institution/api/calls.ts`), which checks role and input itself (R64). */
  'institution.call': call<Result<unknown, Message>>()(
    staff,
    'anyone',
    z.object({ name: text(60), input: z.unknown() }),
  ),
  /** The staff page tells where it leaves room for the meeting; CSS pixels of the window. */
  'meeting.place': call<null>()(
    staff,
    'anyone',
    z
      .object({ x: z.int().min(0), y: z.int().min(0), width: z.int().min(1), height: z.int().min(1) })
      .nullable(),
  ),
} as const;

export type CallName = keyof typeof CALLS;
export type CallPayload<N extends CallName> = z.infer<(typeof CALLS)[N]['payload']>;
export type CallValue<N extends CallName> =
  NonNullable<(typeof CALLS)[N]['value']> extends never
    ? null
    : Exclude<(typeof CALLS)[N]['value'], undefined>;

/** What the main process pushes, by page. */
export interface Pushes {
  readonly staff: StaffPageSnapshot;
  readonly visit: VisitPageSnapshot;
}

/** What the preload script exposes to a page as `window.station`. */
export interface StationBridge<Page extends PageName = PageName> {
  call<N extends CallName>(name: N, payload: CallPayload<N>): Promise<Answer<CallValue<N>>>;
  /** Calls the listener with every snapshot pushed to this page; returns the function that unsubscribes. */
  listen(listener: (snapshot: Pushes[Page]) => void): () => void;
}
