import { useTranslation } from 'react-i18next';
import type { WaitingView } from '../../shared/ipc/snapshot.ts';
import { formatDate, formatTime, formatWhen } from '../../shared/language/format.ts';
import { Button } from '../components/button.tsx';
import { Badge, Card } from '../components/status.tsx';
import { useStaff, useStaffNow } from '../store.ts';
import styles from './tracking.module.css';

interface QueueProps {
  /** Whether this person completes entries; others only see the queue. */
  readonly mayComplete: boolean;
  readonly onOpen: (session: string) => void;
}

/** The sessions handed over and not yet on the sheet (R52), visible to everyone. */
export function Queue({ mayComplete, onOpen }: QueueProps) {
  const { t } = useTranslation();
  const { waiting } = useStaff();
  return (
    <section className="stack stack-tight" aria-labelledby="queue-title" data-test="tracking-queue">
      <h2 id="queue-title">{t('tracking.queue.title')}</h2>
      <p className="soft">
        {waiting.length === 0
          ? t('tracking.queue.empty')
          : t('tracking.queue.count', { count: waiting.length })}{' '}
        {waiting.length > 0 && !mayComplete && t('tracking.queue.notYours')}
      </p>
      <ul className="stack stack-tight">
        {waiting.map((one) => (
          <li key={one.session}>
            <WaitingCard waiting={one} mayComplete={mayComplete} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function WaitingCard({ waiting, mayComplete, onOpen }: QueueProps & { readonly waiting: WaitingView }) {
  const { t } = useTranslation();
  const { language, station } = useStaff();
  const now = useStaffNow();
  const { session, inmateName, kind, startsAt, outcome, handedOverAt, handedOverBy, note } = waiting;
  const { zone } = station;
  return (
    <Card>
      <div className={styles['waiting-card']}>
        <div className="stack stack-tight">
          <h3>{inmateName}</h3>
          <p>
            {formatDate(startsAt, zone, language)}, {formatTime(startsAt, zone, language)} ·{' '}
            {t(`kind.${kind}`)}
          </p>
          <p className="row small">
            {outcome !== null && (
              <Badge tone={outcome === 'completed' ? 'success' : 'neutral'}>{t(`outcome.${outcome}`)}</Badge>
            )}
            <span className="soft">
              {t('tracking.queue.handedOver', {
                name: handedOverBy,
                when: formatWhen(handedOverAt, now, zone, language),
              })}
            </span>
          </p>
          {note !== '' && (
            <p className="small">{t('tracking.pair', { name: t('tracking.queue.note'), value: note })}</p>
          )}
        </div>
        {mayComplete && (
          <Button
            variant="secondary"
            icon="arrow"
            test={`waiting-${session}`}
            onPress={() => onOpen(session)}
          >
            {t('tracking.queue.open')}
            <span className="visually-hidden"> ({inmateName})</span>
          </Button>
        )}
      </div>
    </Card>
  );
}
