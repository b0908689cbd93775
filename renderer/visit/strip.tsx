import type { Language, VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { timeLeft, type TimeLeft } from '../../shared/schedule/time-left.ts';
import { Icon } from '../components/icon.tsx';
import { Both, bothTexts, type Words } from './both.tsx';
import { useFit } from './fit.ts';
import { MESSAGE_ICONS, shownMessages, type VisitMessage } from './messages.ts';
import styles from './visit.module.css';

interface StripProps {
  readonly snapshot: VisitPageSnapshot;
  readonly now: number;
  /** Shows messages in the strip, where the strip is all of this page that is visible. */
  readonly withMessages: boolean;
}

/** The line that stays for the whole visit, equal in both languages (R20, R22), and the time left (R44). */
export function Strip({ snapshot, now, withMessages }: StripProps) {
  const { notice, firstLanguage, endsAt, startedAt, practice } = snapshot;
  const left = endsAt === null ? null : timeLeft(now, endsAt, startedAt);
  const fitted = useFit<HTMLElement>();
  const [message] = withMessages ? shownMessages(snapshot.messages) : [];
  return (
    <header ref={fitted} className={styles['strip']} data-test="notice-strip">
      <div className={styles['strip-notice']}>
        <Both first={firstLanguage} className={styles['strip-line']}>
          {bothTexts(notice.strip)}
        </Both>
      </div>
      <div className={styles['strip-side']} role="status">
        {withMessages && snapshot.cue !== null ? (
          <StripCue minutes={snapshot.cue} first={firstLanguage} />
        ) : message === undefined ? (
          <StripTime left={left} first={firstLanguage} practice={practice} />
        ) : (
          <StripMessage message={message} first={firstLanguage} />
        )}
      </div>
      {left !== null && (
        <div className={styles['strip-bar']} aria-hidden="true">
          <div
            className={styles['strip-bar-left']}
            style={{ inlineSize: `${(left.share * 100).toFixed(2)}%` }}
          />
        </div>
      )}
    </header>
  );
}

/** The cue where staff sit beside her: in the strip, off the child's picture (R44). */
function StripCue({ minutes, first }: { readonly minutes: number; readonly first: Language }) {
  return (
    <>
      <Icon name="clock" />
      <div className={styles['strip-words']} data-test={`cue-${minutes}`}>
        <Both first={first} className={styles['strip-word']}>
          {(words) => words(minutes === 1 ? 'visit.cue.1.title' : 'visit.cue.more', { count: minutes })}
        </Both>
      </div>
    </>
  );
}

function StripTime(props: {
  readonly left: TimeLeft | null;
  readonly first: Language;
  readonly practice: boolean;
}) {
  const { left, first, practice } = props;
  if (left === null && !practice) return null;
  return (
    <>
      <Icon name={left === null ? 'info' : 'clock'} />
      <div className={styles['strip-words']} data-test="visit-time-left">
        <Both first={first} className={styles['strip-word']}>
          {(words) => (left === null ? words('visit.practice') : leftText(words, left))}
        </Both>
      </div>
    </>
  );
}

function leftText(words: Words, left: TimeLeft): string {
  return left.over ? words('visit.time.over') : words('visit.time.left', { count: left.minutes });
}

function StripMessage({ message, first }: { readonly message: VisitMessage; readonly first: Language }) {
  return (
    <>
      <Icon name={MESSAGE_ICONS[message]} />
      <div className={styles['strip-words']} data-test={`message-${message}`}>
        <Both first={first} className={styles['strip-word']}>
          {(words) => words(`visit.message.${message}.short`)}
        </Both>
      </div>
    </>
  );
}
