import { z } from 'zod';
import type { ZoneTable } from './zone-table.ts';

const MAX_CHARACTERS = 64 * 1024;

const Row = z.tuple([z.int().nullable(), z.int().min(-840).max(840)]);

const Schema = z.object({
  tz: z.string().regex(/^\d{4}[a-z]$/),
  from: z.int(),
  until: z.int(),
  names: z.record(z.string(), z.object({ en: z.string().min(1).max(100), fr: z.string().min(1).max(100) })),
  zones: z.record(
    z.string(),
    z.object({ name: z.string(), rows: z.array(Row).min(1).max(500).refine(isRising, 'rows must rise') }),
  ),
});

function isRising(rows: readonly (readonly [number | null, number])[]): boolean {
  return rows.every(([since], index) => {
    const before = rows[index - 1]?.[0];
    if (index === 0) return true;
    return since !== null && (before === null || (before !== undefined && before < since));
  });
}

/** The row `time-zones` of the settings feed, or null when it is missing, too large or wrong anywhere. */
export function readZoneTable(setting: unknown): ZoneTable | null {
  if (setting === undefined || setting === null) return null;
  if (JSON.stringify(setting).length > MAX_CHARACTERS) return null;
  const read = Schema.safeParse(setting);
  return read.success ? read.data : null;
}
