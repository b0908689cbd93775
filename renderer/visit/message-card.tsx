import type { VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { Icon } from '../components/icon.tsx';
import { Both } from './both.tsx';
import { coversMeeting, MESSAGE_ICONS, shownMessages, type VisitMessage } from './messages.ts';
import { Temporary } from './temporary.tsx';
import styles from './visit.module.css';

interface WithSnapshot {
  readonly snapshot: VisitPageSnapshot;
}

/** How long a cue covers part of the picture: long enough to read twice; afterwards the strip shows the time. */
const CUE_MS = 20_000;

/** At the bottom, below the child's face: a message, or a gentle cue that the end is near (R43, R44). */
export function MessageCard({ snapshot }: WithSnapshot) {
  const { messages, cue } = snapshot;
  const [first, ...others] = coversMeeting(snapshot) ? [] : shownMessages(messages);
  const message = first === undefined ? null : <Said snapshot={snapshot} first={first} others={others} />;
  if (cue === null || coversMeeting(snapshot)) return message;
  // A message waits for the few seconds of a cue: what is recorded as shown is shown.
  return (
    <Temporary key={cue} forMs={CUE_MS} after={message}>
      <CueCard snapshot={snapshot} cue={cue} />
    </Temporary>
  );
}

function Said(props: {
  readonly snapshot: VisitPageSnapshot;
  readonly first: VisitMessage;
  readonly others: readonly VisitMessage[];
}) {
  const { snapshot, first, others } = props;
  return (
    <section className={styles['card']} role="status" data-test={`message-${first}`}>
      <CardIcon name={MESSAGE_ICONS[first]} />
      <Both first={snapshot.firstLanguage} className={styles['card-text']}>
        {(words) => (
          <>
            <p className={styles['card-title']}>{words(`visit.message.${first}.title`)}</p>
            <p>{words(`visit.message.${first}.body`)}</p>
            {others.length > 0 && (
              <p className={styles['card-other']}>
                {others.map((other) => (
                  <span key={other} data-test={`message-${other}`}>
                    {words(`visit.message.${other}.title`)}.{' '}
                  </span>
                ))}
              </p>
            )}
          </>
        )}
      </Both>
    </section>
  );
}

function CueCard({ snapshot, cue }: WithSnapshot & { readonly cue: number }) {
  return (
    <section className={styles['card']} role="status" data-test={`cue-${cue}`}>
      <CardIcon name="clock" />
      <Both first={snapshot.firstLanguage} className={styles['card-text']}>
        {(words) => (
          <>
            <p className={styles['card-title']}>
              {words(cue === 1 ? 'visit.cue.1.title' : 'visit.cue.more', { count: cue })}
            </p>
            <p>{words(cue === 1 ? 'visit.cue.1.body' : 'visit.cue.5.body')}</p>
          </>
        )}
      </Both>
    </section>
  );
}

function CardIcon({ name }: { readonly name: (typeof MESSAGE_ICONS)[keyof typeof MESSAGE_ICONS] }) {
  return (
    <span className={styles['card-icon']}>
      <Icon name={name} />
    </span>
  );
}

/** Covers the picture with a calm surface while the visit is suspended (R45). */
export function PausedCover({ snapshot }: WithSnapshot) {
  const [message] = shownMessages(snapshot.messages);
  if (message === undefined) return null;
  return (
    <section className={styles['cover']} role="status" data-test={`cover-${message}`}>
      <CardIcon name={MESSAGE_ICONS[message]} />
      <div className={styles['columns']}>
        <Both first={snapshot.firstLanguage} className={styles['column']}>
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
