import { z } from 'zod';
import { oneLine } from '../../shared/language/shown-text.ts';
import { Instant, StaffRole, STAFF_ROLES } from '../../shared/sync/rows.ts';

/** What an administrator enters about a person. The PIN is the person's own. */
export const StaffDetails = z.strictObject({
  name: z.string().trim().min(1).max(200).transform(oneLine),
  roles: z.array(StaffRole).min(1).max(STAFF_ROLES.length),
  validUntil: Instant,
});
export type StaffDetails = z.infer<typeof StaffDetails>;

/** For a person without an end date, and for a search without an end. */
export const END_OF_TIME = '9999-12-31T23:59:59.999Z';
