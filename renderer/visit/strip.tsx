import type { ReactNode } from 'react';
import type { Language, VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { timeLeft, type TimeLeft } from '../../shared/schedule/time-left.ts';
import { Icon, type IconName } from '../components/icon.tsx';
import { Both, bothTexts, type Words } from './both.tsx';
import { useFit } from './fit.ts';
import { MESSAGE_ICONS, shownMessages, type VisitMessage } from './messages.ts';
import styles from './visit.module.css';

interface StripProps {
  readonly snapshot: VisitPageSnapshot;
  readonly now: number;
}

/** The line that stays for the whole visit, equal in both languages (R20, R22), and the time left (R44). */
export function Strip({ snapshot, now }: StripProps) {
  const { notice, firstLanguage, endsAt, startedAt } = snapshot;
  const left = endsAt === null ? null : timeLeft(now, endsAt, startedAt);
  const fitted = useFit<HTMLElement>();
  const said = stripSaid(snapshot);
  return (
    <header ref={fitted} className={styles['strip']} data-test="notice-strip">
      <div className={styles['strip-notice']}>
        <Both first={firstLanguage} className={styles['strip-line']}>
          {bothTexts(notice.strip)}
        </Both>
      </div>
      <div className={styles['strip-side']}>
        {/* Where a card says it too, the card is announced; the minutes that pass never are. */}
        <div className={styles['strip-said']} role={snapshot.mode === 'strip' ? 'status' : undefined}>
          {said}
        </div>
        {said === null && <StripTime left={left} first={firstLanguage} practice={snapshot.practice} />}
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

/** A cue, else what lasts; null where the time left is shown. The bar below shows the time in any case. */
function stripSaid(snapshot: VisitPageSnapshot): ReactNode {
  const { firstLanguage, cue, locking, buttonHint, mode } = snapshot;
  const [message] = shownMessages(snapshot.messages);
  if (cue !== null) return <StripCue minutes={cue} first={firstLanguage} />;
  if (locking?.mayLeave === true) {
    return (
      <StripWords icon="check" first={firstLanguage} test="strip-may-leave">
        {(words) => words('visit.locking.leave.short')}
      </StripWords>
    );
  }
  if (message !== undefined) return <StripMessage message={message} first={firstLanguage} />;
  if (buttonHint && mode === 'locked') {
    return (
      <StripWords icon="headset" first={firstLanguage} test="strip-button-hint">
        {(words) => words('visit.button.short')}
      </StripWords>
    );
  }
  return null;
}

function StripWords(props: {
  readonly icon: IconName;
  readonly first: Language;
  readonly test: string;
  readonly children: (words: Words) => string;
}) {
  return (
    <>
      <Icon name={props.icon} />
      <div className={styles['strip-words']} data-test={props.test}>
        <Both first={props.first} className={styles['strip-word']}>
          {props.children}
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
