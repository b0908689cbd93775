import { useEffect } from 'react';
import type { Message } from '../../shared/ipc/snapshot.ts';
import { Alert } from '../components/alert.tsx';
import { LANGUAGES } from '../language.ts';
import { useWording } from '../wording.ts';
import { classes } from '../components/classes.ts';
import styles from './app.module.css';

/** The station cannot be used at all: why, and whom to call, in both languages; nothing can be pressed. */
export function FaultScreen({ fault }: { readonly fault: Message }) {
  const { t, wordIn } = useWording();
  useEffect(() => {
    document.title = t('app.title');
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
      </div>
    </main>
  );
}
