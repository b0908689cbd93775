import { useEffect, type ReactNode } from 'react';
import type { VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { unreachable } from '../../shared/result.ts';
import { useVisit, useVisitNow } from '../store.ts';
import { ClosingScreen } from './closing-screen.tsx';
import { LockingSheet } from './locking-sheet.tsx';
import { HoldCover, MessageCard } from './message-card.tsx';
import { coversMeeting, shownMessages } from './messages.ts';
import { PinSheet } from './pin-sheet.tsx';
import { Temporary } from './temporary.tsx';
import { Strip } from './strip.tsx';
import { CARD_MS } from './use-newest-message.ts';
import styles from './visit.module.css';

/** The visit page fed by the station; draws nothing before the first snapshot. */
export function LiveVisitPage() {
  const snapshot = useVisit();
  const now = useVisitNow();
  useEffect(() => {
    if (snapshot !== null) document.documentElement.lang = snapshot.firstLanguage;
  }, [snapshot]);
  return snapshot === null ? null : <VisitPage snapshot={snapshot} now={now} />;
}

interface VisitPageProps {
  readonly snapshot: VisitPageSnapshot;
  /** The station's clock, milliseconds since 1970. */
  readonly now: number;
}

/**
 * What the mother sees around the meeting (R22, R43 to R45, R55): above it, transparent where the meeting shows
 * through. Nothing on it reacts to input.
 */
export function VisitPage({ snapshot, now }: VisitPageProps) {
  return (
    <div className={styles['visit-page']}>
      <Screen snapshot={snapshot} now={now} />
      {/* Whatever the screen shows, staff see what they type (R37). */}
      {snapshot.panel !== null && snapshot.mode !== 'locked' && (
        <div className={styles['above']}>
          <div className={styles['above-bottom']}>
            <PinSheet snapshot={snapshot} panel={snapshot.panel} now={now} />
          </div>
        </div>
      )}
    </div>
  );
}

function Screen({ snapshot, now }: VisitPageProps) {
  const { mode } = snapshot;
  switch (mode) {
    case 'hidden':
      return null;
    case 'strip':
      return <Strip snapshot={snapshot} now={now} />;
    case 'locking':
      return (
        <Above snapshot={snapshot} now={now}>
          <LockingSheet snapshot={snapshot} />
        </Above>
      );
    case 'locked':
      return (
        <Above snapshot={snapshot} now={now}>
          <LockedSheet snapshot={snapshot} now={now} />
        </Above>
      );
    case 'closing':
      return (
        <ClosingScreen
          firstLanguage={snapshot.firstLanguage}
          support={snapshot.support}
          endedByOrder={snapshot.endedByOrder}
        />
      );
    default:
      return unreachable(mode);
  }
}

/** One sheet at a time: the PIN panel, else that the facilitator may leave, else messages for the mother. */
function LockedSheet({ snapshot, now }: VisitPageProps) {
  const { panel, locking } = snapshot;
  if (panel !== null) return <PinSheet snapshot={snapshot} panel={panel} now={now} />;
  const messages = <MessageCard snapshot={snapshot} />;
  if (locking?.mayLeave !== true) return messages;
  return (
    <Temporary forMs={CARD_MS} after={messages}>
      <LockingSheet snapshot={snapshot} />
    </Temporary>
  );
}

/** The strip at the top and one sheet at the bottom, with the child's face free between them. */
function Above({ snapshot, now, children }: VisitPageProps & { readonly children: ReactNode }) {
  const [message] = shownMessages(snapshot.messages);
  return (
    <div className={styles['above']} data-mode={snapshot.mode}>
      <Strip snapshot={snapshot} now={now} />
      {coversMeeting(snapshot) && message !== undefined && (
        <HoldCover message={message} firstLanguage={snapshot.firstLanguage} />
      )}
      <div className={styles['above-bottom']}>{children}</div>
    </div>
  );
}
