import { z } from 'zod';
import { NoticeData } from '../notice/notice.ts';
import { BilingualText } from '../sync/rows.ts';

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

/** The rows of the `settings` feed that a station understands (SYNC.md, Feeds). Other rows are ignored. */
export const SETTING_ROWS = {
  notice: Notice,
  'visits-suspended': VisitsSuspended,
  lockdown: Lockdown,
  opening: Opening,
  cues: Cues,
  'sign-in': SignIn,
  support: Support,
  telephones: Telephones,
} as const;

export const SETTING_KEYS = [
  'notice',
  'visits-suspended',
  'lockdown',
  'opening',
  'cues',
  'sign-in',
  'support',
  'telephones',
] as const satisfies readonly (keyof typeof SETTING_ROWS)[];
export type SettingKey = (typeof SETTING_KEYS)[number];
export type SettingRow<K extends SettingKey> = z.infer<(typeof SETTING_ROWS)[K]>;

/** Null for a value that does not have the shape of its key. */
export function readSetting<K extends SettingKey>(key: K, value: unknown): SettingRow<K> | null {
  const schema: z.ZodType = SETTING_ROWS[key];
  const parsed = schema.safeParse(value);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed by this key's own schema
  return parsed.success ? (parsed.data as SettingRow<K>) : null;
}
