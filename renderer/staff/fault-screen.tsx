import { useEffect, type ReactNode } from 'react';
import type { Message } from '../../shared/ipc/snapshot.ts';
import { Alert } from '../components/alert.tsx';
import { Button } from '../components/button.tsx';
import { classes } from '../components/classes.ts';
import { setPageTitle } from '../components/page-title.ts';
import { LANGUAGES } from '../language.ts';
import { useWording } from '../wording.ts';
import styles from './app.module.css';

/** The station cannot be used: why, and whom to call, in both languages. */
export function FaultScreen({ fault, children }: { readonly fault: Message; readonly children?: ReactNode }) {
  const { t, wordIn } = useWording();
  useEffect(() => {
    setPageTitle(t('app.title'));
  }, [t]);
  return (
    <main className={styles['waiting']} data-test="fault" data-code={fault.code}>
      <div className={classes('stack stack-loose', styles['fault'])}>
        {LANGUAGES.map((language) => (
          <section key={language} lang={language} className="stack stack-tight">
            <h1>{t('fault.title', { lng: language })}</h1>
            <Alert tone="danger">{wordIn(language, 'fault', fault.code, fault.values)}</Alert>
          </section>
        ))}
        {children}
      </div>
    </main>
  );
}

/** Stands in for the staff page when it failed to draw. A reload keeps the drafts, which the station holds. */
export function PageFailed() {
  const { t } = useWording();
  return (
    <FaultScreen fault={{ code: 'page-failed', values: {} }}>
      <div>
        <Button variant="primary" test="page-reopen" onPress={() => location.reload()}>
          {t('fault.reopen')}
        </Button>
      </div>
    </FaultScreen>
  );
}
