import type { ReactNode } from 'react';
import type { Language, VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { Icon, type IconName } from '../components/icon.tsx';
import { Both, type Words } from './both.tsx';
import { coversMeeting, MESSAGE_ICONS, shownMessages, type VisitMessage } from './messages.ts';
import { Temporary } from './temporary.tsx';
import { CARD_MS, useNewestMessage } from './use-newest-message.ts';
import styles from './visit.module.css';

interface WithSnapshot {
  readonly snapshot: VisitPageSnapshot;
}

/**
 * At the bottom, below the child's face, for a few seconds: what has just happened, a gentle cue that the end is near, or
 * how to call staff (R36, R43, R44). Afterwards a few words in the strip are enough.
 */
export function MessageCard({ snapshot }: WithSnapshot) {
  const { messages, cue, buttonHint, firstLanguage } = snapshot;
  const isCovered = coversMeeting(snapshot);
  const newest = useNewestMessage(isCovered ? [] : shownMessages(messages));
  if (isCovered) return null;
  if (cue !== null) {
    return (
      <Temporary key={cue} forMs={CARD_MS}>
        <Card icon="clock" first={firstLanguage} test={`cue-${cue}`}>
          {(words) => ({
            title: words(cue === 1 ? 'visit.cue.1.title' : 'visit.cue.more', { count: cue }),
            body: words(cue === 1 ? 'visit.cue.1.body' : 'visit.cue.5.body'),
          })}
        </Card>
      </Temporary>
    );
  }
  if (newest !== null) {
    return (
      <Card icon={MESSAGE_ICONS[newest]} first={firstLanguage} test={`message-${newest}`}>
        {(words) => ({
          title: words(`visit.message.${newest}.title`),
          body: words(`visit.message.${newest}.body`),
        })}
      </Card>
    );
  }
  if (!buttonHint) return null;
  return (
    <Temporary forMs={CARD_MS}>
      <Card icon="headset" first={firstLanguage} test="button-hint">
        {(words) => ({ title: words('visit.button.title'), body: words('visit.button.body') })}
      </Card>
    </Temporary>
  );
}

function Card(props: {
  readonly icon: IconName;
  readonly first: Language;
  readonly test: string;
  readonly children: (words: Words) => { readonly title: string; readonly body: string };
}) {
  return (
    <section className={styles['card']} role="status" data-test={props.test}>
      <CardIcon name={props.icon} />
      <Both first={props.first} className={styles['card-text']}>
        {(words) => {
          const { title, body } = props.children(words);
          return (
            <>
              <p className={styles['card-title']}>{title}</p>
              <p>{body}</p>
            </>
          );
        }}
      </Both>
    </section>
  );
}

function CardIcon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <span className={styles['card-icon']}>
      <Icon name={name} />
    </span>
  );
}

/** Covers the picture with a calm surface while the visit is on hold, the same in both modes and without a reason (R45). */
export function HoldCover(props: {
  readonly message: VisitMessage;
  readonly firstLanguage: Language;
  /** Fills its container; otherwise it leaves the strip free. */
  readonly whole?: boolean;
}) {
  const { message, firstLanguage, whole = false } = props;
  return (
    <section
      className={whole ? styles['cover-whole'] : styles['cover']}
      role="status"
      data-test={`cover-${message}`}
    >
      <CardIcon name={MESSAGE_ICONS[message]} />
      <div className={styles['columns']}>
        <Both first={firstLanguage} className={styles['column']}>
          {(words) => (
            <>
              <p className={styles['large-title']}>{words(`visit.message.${message}.title`)}</p>
              <p>{words(`visit.message.${message}.body`)}</p>
            </>
          )}
        </Both>
      </div>
    </section>
  );
}
