import { z } from 'zod';
import { BilingualText } from '../sync/rows.ts';
import type { NoticeText, SupportView } from '../ipc/snapshot.ts';
import notice from './notice.json' with { type: 'json' };
import signs from './sign.json' with { type: 'json' };
import support from './support.json' with { type: 'json' };
import privileged from './privileged-persons.json' with { type: 'json' };

/** A notice as an institution may send its own (R21): every text in both languages, and a version of its own. */
export const NoticeData = z.object({
  version: z.string().min(1).max(40),
  strip: BilingualText,
  title: BilingualText,
  paragraphs: z.array(BilingualText).min(1).max(12),
  /** The line added when a person of the Schedule to CCRR 94(2) takes part (R16). */
  privileged: BilingualText,
  /** Languages beside the official two (R26). */
  further: z
    .array(
      z.object({
        language: z.string().min(2).max(35),
        name: z.string().min(1).max(100),
        strip: z.string().min(1),
        title: z.string().min(1),
        paragraphs: z.array(z.string().min(1)).min(1).max(12),
        privileged: z.string().min(1),
      }),
    )
    .max(8)
    .optional(),
});

/** The text that ships with the station: a proposal, until the Service approves its own. */
export const DEFAULT_NOTICE: NoticeText = notice;

/** The persons of the Schedule to CCRR 94(2) in force, in the order of the Schedule. */
export const PRIVILEGED_PERSONS: readonly {
  readonly number: number;
  readonly en: string;
  readonly fr: string;
}[] = privileged.persons;

/** Where families find support until the institution sends its own list (R55); for approval by the Service. */
export const DEFAULT_SUPPORT: readonly SupportView[] = support.resources;

/** The sentences of a sign, one below the other, in each official language. */
export interface SignText {
  readonly en: readonly string[];
  readonly fr: readonly string[];
}

/** The signs that are posted at the station and at the community site (R25; GL, Community Site Responsibilities b). */
export const SIGNS: { readonly station: SignText; readonly communitySite: SignText } = signs;
