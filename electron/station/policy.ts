import { z } from 'zod';
import type { NoticeText, SupportView, TelephonesView } from '../../shared/ipc/snapshot.ts';
import type { SessionPolicy } from '../../shared/session/commands.ts';
import type { WalkUpReason } from '../../shared/session/entries.ts';
import { DEFAULT_SUPPORT, NoticeData } from '../../shared/notice/notice.ts';
import { BilingualText } from '../../shared/sync/rows.ts';
import type { StationSettings } from '../settings/station-settings.ts';

/** The rows of the `settings` feed that this station understands (SYNC.md, Feeds). Other rows are ignored. */
const Notice = NoticeData.extend({
  /** The least time that the notice stays on the screen (R20). */
  minimumSeconds: z.number().min(0).max(600).optional(),
});
const VisitsSuspended = z.looseObject({ suspended: z.boolean() });
const Lockdown = z.looseObject({ require: z.enum(['removed', 'removed-or-blocked']) });
const Opening = z.looseObject({
  timingToleranceMinutes: z.number().min(0).max(240).optional(),
  maximumExtensionMinutes: z.number().min(1).max(240).optional(),
  checkChildIsMinor: z.boolean().optional(),
  /** When a session may be entered by hand (R2): never, while the institution is silent, or at any time. */
  walkUp: z.enum(['never', 'when-silent', 'always']).optional(),
  /** The institution counts as silent when the schedule was not confirmed for this long. */
  silentAfterMinutes: z.number().min(15).max(10_080).optional(),
});
/** When the end is near (R44): minutes before it. */
const Cues = z.looseObject({ minutes: z.array(z.int().min(1).max(120)).max(6) });
/** For how many days after the last good staff list anybody may sign in (SYNC.md, staff feed). */
const SignIn = z.looseObject({ days: z.int().min(1).max(60) });
const Support = z.array(z.looseObject({ name: BilingualText, detail: BilingualText })).max(8);

/** Whom staff call (R13). */
const Telephones = z.looseObject({
  it: z.string().max(100).nullish(),
  visitsAndCorrespondence: z.string().max(100).nullish(),
});

export interface InstitutionChoices {
  readonly policy: SessionPolicy;
  readonly notice: NoticeText;
  readonly support: readonly SupportView[];
  readonly telephones: TelephonesView;
  /** Keys of rows that do not have the expected shape: the default applies, and staff see an alarm. */
  readonly malformed: readonly string[];
}

const DEFAULT_NOTICE_SECONDS = 20;
const DEFAULT_TOLERANCE_MINUTES = 15;
const DEFAULT_EXTENSION_MINUTES = 60;
const DEFAULT_SILENT_MINUTES = 30;
const DEFAULT_CUES: readonly number[] = [5, 1];
const DEFAULT_SIGN_IN_DAYS = 7;
const MINUTE_MS = 60_000;

/** Combines the institution's feed and the machine-wide file. Pure; the stricter of two rules applies. */
export function institutionChoices(
  setting: (key: string) => unknown,
  settings: Pick<StationSettings, 'lockdownRequire' | 'webcamRequired' | 'walkUpAllowed'>,
  defaults: {
    readonly notice: NoticeText;
    readonly firstLanguage: 'en' | 'fr';
    /** When the institution last confirmed the schedule, milliseconds since 1970; null when it never did. */
    readonly scheduleAt: number | null;
    /** Milliseconds since 1970. */
    readonly now: number;
  },
): InstitutionChoices {
  const malformed: string[] = [];
  const read = <T>(key: string, schema: z.ZodType<T>): T | null => {
    const value = setting(key);
    if (value === undefined) return null;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    malformed.push(key);
    return null;
  };
  const notice = read('notice', Notice);
  const opening = read('opening', Opening);
  const removed = settings.lockdownRequire === 'removed' || read('lockdown', Lockdown)?.require === 'removed';
  const cues = read('cues', Cues)?.minutes ?? DEFAULT_CUES;
  const policy: SessionPolicy = {
    cues: [...new Set(cues)].toSorted((a, b) => b - a),
    signInDays: read('sign-in', SignIn)?.days ?? DEFAULT_SIGN_IN_DAYS,
    visitsSuspended: read('visits-suspended', VisitsSuspended)?.suspended ?? false,
    timingToleranceMinutes: opening?.timingToleranceMinutes ?? DEFAULT_TOLERANCE_MINUTES,
    lockdownRequire: removed ? 'removed' : 'removed-or-blocked',
    walkUp: settings.walkUpAllowed
      ? walkUpReason(opening?.walkUp ?? 'when-silent', {
          silentAfterMs: (opening?.silentAfterMinutes ?? DEFAULT_SILENT_MINUTES) * MINUTE_MS,
          scheduleAt: defaults.scheduleAt,
          now: defaults.now,
        })
      : null,
    webcamRequired: settings.webcamRequired,
    noticeVersion: (notice ?? defaults.notice).version,
    noticeFurther: (notice?.further ?? []).map(({ language }) => language),
    noticeMinimumSeconds: notice?.minimumSeconds ?? DEFAULT_NOTICE_SECONDS,
    noticeOrder: defaults.firstLanguage === 'fr' ? ['fr', 'en'] : ['en', 'fr'],
    maximumExtensionMinutes: opening?.maximumExtensionMinutes ?? DEFAULT_EXTENSION_MINUTES,
    checkChildIsMinor: opening?.checkChildIsMinor ?? true,
  };
  const telephones = read('telephones', Telephones);
  return {
    policy,
    notice: notice ?? defaults.notice,
    support: read('support', Support) ?? DEFAULT_SUPPORT,
    telephones: {
      it: telephones?.it ?? null,
      visitsAndCorrespondence: telephones?.visitsAndCorrespondence ?? null,
    },
    malformed,
  };
}

/**
 * Returns why a session may be entered by hand now, or null. While the institution answers, the schedule is the rule (R2):
 * a booking arrives within a minute. When it is silent the visit must not be lost: staff enter what they know from the
 * institution's records, and the session is marked. Names and sites still come from the lists last received.
 */
function walkUpReason(
  choice: 'never' | 'when-silent' | 'always',
  seen: { readonly silentAfterMs: number; readonly scheduleAt: number | null; readonly now: number },
): WalkUpReason | null {
  if (choice === 'never') return null;
  if (seen.scheduleAt === null) return 'never-received';
  // A clock that was set back does not prove a silence.
  if (seen.now - seen.scheduleAt >= seen.silentAfterMs) return 'silent';
  return choice === 'always' ? 'allowed' : null;
}
