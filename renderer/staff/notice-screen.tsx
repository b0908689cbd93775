import { useEffect, useRef, useState } from 'react';
import type { SessionSnapshot } from '../../shared/ipc/snapshot.ts';
import { RefusalNotice } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { Checkbox } from '../components/choice.tsx';
import { useCall, useDraft, useStaff, useStaffNow, useStaffState } from '../store.ts';
import { setPageTitle } from '../components/page-title.ts';
import { useWording } from '../wording.ts';
import { inOrder } from '../visit/both.tsx';
import { NoticeAudio } from './notice-audio.tsx';
import styles from './notice.module.css';
import { classes } from '../components/classes.ts';

/**
 * The notice, full screen, in both languages at once and alike in every way (R20): the same width, size, weight and
 * colour; only the order is the institution's. Further languages follow (R26). The bar below is for staff; she has
 * nothing to press (R21).
 */
export function NoticeScreen({ session }: { readonly session: SessionSnapshot }) {
  const { notice, station } = useStaff();
  const further = notice.further ?? [];
  const isPrivileged = session.session.privileged === true;
  const order = inOrder(station.firstLanguage);
  return (
    <div className={classes(styles['notice'], isPrivileged && styles['notice-long'])}>
      <main
        id="main"
        className={classes(styles['notice-columns'], further.length > 0 && styles['notice-further'])}
        // With large text it scrolls, so the keyboard must reach it.
        tabIndex={0}
        data-test="notice"
      >
        {order.map((language) => (
          <section
            key={language}
            lang={language}
            className={styles['notice-column']}
            data-test={`notice-${language}`}
          >
            <h1 className={styles['notice-title']}>{notice.title[language]}</h1>
            {notice.paragraphs.map((paragraph) => (
              <p key={paragraph.en}>{paragraph[language]}</p>
            ))}
            {isPrivileged && <p className={styles['notice-privileged']}>{notice.privileged[language]}</p>}
          </section>
        ))}
        {further.map(({ language, title, paragraphs, privileged }) => (
          <section
            key={language}
            lang={language}
            dir="auto"
            className={styles['notice-column']}
            data-test={`notice-${language}`}
          >
            <h1 className={styles['notice-title']}>{title}</h1>
            {paragraphs.map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
            {isPrivileged && <p className={styles['notice-privileged']}>{privileged}</p>}
          </section>
        ))}
      </main>
      <NoticeBar session={session} />
    </div>
  );
}

function NoticeBar({ session }: { readonly session: SessionSnapshot }) {
  const { t } = useWording();
  const { notice } = useStaff();
  const now = useStaffNow();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'session.finish-notice');
  const refusal = useStaffState((state) => state.refusal);
  const bar = useRef<HTMLElement>(null);
  const [draft, change] = useDraft(`notice:${session.session.id}`, { questionsAnswered: false });
  // An older station part does not send the minimum: then the refusal tells how long is left.
  const minimumMs = session.noticeMinimumSeconds * 1000;
  const shownAt = session.session.notice?.shownAt ?? now;
  const [refusedUntil, setRefusedUntil] = useState(0);
  const readyAt = Math.max(shownAt + minimumMs, refusedUntil);
  const leftSeconds = Math.ceil((readyAt - now) / 1000);

  useEffect(() => {
    setPageTitle(t('notice.barTitle'));
    bar.current?.focus();
  }, [t]);
  const finish = async (readAloud: boolean) => {
    const answer = await call('session.finish-notice', { ...draft, readAloud });
    // The community site waits: the meeting opens without another press.
    if (answer?.ok === true) void call('session.connect', null);
    if (answer === null || answer.ok || answer.refusal.code !== 'notice-too-short') return;
    setRefusedUntil(now + Number(answer.refusal.values['seconds']) * 1000);
  };

  return (
    <aside className={styles['notice-bar']} ref={bar} tabIndex={-1} aria-label={t('notice.barTitle')}>
      <p className={styles['notice-bar-title']}>
        {t('notice.barTitle')}
        <span className="small soft">{t('notice.version', { version: notice.version })}</span>
      </p>
      <NoticeAudio privileged={session.session.privileged === true} />
      <div className={styles['notice-confirm']}>
        <Checkbox
          label={t('notice.questionsAnswered')}
          checked={draft.questionsAnswered}
          onChange={(questionsAnswered) => change({ questionsAnswered })}
          test="questions-answered"
        />
      </div>
      {/* Which of the two is pressed says whether it was read aloud (R21): nothing to tick first, nothing forgotten. */}
      <Button
        busy={busy}
        disabled={leftSeconds > 0}
        test="finish-notice-silent"
        onPress={() => void finish(false)}
      >
        {t('notice.finishSilent')}
      </Button>
      <Button
        variant="primary"
        icon="arrow"
        busy={busy}
        disabled={leftSeconds > 0}
        test="finish-notice"
        onPress={() => void finish(true)}
      >
        {leftSeconds > 0 ? t('notice.wait', { seconds: leftSeconds }) : t('notice.finish')}
      </Button>
      {refusal?.code !== 'notice-too-short' && <RefusalNotice calls={['session.finish-notice']} />}
    </aside>
  );
}
