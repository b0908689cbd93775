import { useEffect, type ReactNode } from 'react';
import type { VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { unreachable } from '../../shared/result.ts';
import { useVisit, useVisitNow } from '../store.ts';
import { ClosingScreen } from './closing-screen.tsx';
import { LockingSheet } from './locking-sheet.tsx';
import { MessageCard, PausedCover } from './message-card.tsx';
import { coversMeeting } from './messages.ts';
import { Temporary } from './temporary.tsx';
import { PinSheet } from './pin-sheet.tsx';
import { Strip } from './strip.tsx';
import styles from './visit.module.css';

/** The page as the station feeds it. Before the first snapshot it draws nothing. */
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
 * What the mother sees around the meeting (R22, R43 to R45, R55): drawn above it, transparent where it is to be seen,
 * and nothing on it can be operated.
 */
export function VisitPage({ snapshot, now }: VisitPageProps) {
  return (
    <div className={styles['visit-page']}>
      <Screen snapshot={snapshot} now={now} />
    </div>
  );
}

function Screen({ snapshot, now }: VisitPageProps) {
  const { mode } = snapshot;
  switch (mode) {
    case 'hidden':
      return null;
    case 'strip':
      return <Strip snapshot={snapshot} now={now} withMessages />;
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
      return <ClosingScreen snapshot={snapshot} />;
    default:
      return unreachable(mode);
  }
}

/** How long the facilitator can read that they may leave. */
const LEAVE_MS = 20_000;

/** One thing at a time: the way back for staff, then that the facilitator may leave, then what the mother should know. */
function LockedSheet({ snapshot, now }: VisitPageProps) {
  const { panel, locking } = snapshot;
  if (panel !== null) return <PinSheet snapshot={snapshot} panel={panel} now={now} />;
  const messages = <MessageCard snapshot={snapshot} />;
  if (locking?.mayLeave !== true) return messages;
  return (
    <Temporary forMs={LEAVE_MS} after={messages}>
      <LockingSheet snapshot={snapshot} />
    </Temporary>
  );
}

/** The strip at the top, one sheet at the bottom, the child's face free between them. */
function Above({ snapshot, now, children }: VisitPageProps & { readonly children: ReactNode }) {
  return (
    <div className={styles['above']} data-mode={snapshot.mode}>
      <Strip snapshot={snapshot} now={now} withMessages={false} />
      {coversMeeting(snapshot) && <PausedCover snapshot={snapshot} />}
      <div className={styles['above-bottom']}>{children}</div>
    </div>
  );
}
