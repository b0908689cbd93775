import { z } from 'zod';

/** What a period can be written as (R53, R54): the sheet in three forms, and its figures as CSV. */
export const EXPORT_FORMATS = ['csv', 'xlsx', 'pdf', 'figures'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * What an export is recorded as: a period in one of those forms, the list of one day's visits, or what the institution in the
 * station makes (R64).
 */
const RECORDED_FORMATS = [...EXPORT_FORMATS, 'day', 'records', 'audit', 'institution'] as const;
export type RecordedFormat = (typeof RECORDED_FORMATS)[number];

/** Where an export goes: the station's own folder, the folder that IT named, or a removable medium. */
export const DESTINATION_KINDS = ['station', 'folder', 'medium'] as const;
export type DestinationKind = (typeof DESTINATION_KINDS)[number];

/** An export as the journal records it: file names hold no person's name (R62). */
export const ExportBody = z.object({
  export: z.string().min(1).max(100),
  from: z.string().max(10),
  to: z.string().max(10),
  format: z.enum(RECORDED_FORMATS),
  destination: z.enum(DESTINATION_KINDS),
  /** Paths of the files. */
  files: z.array(z.string().max(1000)).min(1).max(1000).readonly(),
  rows: z.int().nonnegative(),
});
export type ExportBody = z.infer<typeof ExportBody>;

/** `gone`: at the end of its time it was no longer where it had been written. */
export const ERASED_WHY = ['asked', 'expired', 'gone'] as const;
export type ErasedWhy = (typeof ERASED_WHY)[number];
