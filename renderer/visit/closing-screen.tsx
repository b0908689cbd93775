import type { VisitPageSnapshot } from '../../shared/ipc/snapshot.ts';
import { Both } from './both.tsx';
import { useFit } from './fit.ts';
import { classes } from '../components/classes.ts';
import styles from './visit.module.css';

/** After the visit: thanks, and where families find support, in both languages (R55). */
export function ClosingScreen({ snapshot }: { readonly snapshot: VisitPageSnapshot }) {
  const { firstLanguage, support } = snapshot;
  const fitted = useFit<HTMLDivElement>();
  return (
    <div ref={fitted} className={styles['closing']} data-mode="closing" data-test="closing">
      <main className={classes(styles['closing-main'], styles['columns'])}>
        <Both first={firstLanguage} className={classes(styles['column'], styles['closing-column'])}>
          {(words, language) => (
            <>
              <h1 className={styles['large-title']}>{words('visit.closing.title')}</h1>
              <p className={styles['closing-lead']}>{words('visit.closing.thanks')}</p>
              <p>{words('visit.closing.next')}</p>
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
    </div>
  );
}
