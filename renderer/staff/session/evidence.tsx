import { formatBytes } from '../../../shared/language/format.ts';
import { Alert } from '../../components/alert.tsx';
import { Icon } from '../../components/icon.tsx';
import { useStaff } from '../../store.ts';
import { useWording } from '../../wording.ts';
import styles from './session.module.css';

/** What the station measures of the meeting (R40). It helps staff; it never replaces their confirmation. */
export function Evidence() {
  const { t, language } = useWording();
  const { meeting } = useStaff();
  const { evidence, flowing } = meeting;
  const isGood = meeting.quality === 'good';
  // One line while there is nothing to look into, so that the confirmations below are in view.
  const isFlowing = flowing.in && flowing.out;
  // “The connection is good” would contradict the lines that say that nothing comes and goes.
  const isStill = !flowing.in && !flowing.out;
  const amount = (bytes: number) => formatBytes(bytes, language);
  const rows = [
    {
      key: 'in',
      flows: flowing.in,
      text: t(flowing.in ? 'evidence.in' : 'evidence.notIn'),
      detail: t('evidence.amounts', { video: amount(evidence.videoIn), audio: amount(evidence.audioIn) }),
    },
    {
      key: 'out',
      flows: flowing.out,
      text: t(flowing.out ? 'evidence.out' : 'evidence.notOut'),
      detail: t('evidence.amounts', { video: amount(evidence.videoOut), audio: amount(evidence.audioOut) }),
    },
  ];
  return (
    <>
      {meeting.otherDevices.map((kind) => (
        <Alert key={kind} tone="warning" live="status" test={`other-${kind}`}>
          {t(`evidence.otherDevice.${kind}`)}
        </Alert>
      ))}
      <ul className={styles['evidence']} data-test="evidence">
        {isFlowing && (
          <li className={styles['evidence-good']} data-test="flow-both">
            <Icon name="check" />
            <span>{t(isGood ? 'evidence.bothGood' : 'evidence.both')}</span>
          </li>
        )}
        {(isFlowing ? [] : rows).map((row) => (
          <li
            key={row.key}
            className={styles[row.flows ? 'evidence-good' : 'evidence-none']}
            data-test={`flow-${row.key}`}
            data-state={row.flows ? 'flowing' : 'still'}
          >
            <Icon name={row.flows ? 'check' : 'clock'} />
            <span>{row.text}</span>
          </li>
        ))}
        {meeting.quality !== 'unknown' && !(isGood && (isFlowing || isStill)) && (
          <li
            className={styles[isGood ? 'evidence-good' : 'evidence-none']}
            data-test="quality"
            data-state={meeting.quality}
          >
            <Icon name={isGood ? 'check' : 'cloud'} />
            <span>{t(`evidence.quality.${meeting.quality}`)}</span>
          </li>
        )}
      </ul>
      <details className={styles['evidence-numbers']}>
        <summary>{t('evidence.details')}</summary>
        {rows.map((row) => (
          <p key={row.key} className="numbers">
            {t('tracking.pair', { name: row.text, value: row.detail })}
          </p>
        ))}
      </details>
    </>
  );
}
