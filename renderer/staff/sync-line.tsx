import { Icon, type IconName } from '../components/icon.tsx';
import type { SyncStatus } from '../../shared/ipc/snapshot.ts';
import { syncDetails, syncSentence } from '../../shared/language/sync-words.ts';
import { useStaff, useStaffNow } from '../store.ts';
import { useWording } from '../wording.ts';
import { classes } from '../components/classes.ts';
import styles from './shell.module.css';

const ICONS: Readonly<Record<SyncStatus['state'], IconName>> = {
  'not-enrolled': 'info',
  safe: 'check',
  waiting: 'clock',
  attention: 'warning',
};

/** The state of the record at the institution in one sentence, always in view (R61). */
export function SyncLine() {
  const { sync } = useStaff().station;
  const { t } = useWording();
  const text = useSyncText();
  return (
    <p
      className={classes(styles['sync-line'], styles[`sync-${sync.state}`])}
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

export function useSyncText(): string {
  const { sync, zone } = useStaff().station;
  const now = useStaffNow();
  const { t, language, wordCode } = useWording();
  const sentence = syncSentence(sync, { language, zone, now });
  return sentence.key === 'sync.attention'
    ? t(sentence.key, { what: wordCode('sync.code', sentence.code) })
    : t(sentence.key, sentence.values);
}

/** When the institution was last reached and will be tried next. */
export function SyncDetail() {
  const { sync, zone } = useStaff().station;
  const now = useStaffNow();
  const { t, language } = useWording();
  const lines = syncDetails(sync, { language, zone, now }).map(({ key, values }) => t(key, values));
  return (
    <div className="small">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}
