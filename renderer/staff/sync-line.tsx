import { Icon, type IconName } from '../components/icon.tsx';
import { formatCount, formatWhen } from '../../shared/language/format.ts';
import type { SyncStatus } from '../../shared/ipc/snapshot.ts';
import { useStaff, useStaffNow } from '../store.ts';
import { useWording } from '../wording.ts';

const ICONS: Readonly<Record<SyncStatus['state'], IconName>> = {
  'not-enrolled': 'info',
  safe: 'check',
  waiting: 'clock',
  attention: 'warning',
};

/** One sentence, always in view: how the record stands towards the institution (R61). */
export function SyncLine() {
  const { sync } = useStaff().station;
  const { t } = useWording();
  const text = useSyncText();
  return (
    <p
      className={`sync-line sync-${sync.state}`}
      role="status"
      aria-label={t('sync.label')}
      data-test="sync"
      data-state={sync.state}
    >
      <Icon name={ICONS[sync.state]} />
      <span>{text}</span>
    </p>
  );
}

function useSyncText(): string {
  const { sync, zone } = useStaff().station;
  const now = useStaffNow();
  const { t, language, wordCode } = useWording();
  switch (sync.state) {
    case 'not-enrolled':
      return t('sync.not-enrolled');
    case 'safe':
      return t('sync.safe', { count: sync.total, total: formatCount(sync.total, language) });
    case 'waiting': {
      const since = sync.oldestWaitingAt ?? now;
      return t('sync.waiting', { count: sync.waiting, since: formatWhen(since, now, zone, language) });
    }
    case 'attention':
      return t('sync.attention', { what: wordCode('sync.code', sync.code ?? 'other') });
  }
}

/** When the institution was last reached and is tried next, in a sentence or two. */
export function SyncDetail() {
  const { sync, zone } = useStaff().station;
  const now = useStaffNow();
  const { t, language } = useWording();
  const when = (at: number) => formatWhen(at, now, zone, language);
  const lines = [
    sync.lastReachedAt === null
      ? t('sync.neverReached')
      : t('sync.lastReached', { when: when(sync.lastReachedAt) }),
    ...(sync.state !== 'safe' && sync.nextTryAt !== null
      ? [t('sync.nextTry', { when: when(sync.nextTryAt) })]
      : []),
    ...(sync.state === 'waiting' ? [t('sync.keepsWorking')] : []),
  ];
  return (
    <div className="small">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}
