import { useEffect, useState } from 'react';
import { IdleDialog } from '../../renderer/components/idle-dialog.tsx';
import { useWording } from '../../renderer/wording.ts';
import type { Ending } from './app.tsx';
import type { Connection } from './connection.ts';

const WARN_MS = 60_000;

/** Warns a minute before an idle person is signed out, and puts it off (R73; WCAG 2.2.1). */
export function IdleWarning(props: {
  readonly connection: Connection;
  readonly onEnd: (why: Ending) => void;
}) {
  const { t } = useWording();
  const { connection, onEnd } = props;
  const [leftMs, setLeftMs] = useState(Number.POSITIVE_INFINITY);
  useEffect(() => {
    const timer = setInterval(() => {
      const endsAt = connection.sessionEndsAt();
      setLeftMs(endsAt === null ? Number.POSITIVE_INFINITY : endsAt - connection.now());
    }, 1000);
    return () => clearInterval(timer);
  }, [connection]);
  const isOver = leftMs <= 0;
  useEffect(() => {
    if (isOver) onEnd('idle');
  }, [isOver, onEnd]);
  if (leftMs > WARN_MS || isOver) return null;
  const stay = () =>
    void connection.session().then((answer) => {
      if (answer !== null && answer.signedIn === null) onEnd('idle');
      else setLeftMs(Number.POSITIVE_INFINITY);
    });
  return <IdleDialog lead={t('browser.idleLead')} seconds={Math.ceil(leftMs / 1000)} onStay={stay} />;
}
