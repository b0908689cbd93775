import { z } from 'zod';
import { LocalText } from '../../shared/language/local-text.ts';
import { SETTING_KEYS } from '../../shared/settings/setting-rows.ts';
import { BilingualText, DirectiveRow, Instant, SiteRow } from '../../shared/sync/rows.ts';
import { JsonObject } from '../../shared/sync/wire.ts';
import { FIGURE_TABLES } from '../../shared/tracking/figures.ts';
import { BookedVisit, Booking } from '../core/booking.ts';
import { RECORD_KINDS, RetentionRules } from '../core/records/record.ts';
import { RunningVisit } from '../core/running-visits.ts';
import { SetUpForm } from '../core/set-up-form.ts';
import { CHANGED_FIELDS } from '../core/site-fields.ts';
import { StaffDetails } from '../core/staff-details.ts';
import { Arrived } from '../core/transfer.ts';

/**
 * Every administrative call: who may make it, what goes in, what comes out. What is not here does not exist. IPC and HTTP
 * carry the same table; pages import its types alone.
 *
 * To add a call: one entry here, one handler in `serve.ts`.
 */

export const ROLES = ['head', 'it', 'scheduler'] as const;
export type Role = (typeof ROLES)[number];

export type CallDefinition<Input extends z.ZodType, Output extends z.ZodType> = {
  /** `anyone`: nobody need be signed in; the call brings its own proof. */
  readonly roles: readonly Role[] | 'anyone';
  readonly input: Input;
  readonly output: Output;
};

function call<Input extends z.ZodType, Output extends z.ZodType>(
  roles: readonly Role[] | 'anyone',
  input: Input,
  output: Output,
): CallDefinition<Input, Output> {
  return { roles, input, output };
}

/** Ids and codes stand in the audit, which holds no text that somebody typed. */
const id = z.string().regex(/^[\w.:-]{1,100}$/u);
const code = z.string().max(60);
/** Six digits at least (R37). */
const Pin = z.string().regex(/^\d{6,12}$/u);
const text = (length: number) => z.string().max(length);
const Version = z.strictObject({ id, ver: z.int().positive() });
const NotifiedList = z.array(z.strictObject({ who: text(200), number: text(60), at: Instant })).max(20);
const scheduling = ['scheduler', 'head'] as const;
/** A file in base64. */
const File = z.base64().max(8_000_000);
/** In base64: years of bookings and audit. */
export const LARGEST_TRANSFER = 40_000_000;

/** The Deputy Commissioner's list as CSV or .xlsx, with its date. */
const SiteList = { file: File, listDate: z.iso.date() };
const ListedSite = SiteRow.omit({ authorized: true, listDate: true });
const ListPreview = z.object({
  listDate: z.string(),
  added: z.array(ListedSite).readonly(),
  changed: z
    .array(z.object({ site: ListedSite, fields: z.array(z.enum(CHANGED_FIELDS)).readonly() }))
    .readonly(),
  withdrawn: z.array(SiteRow).readonly(),
  /** The first bookings that the list stops; `stoppedCount` counts all. */
  stopped: z.array(BookedVisit).readonly(),
  stoppedCount: z.int(),
  unchanged: z.int(),
  token: z.string(),
});

const administering = ['it', 'head'] as const;
const IssuedCode = z.object({ id, code: z.string(), expiresAt: Instant });

const RecordKind = z.enum(RECORD_KINDS);
const Due = z.strictObject({ booking: z.int(), visit: z.int(), 'reported-visit': z.int() });
const Language = z.enum(['en', 'fr']);
/** Who a record concerns: words of a name, or an FPS number. */
const Who = z.string().trim().min(2).max(200);

/** `place`: the folder where the files are; null where `content`, in base64, is the caller's to keep. */
const Delivered = z.object({
  place: z.string().nullable(),
  files: z.array(z.object({ name: z.string(), content: z.string().nullable() })).readonly(),
});

/** Not null, which a page takes for a refusal. */
const Done = z.strictObject({});

const FigureCount = z.int().nullable();
const StationPlace = z.strictObject({
  location: z.strictObject({ en: text(200).min(1), fr: text(200).min(1) }),
  /** The only computer that may use the code, by name; null for any. */
  device: text(255).min(1).nullable(),
});

const CopyState = z.object({
  takenAt: z.number().nullable(),
  folder: z.string().nullable(),
  fault: z.enum(['no-folder', 'no-key', 'failed']).nullable(),
  detail: z.string(),
});

export const CALLS = {
  /** The first start (R64), with the one-time code of the `setup` command. */
  'institution.set-up': call('anyone', z.strictObject({ code, pin: Pin, form: SetUpForm }), Done),
  'schedule.list': call(
    scheduling,
    z.strictObject({
      from: Instant,
      to: Instant,
      search: text(200).default(''),
      limit: z.int().min(1).max(1000).default(1000),
    }),
    z.object({
      bookings: z.array(z.object({ booking: BookedVisit, ver: z.int() })).readonly(),
      more: z.boolean(),
    }),
  ),
  /** Reads an invitation into what the booking form needs; books nothing. */
  'schedule.read-invitation': call(
    scheduling,
    z.union([z.strictObject({ text: text(500_000) }), z.strictObject({ file: File })]),
    z.object({
      uid: z.string().nullable(),
      sequence: z.int(),
      startsAt: Instant.nullable(),
      endsAt: Instant.nullable(),
      summary: z.string().nullable(),
      url: z.string(),
      password: z.string().nullable(),
      number: z.string().nullable(),
    }),
  ),
  'schedule.book': call(scheduling, z.strictObject({ booking: Booking }), Version),
  'schedule.change': call(
    scheduling,
    z.strictObject({ which: Version, booking: Booking, notified: NotifiedList.default([]) }),
    Version,
  ),
  'schedule.cancel': call(
    scheduling,
    z.strictObject({
      which: Version,
      by: z.enum(['inmate', 'visitor', 'site', 'institution']),
      reason: text(1000),
      notified: NotifiedList,
    }),
    Version,
  ),
  'sites.list': call(scheduling, z.strictObject({}), z.object({ sites: z.array(SiteRow).readonly() })),
  /** What importing the list would do; changes nothing. */
  'sites.preview': call(['head'], z.strictObject(SiteList), ListPreview),
  /** `token`: of the preview that the person has seen. */
  'sites.import': call(['head'], z.strictObject({ ...SiteList, token: text(100) }), ListPreview),
  /** How far the caller's own import is; null when none is under way. `total` 0: the file is being read. */
  'sites.progress': call(
    ['head'],
    z.strictObject({}),
    z.object({ progress: z.object({ done: z.int(), total: z.int() }).nullable() }),
  ),
  /** Cancels the caller's own import: nothing of it is kept. */
  'sites.cancel': call(['head'], z.strictObject({}), Done),
  'staff.list': call(
    administering,
    z.strictObject({}),
    z.object({
      staff: z.array(StaffDetails.extend({ id, ver: z.int(), hasPin: z.boolean() })).readonly(),
    }),
  ),
  'staff.add': call(administering, z.strictObject({ details: StaffDetails }), IssuedCode),
  'staff.change': call(administering, z.strictObject({ which: Version, details: StaffDetails }), Version),
  /** Takes the PIN away and answers with a one-time code for a new one. */
  'staff.reset': call(administering, z.strictObject({ which: Version }), IssuedCode),
  'staff.remove': call(administering, z.strictObject({ which: Version }), Done),
  /** With the one-time code of `staff.add` or `staff.reset`. */
  'staff.set-pin': call('anyone', z.strictObject({ code, pin: Pin }), z.object({ id })),
  'directives.list': call(
    ['head'],
    z.strictObject({}),
    z.object({ directives: z.array(DirectiveRow).readonly() }),
  ),
  'directives.issue': call(
    ['head'],
    z.strictObject({
      action: DirectiveRow.shape.action,
      session: id.nullable(),
      authority: z.string().min(1).max(200),
      reason: z.strictObject({ code: id, text: text(1000) }),
      validMinutes: z.int().positive(),
    }),
    z.object({ id }),
  ),
  /** A one-time code with which a person chooses a password for the browser. */
  'staff.invite': call(administering, z.strictObject({ id }), IssuedCode),
  /** The visits under way: the whole list for `ver` null, else what changed after that version of it. */
  'now.visits': call(
    ['head'],
    z.strictObject({ ver: z.int().nonnegative().nullable() }),
    z.object({
      ver: z.int(),
      whole: z.boolean(),
      visits: z.array(RunningVisit.omit({ bookedEndsAt: true, chain: true, seq: true })).readonly(),
      /** Stations whose visit is over. */
      over: z.array(z.string()).readonly(),
    }),
  ),
  'stations.list': call(
    administering,
    z.strictObject({}),
    z.object({
      stations: z
        .array(
          z.object({
            station: z.string(),
            location: LocalText,
            platform: z.string(),
            appVersion: z.string(),
            enrolledAt: z.string(),
            revokedAt: z.string().nullable(),
            heardAt: z.string().nullable(),
            report: z
              .object({
                phase: z.string(),
                pending: z.int(),
                oldestPendingAt: z.string().nullable(),
                diskFreeBytes: z.number().nullable(),
                release: z.string(),
                health: z.array(z.object({ code: z.string(), since: z.string() })).readonly(),
              })
              .nullable(),
          }),
        )
        .readonly(),
    }),
  ),
  'stations.issue-codes': call(
    ['it'],
    z.strictObject({ stations: z.array(StationPlace).min(1).max(100) }),
    z.object({ codes: z.array(StationPlace.extend({ code: z.string() })).readonly() }),
  ),
  'stations.revoke': call(['it'], z.strictObject({ station: id }), Done),
  /** Of the person's own institution, or of all for a person of all: nobody can subtract one from the other. */
  'figures.show': call(
    ['head'],
    z.strictObject({ from: z.iso.date(), to: z.iso.date() }),
    z.object({
      everywhere: z.boolean(),
      figures: z.object({
        sessions: FigureCount,
        minutes: FigureCount,
        children: FigureCount,
        childVisits: FigureCount,
        technical: FigureCount,
        tables: z
          .array(
            z.object({
              by: z.enum(FIGURE_TABLES),
              lines: z
                .array(z.object({ code: z.string(), name: BilingualText.nullable(), sessions: FigureCount }))
                .readonly(),
            }),
          )
          .readonly(),
      }),
    }),
  ),
  /** The tracking sheet of a period, to be sent to the Women Offender Sector (R53): of one institution. */
  'sheet.export': call(
    ['head'],
    z.strictObject({ from: z.iso.date(), to: z.iso.date(), language: Language }),
    Delivered,
  ),
  'settings.list': call(
    administering,
    z.strictObject({}),
    z.object({
      settings: z.array(z.object({ key: z.enum(SETTING_KEYS), value: z.unknown(), ver: z.int() })).readonly(),
    }),
  ),
  'settings.set': call(
    ['head'],
    z.strictObject({
      which: z.strictObject({ key: z.enum(SETTING_KEYS), ver: z.int().nonnegative() }),
      /** Null for the station's default. */
      value: z.unknown(),
    }),
    Done,
  ),
  'records.state': call(
    ['head'],
    z.strictObject({}),
    z.object({
      rules: RetentionRules,
      ver: z.int(),
      holds: z
        /** `by`: a name. */
        .array(z.object({ id, who: z.string(), reference: z.string(), by: z.string(), at: Instant }))
        .readonly(),
      due: Due,
    }),
  ),
  'records.set-rules': call(
    ['head'],
    z.strictObject({ rules: RetentionRules, ver: z.int().nonnegative() }),
    Done,
  ),
  'records.find': call(
    ['head'],
    z.strictObject({ who: Who }),
    z.object({
      records: z
        .array(
          z.object({
            kind: RecordKind,
            id,
            atMs: z.number(),
            inmate: z.string(),
            others: z.array(z.string()).readonly(),
            fps: z.string(),
            untilMs: z.number().nullable(),
            isHeld: z.boolean(),
          }),
        )
        .readonly(),
    }),
  ),
  /** For a request for access: the whole content of the records that a person has chosen. */
  'records.export': call(
    ['head'],
    z.strictObject({
      records: z
        .array(z.strictObject({ kind: RecordKind, id }))
        .min(1)
        .max(5000),
      language: Language,
    }),
    Delivered,
  ),
  /** An observation or a concern that came after the sheet was completed (R51). */
  'records.observe': call(
    ['head'],
    z.strictObject({
      session: id,
      source: z.enum(['site', 'staff']),
      text: z.string().trim().min(1).max(1000),
      reference: z.string().trim().max(100),
    }),
    Done,
  ),
  'records.hold': call(
    ['head'],
    z.strictObject({ who: Who, reference: z.string().trim().min(1).max(200) }),
    z.object({ id }),
  ),
  'records.lift': call(['head'], z.strictObject({ id }), Done),
  /** Erases what is due by the rules. `due`: what the person has seen. */
  'records.erase': call(['head'], z.strictObject({ due: Due }), z.object({ erased: z.int() })),
  /** Everything for another institution's program, sealed with a code that is shown once. */
  'institution.export': call(['it'], z.strictObject({}), Delivered.extend({ code: z.string() })),
  'institution.take-over': call(
    ['it'],
    z.strictObject({ file: z.base64().max(LARGEST_TRANSFER), code }),
    Arrived,
  ),
  'copies.state': call(['it', 'head'], z.strictObject({}), CopyState),
  /** The key that a copy is restored with: shown once. Earlier copies keep the key that they were made with. */
  'copies.new-key': call(['it'], z.strictObject({}), z.object({ code: z.string() })),
  'copies.take': call(['it', 'head'], z.strictObject({}), CopyState),
  /** Entries after `after`, or the last ones for null, oldest first. */
  'audit.list': call(
    ['head', 'it'],
    z.strictObject({ after: z.int().nonnegative().nullable(), limit: z.int().min(1).max(500) }),
    z.object({
      entries: z.array(
        z.object({
          seq: z.int(),
          at: Instant,
          actor: z.string(),
          action: z.string(),
          subject: z.string(),
          detail: JsonObject,
          prev: z.string(),
          hash: z.string(),
        }),
      ),
      broken: z.int().nullable(),
      /** Names of the staff in these entries who are still known. */
      names: z.record(z.string(), z.string()),
    }),
  ),
  /** The whole audit as CSV, with the hashes that prove it. */
  'audit.export': call(['head', 'it'], z.strictObject({ language: Language }), Delivered),
} as const satisfies Readonly<Record<string, CallDefinition<z.ZodType, z.ZodType>>>;

export type CallName = keyof typeof CALLS;
export type CallInput<N extends CallName> = z.input<(typeof CALLS)[N]['input']>;
export type CallOutput<N extends CallName> = z.output<(typeof CALLS)[N]['output']>;
