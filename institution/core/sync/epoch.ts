import { toB64u } from '../../../shared/sync/encoding.ts';
import type { SyncContext } from './context.ts';
import type { SyncWriter } from './sync-store.ts';

/**
 * The data is from a backup: stations compare heads with a new epoch, and feeds start over in a generation above every one
 * that they have seen, at every institution: they share the database. `known`: the latest generation that a station has.
 */
export async function markRestored(
  { randomBytes, clock }: Pick<SyncContext, 'randomBytes' | 'clock'>,
  writer: SyncWriter,
  known = 0,
): Promise<void> {
  await writer.setEpoch(`e_${toB64u(randomBytes(8))}`);
  await writer.raiseGeneration(Math.max(known + 1, generationAt(clock.now())));
}

/**
 * The least generation that a restore begins, seconds since 1970: counted from the backup alone, the second restore of it
 * would begin the generation that stations know from after the first.
 */
export function generationAt(nowMs: number): number {
  return Math.trunc(nowMs / 1000);
}
