import { useCallback, useEffect, useRef } from 'react';
import type { SessionSnapshot } from '../../../shared/ipc/snapshot.ts';
import { checkSentence } from '../../../shared/language/check-words.ts';
import type { CheckName, CheckResult } from '../../../shared/session/entries.ts';
import { Button } from '../../components/button.tsx';
import { useCall, useStaffState } from '../../store.ts';
import { useWording } from '../../wording.ts';
import { VerdictBadge } from './check-card.tsx';
import { classes } from '../../components/classes.ts';
import styles from './equipment.module.css';

const AUTOMATIC: readonly CheckName[] = ['display', 'network', 'clock', 'disk', 'lock'];

/** A session's checks that need no person. */
export function AutomaticChecks({ snapshot }: { readonly snapshot: SessionSnapshot }) {
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'session.run-checks');
  const run = useCallback(() => void call('session.run-checks', null), [call]);
  return <AutomaticRows checks={snapshot.session.checks} busy={busy} onRun={run} />;
}

/** The checks that need no person: run once automatically, and again on request (R4). */
export function AutomaticRows(props: {
  readonly checks: Readonly<Partial<Record<CheckName, CheckResult>>>;
  readonly busy: boolean;
  readonly onRun: () => void;
}) {
  const { t } = useWording();
  const { checks, busy, onRun } = props;
  const missing = AUTOMATIC.some((name) => checks[name] === undefined);
  const ran = useRef(false);
  useEffect(() => {
    if (!missing || ran.current) return;
    ran.current = true;
    onRun();
  }, [missing, onRun]);
  return (
    <section className={styles['automatic']} aria-label={t('equipment.automatic')}>
      <div className={styles['check-head']}>
        <h2 className={styles['check-title']}>{t('equipment.automatic')}</h2>
        <Button variant="quiet" size="small" busy={busy} test="run-checks" onPress={onRun}>
          {t('equipment.runAgain')}
        </Button>
      </div>
      <ul className={styles['automatic-rows']} aria-busy={busy}>
        {AUTOMATIC.map((name) => {
          const result = checks[name];
          return (
            <li key={name} data-test={`check-${name}`} data-verdict={result?.verdict ?? 'todo'}>
              <div className={styles['automatic-name']}>
                <span className="strong">{t(`check.${name}`)}</span>
                <VerdictBadge result={result} required />
              </div>
              {result !== undefined && <Seen check={name} result={result} />}
              {result?.verdict === 'fail' && <p className={styles['check-help']}>{t(`checkHelp.${name}`)}</p>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What the check found, in words; a lock trouble has its own sentence. */
function Seen({ check, result }: { readonly check: CheckName; readonly result: CheckResult }) {
  const { t, language, wordCode } = useWording();
  const seen = checkSentence(check, result, language);
  if (seen === null) return null;
  const text = (): string => {
    switch (seen.key) {
      case 'as-it-is':
        return seen.text;
      case 'lock-trouble':
        return wordCode('lock', seen.code);
      case 'network-fault':
        return wordCode('checkNetwork', seen.code, { host: seen.host });
      default:
        return t(seen.key, seen.values);
    }
  };
  return <p className={classes('small soft', styles['automatic-detail'])}>{text()}</p>;
}
