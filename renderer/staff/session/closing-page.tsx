import { useEffect } from 'react';
import type { Session } from '../../../shared/session/state.ts';
import { isByOrder } from '../../../shared/session/state.ts';
import { announce } from '../../components/live.tsx';
import { Button } from '../../components/button.tsx';
import { useStaff } from '../../store.ts';
import { ClosingScreen } from '../../visit/closing-screen.tsx';
import visit from '../../visit/visit.module.css';
import { useWording } from '../../wording.ts';

interface ClosingPageProps {
  readonly session: Session;
  readonly onLeft: () => void;
}

/**
 * After a visit that ended while input is open, the mother sees the closing page as after every other one (R55). Staff go
 * on once she has left: hand-over and schedule are not for her eyes (R56).
 */
export function ClosingPage({ session, onLeft }: ClosingPageProps) {
  const { t } = useWording();
  const { station, support } = useStaff();
  const endedByOrder = isByOrder(session.outcome);
  useEffect(
    () => announce(t(endedByOrder ? 'visit.closing.ordered.title' : 'visit.closing.title')),
    [t, endedByOrder],
  );
  return (
    <div className={visit['visit-page']}>
      <ClosingScreen firstLanguage={station.firstLanguage} support={support} endedByOrder={endedByOrder}>
        <Button variant="quiet" size="small" test="closing-left" onPress={onLeft}>
          {t('visit.closing.staff')}
        </Button>
      </ClosingScreen>
    </div>
  );
}

/** Whether she was at the station: a session that ended before the notice needs no closing page. */
export function needsClosing(session: Session): boolean {
  return session.phase === 'ended' && session.notice !== null;
}
