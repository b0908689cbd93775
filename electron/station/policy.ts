import { z } from 'zod';
import type { NoticeText } from '../../shared/ipc/snapshot.ts';
import type { SessionPolicy } from '../../shared/session/commands.ts';
import { NoticeData } from '../../shared/notice/notice.ts';
import { BilingualText } from '../../shared/sync/rows.ts';
import type { StationSettings } from '../settings/station-settings.ts';

/** The rows of the `settings` feed that this station understands (SYNC.md, Feeds). Others are kept and ignored. */
const Notice = NoticeData.extend({
  /** How long the notice stays on the screen at least (R20). */
  minimumSeconds: z.number().min(0).max(600).optional(),
});
const VisitsSuspended = z.looseObject({ suspended: z.boolean() });
const Lockdown = z.looseObject({ require: z.enum(['removed', 'removed-or-blocked']) });
const Opening = z.looseObject({
  timingToleranceMinutes: z.number().min(0).max(240).optional(),
  maximumExtensionMinutes: z.number().min(1).max(240).optional(),
  checkChildIsMinor: z.boolean().optional(),
});
const Support = z.array(z.looseObject({ name: BilingualText, detail: BilingualText })).max(8);

export interface InstitutionChoices {
  readonly policy: SessionPolicy;
  readonly notice: NoticeText;
  readonly support: z.infer<typeof Support>;
  /** Keys whose rows are there and not understood: the default holds, and staff are told. */
  readonly malformed: readonly string[];
}

const DEFAULT_NOTICE_SECONDS = 20;
const DEFAULT_TOLERANCE_MINUTES = 15;
const DEFAULT_EXTENSION_MINUTES = 60;

/** What the institution chose, from its feed and the machine-wide file. Pure; the stricter of two rules holds. */
export function institutionChoices(
  setting: (key: string) => unknown,
  settings: Pick<StationSettings, 'lockdownRequire' | 'webcamRequired' | 'walkUpAllowed'>,
  defaults: {
    readonly notice: NoticeText;
    readonly firstLanguage: 'en' | 'fr';
    readonly neverReached: boolean;
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
  const policy: SessionPolicy = {
    visitsSuspended: read('visits-suspended', VisitsSuspended)?.suspended ?? false,
    timingToleranceMinutes: opening?.timingToleranceMinutes ?? DEFAULT_TOLERANCE_MINUTES,
    lockdownRequire: removed ? 'removed' : 'removed-or-blocked',
    walkUpAllowed: settings.walkUpAllowed && defaults.neverReached,
    webcamRequired: settings.webcamRequired,
    noticeVersion: (notice ?? defaults.notice).version,
    noticeMinimumSeconds: notice?.minimumSeconds ?? DEFAULT_NOTICE_SECONDS,
    noticeOrder: defaults.firstLanguage === 'fr' ? ['fr', 'en'] : ['en', 'fr'],
    maximumExtensionMinutes: opening?.maximumExtensionMinutes ?? DEFAULT_EXTENSION_MINUTES,
    checkChildIsMinor: opening?.checkChildIsMinor ?? true,
  };
  return { policy, notice: notice ?? defaults.notice, support: read('support', Support) ?? [], malformed };
}
