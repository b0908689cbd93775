import type { EmbeddedView, Language, SyncView } from '../ipc/snapshot.ts';
import type { MessageValues } from '../result.ts';
import { formatCount, formatWhen } from './format.ts';

/** What the sentences about sending need to know: the reader's language, the zone of the clock on the wall, now. */
export interface SyncWording {
  readonly language: Language;
  readonly zone: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A sentence of the catalogue: its key and its values, whose `count` chooses singular or plural. */
export type SyncSentence =
  | {
      readonly key:
        | 'sync.not-enrolled'
        | 'sync.safe'
        | 'sync.waiting'
        | 'sync.lastReached'
        | 'sync.neverReached'
        | 'sync.nextTry'
        | 'sync.keepsWorking';
      readonly values: MessageValues;
    }
  /** `what` is worded from `code` under `sync.code`. */
  | { readonly key: 'sync.attention'; readonly code: string };

/** Steps are sent one by one; staff hear of it only when one has not arrived for this long. */
const QUIET_MS = 60_000;

/** Whether steps are on their way as always: nothing that staff must know. */
export function isQuiet(sync: SyncView, now: number): boolean {
  if (sync.state === 'safe') return true;
  return sync.state === 'waiting' && sync.code === null && now - (sync.oldestWaitingAt ?? now) < QUIET_MS;
}

/** The sentence that says what the institution has received, on the screen and in a terminal (R61). */
export function syncSentence(sync: SyncView, { language, zone, now }: SyncWording): SyncSentence {
  switch (sync.state) {
    case 'not-enrolled':
      return { key: 'sync.not-enrolled', values: {} };
    case 'safe':
      return { key: 'sync.safe', values: { count: sync.total, total: formatCount(sync.total, language) } };
    case 'waiting': {
      const since = formatWhen(sync.oldestWaitingAt ?? now, now, zone, language);
      return { key: 'sync.waiting', values: { count: sync.waiting, since } };
    }
    case 'attention':
      return { key: 'sync.attention', code: sync.code ?? 'other' };
  }
}

/** When the institution was last reached and is tried next. */
export function syncDetails(
  sync: SyncView,
  { language, zone, now }: SyncWording,
): readonly Exclude<SyncSentence, { key: 'sync.attention' }>[] {
  const when = (at: number): string => formatWhen(at, now, zone, language);
  const { state, lastReachedAt, nextTryAt, code } = sync;
  // As long as no attempt has failed, when the next one is helps nobody.
  const failed = code !== null && state !== 'safe';
  return [
    lastReachedAt === null
      ? { key: 'sync.neverReached', values: {} }
      : { key: 'sync.lastReached', values: { when: when(lastReachedAt) } },
    ...(failed && nextTryAt !== null
      ? [{ key: 'sync.nextTry' as const, values: { when: when(nextTryAt) } }]
      : []),
    ...(failed && state === 'waiting' ? [{ key: 'sync.keepsWorking' as const, values: {} }] : []),
  ];
}

export type CopySentence = {
  readonly key: 'copy.taken' | 'copy.failed' | 'copy.no-folder' | 'copy.no-key' | 'copy.none';
  readonly values: MessageValues;
};

/** What is safe outside a station without a server: its last sealed copy, and why there is no newer one (R64). */
export function copySentence(
  { takenAt, folder, fault }: EmbeddedView,
  { language, zone, now }: SyncWording,
): CopySentence {
  if (takenAt === null)
    return {
      key: fault === null ? 'copy.none' : `copy.${fault}`,
      values: { when: '–', folder: folder ?? '' },
    };
  const values = { when: formatWhen(takenAt, now, zone, language), folder: folder ?? '' };
  return { key: fault === null ? 'copy.taken' : `copy.${fault}`, values };
}

const LATE_MS = 48 * 3_600_000;

/** Whether somebody should look after the copies. */
export function isCopyLate({ takenAt, fault }: EmbeddedView, now: number): boolean {
  return fault !== null || takenAt === null || now - takenAt > LATE_MS;
}
