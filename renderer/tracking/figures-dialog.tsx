import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../shared/language/format.ts';
import { FIGURE_TOTALS, type Count, type Figures } from '../../shared/tracking/figures.ts';
import { figureName } from '../../shared/tracking/figures-csv.ts';
import { RefusalNotice } from '../components/alert.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Facts } from '../components/status.tsx';
import { useCall, useStaff } from '../store.ts';
import styles from './tracking.module.css';

/** The figures of the period on the screen (R54). */
export function FiguresDialog({
  period,
  onClose,
}: {
  readonly period: { readonly from: string; readonly to: string };
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const call = useCall();
  const { from, to } = period;
  const [figures, setFigures] = useState<Figures | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void call('tracking.figures', { from, to }).then((answer) => {
      if (isCurrent && answer?.ok === true) setFigures(answer.value);
    });
    return () => {
      isCurrent = false;
    };
  }, [call, from, to]);
  return (
    <Dialog size="wide" title={t('figures.title')} onClose={onClose}>
      <RefusalNotice calls={['tracking.figures']} />
      {figures !== null && <FiguresView figures={figures} />}
    </Dialog>
  );
}

function FiguresView({ figures }: { readonly figures: Figures }) {
  const { t } = useTranslation();
  const { language } = useStaff();
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
  const { t } = useTranslation();
  const { language } = useStaff();
  const most = Math.max(1, ...lines.map(({ sessions }) => sessions ?? 0));
  return (
    <table className={styles['figures-table']}>
      <caption>{t(`figures.by.${by}`)}</caption>
      <tbody>
        {lines.map((line) => (
          <tr key={line.code}>
            <th scope="row">{figureName(line, by, language)}</th>
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
