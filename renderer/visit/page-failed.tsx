import { useEffect } from 'react';
import notice from '../../shared/notice/notice.json' with { type: 'json' };
import { Both } from './both.tsx';
import styles from './visit.module.css';

/** Long enough that a page which always fails neither flickers nor floods the log. */
const RELOAD_MS = 30_000;

/** Replaces a visit page that failed to draw: the notice stays (R22), and the page reloads by itself. */
export function PageFailed() {
  useEffect(() => {
    const timer = setTimeout(() => location.reload(), RELOAD_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <main className={styles['visit-page']} data-test="visit-failed">
      <div className={styles['closing']} data-mode="failed">
        <div className={styles['closing-main']}>
          <div className={styles['columns']}>
            <Both first="en" className={styles['column']}>
              {(words, language) => (
                <>
                  <p className={styles['large-title']}>{words('visit.failed.title')}</p>
                  <p>{words('visit.failed.body')}</p>
                  <p>{notice.strip[language]}</p>
                </>
              )}
            </Both>
          </div>
        </div>
      </div>
    </main>
  );
}
