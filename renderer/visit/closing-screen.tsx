import type { ReactNode } from 'react';
import type { Language, SupportView } from '../../shared/ipc/snapshot.ts';
import { Both } from './both.tsx';
import { useFit } from './fit.ts';
import { classes } from '../components/classes.ts';
import styles from './visit.module.css';

interface ClosingScreenProps {
  readonly firstLanguage: Language;
  readonly support: readonly SupportView[];
  readonly endedByOrder: boolean;
  /** A quiet control for staff, where input is open. */
  readonly children?: ReactNode;
}

/** After every visit: thanks, or that it was stopped by order, and where families find support, in both languages (R55). */
export function ClosingScreen({ firstLanguage, support, endedByOrder, children }: ClosingScreenProps) {
  const fitted = useFit<HTMLDivElement>();
  return (
    <div
      ref={fitted}
      className={styles['closing']}
      data-mode={children === undefined ? 'closing' : undefined}
      data-test="closing"
      data-ended={endedByOrder ? 'by-order' : 'usual'}
    >
      <main className={classes(styles['closing-main'], styles['columns'])}>
        <Both first={firstLanguage} className={classes(styles['column'], styles['closing-column'])}>
          {(words, language) => (
            <>
              <h1 className={styles['large-title']}>
                {words(endedByOrder ? 'visit.closing.ordered.title' : 'visit.closing.title')}
              </h1>
              <p className={styles['closing-lead']}>
                {words(endedByOrder ? 'visit.closing.ordered.body' : 'visit.closing.thanks')}
              </p>
              <p>{words(endedByOrder ? 'visit.closing.ordered.next' : 'visit.closing.next')}</p>
              {support.length > 0 && (
                <section className={styles['support']}>
                  <h2 className={styles['card-title']}>{words('visit.closing.support')}</h2>
                  <ul>
                    {support.map(({ name, detail }) => (
                      <li key={name.en}>
                        <span className={styles['support-name']}>{name[language]}</span>
                        <span>{detail[language]}</span>
                      </li>
                    ))}
                  </ul>
                </section>
              )}
            </>
          )}
        </Both>
      </main>
      {children !== undefined && <footer className={styles['closing-staff']}>{children}</footer>}
    </div>
  );
}
