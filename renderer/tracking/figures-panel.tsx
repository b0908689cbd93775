import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../shared/language/format.ts';
import { AGE_GROUPS } from '../../shared/tracking/age-group.ts';
import { OUTCOMES, PARTIES } from '../../shared/session/entries.ts';
import { SESSION_KINDS } from '../../shared/sync/rows.ts';
import type { Count, FigureLine, Figures } from '../../shared/tracking/figures.ts';
import { Button } from '../components/button.tsx';
import { Card, Facts } from '../components/status.tsx';
import { useCall, useStaff, useStaffState } from '../store.ts';
import styles from './tracking.module.css';

const TOTALS = ['sessions', 'minutes', 'childVisits', 'technical'] as const;

/** The figures of the period on the screen (R54), loaded on request. */
export function FiguresPanel({
  period,
}: {
  readonly period: { readonly from: string; readonly to: string };
}) {
  const { t } = useTranslation();
  const call = useCall();
  const busy = useStaffState((state) => state.busy === 'tracking.figures');
  const [figures, setFigures] = useState<Figures | null>(null);
  const toggle = async () => {
    if (figures !== null) {
      setFigures(null);
      return;
    }
    const answer = await call('tracking.figures', { from: period.from, to: period.to });
    if (answer?.ok === true) setFigures(answer.value);
  };
  return (
    <>
      <div>
        <Button busy={busy} test="figures-show" onPress={() => void toggle()}>
          {t(figures === null ? 'figures.show' : 'figures.hide')}
        </Button>
      </div>
      {figures !== null && <FiguresView figures={figures} />}
    </>
  );
}

function FiguresView({ figures }: { readonly figures: Figures }) {
  const { t } = useTranslation();
  const { language } = useStaff();
  const said = (count: Count) => (count === null ? t('figures.hidden') : formatCount(count, language));
  return (
    <Card title={t('figures.title')} level={3} tone="tint" test="figures">
      <div className="stack">
        <p className="soft">{t('figures.lead')}</p>
        <Facts columns={2} rows={TOTALS.map((name) => [t(`figures.${name}`), said(figures[name])])} />
        <div className={styles['figures-tables']}>
          {figures.tables
            .filter(({ lines }) => lines.length > 0)
            .map(({ by, lines }) => (
              <FiguresTable key={by} by={by} lines={lines} />
            ))}
        </div>
      </div>
    </Card>
  );
}

/** A table with bars, which repeat its numbers. */
function FiguresTable({ by, lines }: Figures['tables'][number]) {
  const { t } = useTranslation();
  const { language } = useStaff();
  const most = Math.max(1, ...lines.map(({ sessions }) => sessions ?? 0));
  const name = ({ code, name: own }: FigureLine): string => {
    if (own !== null) return own[language];
    const outcome = OUTCOMES.find((one) => by === 'outcome' && one === code);
    const kind = SESSION_KINDS.find((one) => (by === 'kind' || by === 'technicalByKind') && one === code);
    const group = AGE_GROUPS.find((one) => by === 'ageGroup' && one === code);
    const party = PARTIES.find((one) => by === 'cancelledBy' && one === code);
    if (outcome !== undefined) return t(`outcome.${outcome}`);
    if (group !== undefined) return t(`tracking.value.ageGroup.${group}`);
    if (party !== undefined) return t(`party.${party}`);
    return kind === undefined ? code : t(`kind.${kind}`);
  };
  return (
    <table className={styles['figures-table']}>
      <caption>{t(`figures.by.${by}`)}</caption>
      <tbody>
        {lines.map((line) => (
          <tr key={line.code}>
            <th scope="row">{name(line)}</th>
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
