import { z } from 'zod';
import { oneLine } from '../../shared/language/shown-text.ts';
import { Province } from '../../shared/sync/rows.ts';

const name = z.string().trim().min(1).max(200).transform(oneLine);

/** What the first start asks. */
export const SetUpForm = z.strictObject({
  institution: z.strictObject({
    name: z.strictObject({ en: name, fr: name }),
    province: Province,
    /** IANA zone. */
    zone: z.string().min(1).max(60),
    firstLanguage: z.enum(['en', 'fr']),
  }),
  /** The room or building of this station. */
  location: z.strictObject({ en: name, fr: name }),
  /** The first person: administers, and may add others. */
  person: name,
});
export type SetUpForm = z.infer<typeof SetUpForm>;
