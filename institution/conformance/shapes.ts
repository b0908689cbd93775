import { z } from 'zod';

/** Stricter than what a station takes: the form that SYNC.md fixes. */

/** RFC 3339 in UTC with milliseconds. */
export const PreciseInstant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

export const UuidV7 = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
