import { z } from 'zod';
import { LocalText } from '../language/local-text.ts';
import { SESSION_KINDS } from '../sync/rows.ts';

const Adult = z.object({
  name: z.string().max(200),
  majority: z.enum(['yes', 'no', 'unknown']),
  approvedVisitor: z.boolean(),
  guardianAuthorization: z.enum(['yes', 'no', 'not-needed']),
});

const minutes = z.int().nonnegative();

/** Fields that rows from before the second edition of the requirements do not have. */
const Later = {
  /** The decision, approval or authorization that the kind needs (R10). */
  reference: z.string().max(200).nullable().optional(),
  /** Accompanying adults beyond the first (R11). */
  furtherAdults: z.array(Adult).optional(),
  /** Unmet checks, on whose authority the session went on, and why (R10, R11, R15). */
  exception: z
    .object({ names: z.array(z.string()), authority: z.string().max(200), reason: z.string().max(500) })
    .nullable()
    .optional(),
  /** Failed checks that the session went on without, with the reason (R4). */
  overrides: z.record(z.string(), z.string()).optional(),
  /** The names of everybody in charge of the session, in order (R7). */
  responsibles: z.array(z.string()).optional(),
  supervisedMinutes: minutes.optional(),
  unsupervisedMinutes: minutes.optional(),
  suspensions: z
    .array(
      z.object({ start: z.string(), minutes, authority: z.string().max(200), reason: z.string().max(1000) }),
    )
    .optional(),
  pauses: z.array(z.object({ start: z.string(), minutes, cause: z.string() })).optional(),
  extensionMinutes: minutes.optional(),
  outcomeReason: z.string().max(1000).optional(),
  /** On whose authority the visit was refused, suspended or terminated. */
  outcomeAuthority: z.string().max(200).optional(),
  notified: z.array(z.string()).optional(),
  /** CCRR 91(2): who was informed, by whom and when. */
  informed: z
    .object({
      at: z.string(),
      by: z.string(),
      inmate: z.boolean(),
      visitor: z.boolean(),
      representations: z.boolean(),
      note: z.string().max(500),
    })
    .nullable()
    .optional(),
  /** With `observationSource: both`: what staff observed themselves (R51). */
  staffObservations: z.string().max(1000).optional(),
} as const;

/** One line of the tracking sheet (R53). The body of `tracking.completed` and `tracking.amended` carries it whole. */
export const TrackingRow = z.looseObject({
  /** The session's id; with `version` it names the entry. */
  session: z.string(),
  version: z.int().min(1),
  institution: z.object({ en: z.string(), fr: z.string() }),
  station: z.string(),
  kind: z.enum(SESSION_KINDS),
  walkUp: z.boolean(),
  scheduledStart: z.string(),
  scheduledEnd: z.string(),
  /** When mother and child could first see each other; null when they never did. */
  actualStart: z.string().nullable(),
  actualEnd: z.string().nullable(),
  minutes: z.int().nonnegative(),
  institutionZone: z.string(),
  siteZone: z.string(),
  inmateName: z.string().max(200),
  /** The FPS number with all but its last three characters masked. */
  inmateFps: z.string().max(40),
  children: z.array(
    z.object({
      name: z.string().max(200),
      ageGroup: z.enum(['0-2', '3-5', '6-11', '12-17', 'adult', 'unknown']),
      /** A code of `shared/language/relationship.ts`, or a text. */
      relationship: LocalText,
    }),
  ),
  accompanyingAdult: Adult.nullable(),
  contacts: z.array(z.string().max(200)),
  site: z.object({ en: z.string(), fr: z.string() }),
  siteListDate: z.string(),
  facilitator: z.string(),
  completedBy: z.string(),
  supervision: z.enum(['supervised', 'unsupervised', 'both', 'none']),
  checks: z.record(z.string(), z.enum(['pass', 'fail', 'not-needed'])),
  noticeVersion: z.string().nullable(),
  outcome: z.string(),
  outcomeBy: z.string().nullable(),
  troubles: z.string().max(500),
  minutesLost: z.int().nonnegative(),
  observationSource: z.enum(['none', 'site', 'staff', 'both']),
  observations: z.string().max(1000),
  ...Later,
  reportReference: z.string().max(100),
  language: z.enum(['en', 'fr']).nullable(),
});
export type TrackingRow = z.infer<typeof TrackingRow>;
