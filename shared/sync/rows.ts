import { z } from 'zod';
import { LocalText } from '../language/local-text.ts';
import { oneLine } from '../language/shown-text.ts';

/**
 * The rows of the feeds that the institution's server sends (SYNC.md, Feeds).
 * Unknown members are kept: a newer server may send more than this station understands.
 */

export const Instant = z.iso.datetime({ offset: false, message: 'RFC 3339 in UTC' });
export const PROVINCES = [
  'AB',
  'BC',
  'MB',
  'NB',
  'NL',
  'NS',
  'NT',
  'NU',
  'ON',
  'PE',
  'QC',
  'SK',
  'YT',
] as const;
export const Province = z.enum(PROVINCES);
export type Province = z.infer<typeof Province>;

/** A person's or a place's name, cleaned of what could disturb the text around it. */
const Name = z.string().min(1).max(200).overwrite(oneLine);

export const BilingualText = z.looseObject({ en: z.string(), fr: z.string() });
export type BilingualText = { readonly en: string; readonly fr: string };

/** The six kinds of session (R10). */
export const SESSION_KINDS = [
  'minor-child',
  'adult-child',
  'child-welfare',
  'section-81-84',
  'correctional-plan',
  'community-contact',
] as const;
export const SessionKind = z.enum(SESSION_KINDS);
export type SessionKind = z.infer<typeof SessionKind>;

export const Participant = z.looseObject({
  role: z.enum(['child', 'accompanying-adult', 'contact']),
  name: Name,
  /** Calendar date, `2019-04-30`. */
  birthDate: z.iso.date().nullish(),
  /** A code of `shared/language/relationship.ts`, or a text. */
  relationship: LocalText.nullish(),
  approvedVisitor: z.boolean(),
  guardianAuthorization: z.boolean().nullish(),
  /** Whether a child's documents are on file; absent where the server does not say. */
  documents: z.boolean().nullish(),
});
export type Participant = z.infer<typeof Participant>;

export const ScheduleRow = z.looseObject({
  id: z.string().min(1).max(100),
  kind: SessionKind,
  startsAt: Instant,
  endsAt: Instant,
  inmate: z.looseObject({ name: Name, fps: z.string().max(40).overwrite(oneLine) }),
  participants: z.array(Participant).max(40),
  site: z.string().min(1).max(100),
  meeting: z.looseObject({ url: z.string().max(4000), password: z.string().max(200).nullish() }),
  webcamRequired: z.boolean(),
  language: z.enum(['en', 'fr']).nullable(),
  reference: z.string().max(200).nullable(),
  /** `interpreter`, `captions`, `video-relay` and further needs of the people who take part (R72). */
  needs: z.array(z.string().max(100)).max(20).optional(),
  contactRestricted: z.boolean(),
  status: z.enum(['booked', 'cancelled']),
});
export type ScheduleRow = z.infer<typeof ScheduleRow>;

const OneLine = z.string().overwrite(oneLine);

export const SiteRow = z.looseObject({
  id: z.string().min(1).max(100),
  name: z.looseObject({ en: OneLine, fr: OneLine }),
  city: OneLine,
  province: Province,
  /** IANA zone, `America/Halifax`. */
  zone: z.string().min(1),
  authorized: z.boolean(),
  /** The date of the authorized list that the row comes from (R13). */
  listDate: z.string(),
  telephone: z.string().max(100).nullish(),
  contact: z.string().max(200).nullish(),
  hours: BilingualText.nullish(),
});
export type SiteRow = z.infer<typeof SiteRow>;

export const STAFF_ROLES = ['facilitator', 'tracking', 'head', 'it', 'scheduler'] as const;
export const StaffRole = z.enum(STAFF_ROLES);
export type StaffRole = z.infer<typeof StaffRole>;

export const PinVerifier = z.looseObject({
  algorithm: z.literal('scrypt'),
  N: z.int().min(1024).max(1_048_576),
  r: z.int().min(1).max(32),
  p: z.int().min(1).max(16),
  /** base64url without padding. */
  salt: z.string().min(8).max(200),
  /** base64url without padding of 32 bytes. */
  hash: z.string().length(43),
});
export type PinVerifier = z.infer<typeof PinVerifier>;

export const StaffRow = z.looseObject({
  id: z.string().min(1).max(100),
  name: Name,
  roles: z.array(z.string()),
  verifier: PinVerifier,
  validUntil: Instant,
});
export type StaffRow = z.infer<typeof StaffRow>;

export const DirectiveRow = z.looseObject({
  id: z.string().min(1).max(100),
  session: z.string().nullable(),
  action: z.enum(['suspend', 'resume', 'terminate', 'cancel', 'message', 'release-lock']),
  reason: z.looseObject({ code: z.string().max(100), text: z.string().max(1000) }),
  authority: z.string().max(200).overwrite(oneLine),
  issuedAt: Instant,
  expiresAt: Instant,
});
export type DirectiveRow = z.infer<typeof DirectiveRow>;

export const FEED_NAMES = ['schedule', 'sites', 'staff', 'settings', 'directives'] as const;
export type FeedName = (typeof FEED_NAMES)[number];

/** The row schema of each feed; a settings row is any JSON value under its key. */
export const FEED_ROWS = {
  schedule: ScheduleRow,
  sites: SiteRow,
  staff: StaffRow,
  settings: z.json(),
  directives: DirectiveRow,
} as const satisfies Record<FeedName, z.ZodType>;

/** What the station knows of itself once it is enrolled (R3; SYNC.md, `POST /v1/enrolments`). */
export const Enrolment = z.looseObject({
  station: z.string().min(1).max(100),
  keyId: z.string().min(1).max(200),
  institution: z.looseObject({
    id: z.string().min(1),
    name: BilingualText,
    province: Province,
    zone: z.string().min(1),
    firstLanguage: z.enum(['en', 'fr']),
  }),
  /** The room or building. */
  location: LocalText,
  serverKey: z.looseObject({ keyId: z.string().min(1), publicKey: z.string().length(43) }),
  epoch: z.string().min(1),
  limits: z.looseObject({ maxEntries: z.int().positive(), maxBytes: z.int().positive() }),
});
export type Enrolment = z.infer<typeof Enrolment>;
