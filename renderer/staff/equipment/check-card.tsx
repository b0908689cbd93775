import { createContext, useContext, type ReactNode } from 'react';
import type { CheckName, CheckResult } from '../../../shared/session/entries.ts';
import { Icon, type IconName } from '../../components/icon.tsx';
import { Badge } from '../../components/status.tsx';
import { useCall } from '../../store.ts';
import { useWording } from '../../wording.ts';
import styles from './equipment.module.css';

const ICONS: Readonly<Record<CheckName, IconName>> = {
  headset: 'headset',
  microphone: 'microphone',
  sound: 'sound',
  echo: 'sound',
  webcam: 'camera',
  display: 'info',
  network: 'cloud',
  clock: 'clock',
  disk: 'list',
  lock: 'lock',
  sign: 'info',
};

export type RecordCheck = (check: CheckName, verdict: CheckResult['verdict'], detail: string) => void;

/** Where results go that belong to no visit: a trial before the day. */
export const TrialContext = createContext<RecordCheck | null>(null);

/** Whether staff try the equipment themselves: then the questions are put to them. */
export function useIsTrial(): boolean {
  return useContext(TrialContext) !== null;
}

/** Records what a person saw or heard in a check. */
export function useRecord(): RecordCheck {
  const trial = useContext(TrialContext);
  const call = useCall();
  return (
    trial ??
    ((check, verdict, detail) =>
      void call('session.record-check', { check, result: { verdict, detail: detail.slice(0, 300) } }))
  );
}

/** A check that another answer confirms with it. */
export interface ImpliedCheck {
  readonly check: CheckName;
  readonly detail: string;
}

interface CheckCardProps {
  readonly check: CheckName;
  readonly result: CheckResult | undefined;
  readonly required: boolean;
  /** Confirming the settings answers it, unless staff report a problem first. */
  readonly implied?: boolean;
  readonly children: ReactNode;
}

/** A check made by a person, with its current result. */
export function CheckCard({ check, result, required, implied = false, children }: CheckCardProps) {
  const { t } = useWording();
  // A trial ends without a press that could imply anything.
  const isImplied = useContext(TrialContext) === null && implied;
  return (
    <section
      className={styles['check']}
      data-test={`check-${check}`}
      data-verdict={result?.verdict ?? 'todo'}
    >
      <div className={styles['check-head']}>
        <h2 className={styles['check-title']}>
          <Icon name={ICONS[check]} size="large" /> {t(`check.${check}`)}
        </h2>
        {(result !== undefined || !isImplied) && <VerdictBadge result={result} required={required} />}
      </div>
      {/* What to do comes first, because the bar may cover the lower end of a card. */}
      {result?.verdict === 'fail' && <p className={styles['check-help']}>{t(`checkHelp.${check}`)}</p>}
      {children}
    </section>
  );
}

export function VerdictBadge(props: {
  readonly result: CheckResult | undefined;
  readonly required: boolean;
}) {
  const { t } = useWording();
  const verdict = props.result?.verdict ?? (props.required ? 'todo' : 'not-needed');
  switch (verdict) {
    case 'pass':
      return (
        <Badge tone="success" icon="check">
          {t('verdict.pass')}
        </Badge>
      );
    case 'fail':
      return (
        <Badge tone="danger" icon="warning">
          {t('verdict.fail')}
        </Badge>
      );
    case 'not-needed':
      return <Badge tone="neutral">{t('verdict.not-needed')}</Badge>;
    case 'todo':
      return (
        <Badge tone="warning" icon="dot">
          {t('verdict.todo')}
        </Badge>
      );
  }
}
