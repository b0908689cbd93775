import { z } from 'zod';
import { SESSION_KINDS } from '../sync/rows.ts';

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
      relationship: z.string().max(200),
    }),
  ),
  accompanyingAdult: z
    .object({
      name: z.string().max(200),
      majority: z.enum(['yes', 'no', 'unknown']),
      approvedVisitor: z.boolean(),
      guardianAuthorization: z.enum(['yes', 'no', 'not-needed']),
    })
    .nullable(),
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
  observationSource: z.enum(['none', 'site', 'staff']),
  observations: z.string().max(1000),
  reportReference: z.string().max(100),
  language: z.enum(['en', 'fr']).nullable(),
});
export type TrackingRow = z.infer<typeof TrackingRow>;
