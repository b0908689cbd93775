import { formatCount, formatMonth } from '../../shared/language/format.ts';
import { FIGURE_TOTALS, type Count, type Figures } from '../../shared/tracking/figures.ts';
import { figureName } from '../../shared/tracking/figures-csv.ts';
import { Facts } from '../components/status.tsx';
import { useWording } from '../wording.ts';
import styles from './tracking.module.css';

/** The figures as totals and tables (R54). */
export function FiguresView({ figures }: { readonly figures: Figures }) {
  const { t, language } = useWording();
  const said = (count: Count) => (count === null ? t('figures.hidden') : formatCount(count, language));
  return (
    <div className="stack" data-test="figures">
      <p className="soft">{t('figures.lead')}</p>
      <Facts columns={2} rows={FIGURE_TOTALS.map((name) => [t(`figures.${name}`), said(figures[name])])} />
      <div className={styles['figures-tables']}>
        {figures.tables
          .filter(({ lines }) => lines.length > 0)
          .map(({ by, lines }) => (
            <FiguresTable key={by} by={by} lines={lines} />
          ))}
      </div>
    </div>
  );
}

/** A table with bars, which repeat its numbers. */
function FiguresTable({ by, lines }: Figures['tables'][number]) {
  const { t, language } = useWording();
  const isMonth = by === 'month' || by === 'technicalByMonth';
  const most = Math.max(1, ...lines.map(({ sessions }) => sessions ?? 0));
  return (
    <table className={styles['figures-table']}>
      <caption>{t(`figures.by.${by}`)}</caption>
      <tbody>
        {lines.map((line) => (
          <tr key={line.code}>
            <th scope="row">{isMonth ? formatMonth(line.code, language) : figureName(line, by, language)}</th>
            {line.sessions === null ? (
              <td colSpan={2} className="soft small">
                {t('figures.hidden')}
              </td>
            ) : (
              <>
                <td className={styles['numeric']}>{formatCount(line.sessions, language)}</td>
                <td className={styles['figures-bar']}>
                  <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                    <rect width={(100 * line.sessions) / most} height="10" fill="currentColor" />
                  </svg>
                </td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
