import type { NoticeText, SupportView, TelephonesView } from '../../shared/ipc/snapshot.ts';
import type { SessionPolicy } from '../../shared/session/commands.ts';
import type { WalkUpReason } from '../../shared/session/entries.ts';
import { DEFAULT_SUPPORT } from '../../shared/notice/notice.ts';
import { readSetting, type SettingKey, type SettingRow } from '../../shared/settings/setting-rows.ts';
import type { StationSettings } from '../settings/station-settings.ts';

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
  const read = <K extends SettingKey>(key: K): SettingRow<K> | null => {
    const value = setting(key);
    if (value === undefined) return null;
    const parsed = readSetting(key, value);
    if (parsed === null) malformed.push(key);
    return parsed;
  };
  const notice = read('notice');
  const opening = read('opening');
  const removed = settings.lockdownRequire === 'removed' || read('lockdown')?.require === 'removed';
  const cues = read('cues')?.minutes ?? DEFAULT_CUES;
  const policy: SessionPolicy = {
    cues: [...new Set(cues)].toSorted((a, b) => b - a),
    signInDays: read('sign-in')?.days ?? DEFAULT_SIGN_IN_DAYS,
    visitsSuspended: read('visits-suspended')?.suspended ?? false,
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
  const telephones = read('telephones');
  return {
    policy,
    notice: notice ?? defaults.notice,
    support: read('support') ?? DEFAULT_SUPPORT,
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
