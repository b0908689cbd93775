import { inOrder, wordsOf } from '../../renderer/visit/both.tsx';
import { useWording } from '../../renderer/wording.ts';
import type { SettingRow } from '../../shared/settings/setting-rows.ts';
import { useHost } from './host.ts';
import styles from './institution.module.css';

/** The closing page of a visit (R55) as these entries make it, in both languages: after a usual end, and after an order. */
export function ClosingPreview({ support }: { readonly support: SettingRow<'support'> }) {
  const { t } = useWording();
  const { firstLanguage } = useHost();
  return (
    <>
      <h3>{t('institution.settings.closingPreview')}</h3>
      <div className={styles['columns']} data-test="closing-preview">
        {inOrder(firstLanguage).map((language) => {
          const words = wordsOf(language);
          return (
            <section key={language} lang={language} className={styles['preview']}>
              <p>
                <strong>{words('visit.closing.title')}</strong>
              </p>
              <p>{words('visit.closing.thanks')}</p>
              <p>{words('visit.closing.next')}</p>
              {support.length > 0 && (
                <>
                  <p>
                    <strong>{words('visit.closing.support')}</strong>
                  </p>
                  <ul>
                    {support.map(({ name, detail }, index) => (
                      <li key={index}>
                        {name[language]}
                        <br />
                        {detail[language]}
                      </li>
                    ))}
                  </ul>
                </>
              )}
              <p>
                <strong>{words('visit.closing.ordered.title')}</strong>
              </p>
              <p>{words('visit.closing.ordered.body')}</p>
              <p>{words('visit.closing.ordered.next')}</p>
            </section>
          );
        })}
      </div>
    </>
  );
}
