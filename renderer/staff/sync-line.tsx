import { useEffect, useRef } from 'react';
import { announce } from '../components/live.tsx';
import { Icon, type IconName } from '../components/icon.tsx';
import type { EmbeddedView, SyncView } from '../../shared/ipc/snapshot.ts';
import {
  copySentence,
  isCopyLate,
  isQuiet,
  syncDetails,
  syncSentence,
} from '../../shared/language/sync-words.ts';
import { useStaff, useStaffNow } from '../store.ts';
import { useWording } from '../wording.ts';
import { classes } from '../components/classes.ts';
import styles from './shell.module.css';

const ICONS: Readonly<Record<SyncView['state'], IconName>> = {
  'not-enrolled': 'info',
  safe: 'check',
  waiting: 'clock',
  attention: 'warning',
};

/** The state of the record at the institution in one sentence, always in view (R61). */
export function SyncLine() {
  const { sync, embedded, enrolment } = useStaff().station;
  // Before the set-up there is nothing to copy.
  if (embedded !== null && enrolment === null) return null;
  return embedded === null ? <ServerLine sync={sync} /> : <CopyLine embedded={embedded} />;
}

/** What is safe outside a station without a server (R64). */
function CopyLine({ embedded }: { readonly embedded: EmbeddedView }) {
  const { zone } = useStaff().station;
  const now = useStaffNow();
  const { t, language } = useWording();
  const state = isCopyLate(embedded, now) ? 'attention' : 'safe';
  const { key, values } = copySentence(embedded, { language, zone, now });
  return (
    <p
      className={classes(styles['sync-line'], styles[`sync-${state}`])}
      role="status"
      aria-label={t('copy.label')}
      data-test="copy"
      data-state={state}
    >
      <Icon name={ICONS[state]} />
      <span>{t(key, values)}</span>
    </p>
  );
}

function ServerLine({ sync }: { readonly sync: SyncView }) {
  const text = useSyncText();
  const quiet = isQuiet(sync, useStaffNow());
  // Said once, when it becomes news; every step of a visit passes through “waiting”.
  const news = quiet ? null : sync.state;
  const said = useRef<SyncView['state'] | null>(null);
  useEffect(() => {
    if (news !== null && news !== said.current) announce(text);
    said.current = news;
  }, [news, text]);
  return (
    <p
      className={classes(styles['sync-line'], !quiet && styles[`sync-${sync.state}`])}
      data-test="sync"
      data-state={sync.state}
    >
      <Icon name={quiet ? 'check' : ICONS[sync.state]} />
      <span>{text}</span>
    </p>
  );
}

export function useSyncText(): string {
  const { sync, zone } = useStaff().station;
  const now = useStaffNow();
  const { t, language, wordCode } = useWording();
  if (sync.state === 'waiting' && isQuiet(sync, now)) return t('sync.sending');
  const sentence = syncSentence(sync, { language, zone, now });
  return sentence.key === 'sync.attention'
    ? t(sentence.key, { what: wordCode('sync.code', sentence.code) })
    : t(sentence.key, sentence.values);
}

/** When the institution was last reached and will be tried next. */
export function SyncDetail() {
  const { sync, zone, embedded } = useStaff().station;
  const now = useStaffNow();
  const { t, language } = useWording();
  // Without a server there is nothing to reach; the line above says what is safe.
  if (embedded !== null) return null;
  const lines = syncDetails(sync, { language, zone, now }).map(({ key, values }) => t(key, values));
  return (
    <div className="small">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}
